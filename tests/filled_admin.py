"""What a filled form is, and those of the officials' pages."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse

from facilities import clock
from tests.city import PASSWORD


@dataclass(frozen=True)
class Filled:
    """Who sends what where. `text` names the fields in which anything that can be read may be written."""

    role: str
    path: str
    data: dict
    text: set = field(default_factory=set)
    done: int = 302


def admin_forms(world) -> dict:
    key, said = {"idempotency_key": "k1"}, {"reason", "idempotency_key"}
    decree = {
        "code": "storage_point.kg",
        "region": "320400",
        "value": "2000",
        "valid_from": (clock.today() + timedelta(days=30)).isoformat(),
        "law": "Notice 7",
    } | key
    clockwork = {name: decree[name] for name in decree if name != "value"} | {
        "code": "close",
        "length": "",
        "month": "",
        "day": "",
        "warn": "1",
        "role": "receiver",
        "district_days": "2",
        "city_days": "4",
    }

    def page(model: str, act: str, row=None, data: dict = key, text: set = said) -> Filled:
        args = [row.pk] if row else []
        return Filled("city_regulator", reverse(f"admin:{model}_{act}", args=args), data, text)

    password = {"old_password": PASSWORD, "new_password1": "quite another one", "new_password2": "quite another one"}
    found = {
        "admin:password_change": Filled("city_regulator", reverse("admin:password_change"), password),
        "admin:facilities_deadlinerule_add": page(
            "facilities_deadlinerule", "add", None, clockwork, {"law", "idempotency_key"}
        ),
        "admin:facilities_limit_add": page(
            "facilities_limit", "add", None, decree | {"note": ""}, {"law", "note", "idempotency_key"}
        ),
        "admin:manifests_manifest_freeze": page("manifests_manifest", "freeze", world.issued, {"reason": "look"} | key),
        "admin:manifests_manifest_release": page("manifests_manifest", "release", world.frozen, {"reason": "ok"} | key),
        "admin:manifests_amendment_override": page(
            "manifests_amendment", "override", world.amendment, {"reason": "seen"} | key
        ),
        "admin:facilities_crossingapplication_record": page(
            "facilities_crossingapplication",
            "record",
            world.handed_in,
            {"kind": "returned", "happened_on": clock.today().isoformat(), "document_no": "7", "note": "no seal"} | key,
            {"document_no", "note", "idempotency_key"},
        ),
        "admin:manifests_manifest_void": page("manifests_manifest", "void", world.issued, {"reason": "twice"} | key),
    }
    key_only = {"idempotency_key"}
    block = {"region": "320400", "year": str(clock.today().year), "first": "1", "last": "50", "granted_by": "Ministry"}
    block |= {"document": "No. 9", "granted_on": clock.today().isoformat()} | key
    numbers = {"national_no": f"{clock.today().year}3204000555", "provincial_no": "JS-5"} | key
    found |= {
        "admin:manifests_numberblock_add": page(
            "manifests_numberblock", "add", None, block, {"granted_by", "document", *key_only}
        ),
        "admin:manifests_numberblock_give_back": page(
            "manifests_numberblock", "give_back", world.granted, key, key_only
        ),
        "admin:manifests_manifest_record_numbers": page(
            "manifests_manifest", "record_numbers", world.issued, numbers, {"provincial_no", *key_only}
        ),
    }
    graded = {"management_class": "key", "reason": "grew", "valid_from": ""} | key
    for model, row in (
        ("facility", world.generator),
        ("generator", world.generator),
        ("collector", world.collector),
        ("transporter", world.carrier),
        ("disposalsite", world.site),
    ):
        found[f"admin:facilities_{model}_reclassify"] = page(f"facilities_{model}", "reclassify", row, graded)
    return found
