"""Every form of every page, filled in so that it works: what is spoiled field by field must be good to begin with."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from facilities import clock
from facilities.models import StorageArea
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import Stretch
from manifests.forms.declaring import ConfirmMany
from manifests.models import DeclarationDraft
from tests.city import BASICS, OIL, PASSWORD
from tests.elsewhere import typed
from tests.filled_admin import Filled, admin_forms
from tests.filled_labels import label_forms
from tests.filled_register import register_forms
from tests.filled_stock import stock_forms
from tests.world import month_ago

MOMENT, DAY = "2026-01-05T08:00", "2026-01-05"


def forms(world, walk) -> dict[str, Filled]:
    """Route name → its form; a page with several forms has one row each, `name#which`."""
    _owe(world, walk)
    walked = {**_prints(world), **stock_forms(world, walk), **_manifests(world, walk), **_road(world, walk)}
    walked |= label_forms(world) | register_forms(world)
    return {**_front(world), **_waste(world), **walked, **_moving(world), **admin_forms(world)}


def _owe(world, walk) -> None:
    """The generator's last year is owed and drafted. Comes first: what follows is read from the ledger."""
    last_year = Stretch.of(date(clock.today().year - 1, 1, 1), "year")
    with clock.standing_at(clock.now().replace(year=last_year.start.year, month=6, day=1)):
        walk.declared("1")
    content = content_of(world.generator, last_year)
    DeclarationDraft.objects.filter(pk=world.missing.pk).update(content=content, digest=digest_of(content))
    world.missing.refresh_from_db()


def _moving(world) -> dict:
    """Comes last: until now every site had one store."""
    annex = {"facility": world.generator, "code": "TS002", "name": "Annex", "kind": "warehouse", "capacity_kg": 9000}
    other = StorageArea.objects.create(**annex)
    data = {"area": str(other.pk), "idempotency_key": "k1"}
    address = reverse("manifests:move_batch", args=[world.stored.pk])
    return {"manifests:move_batch": Filled("clerk", address, data, {"idempotency_key"})}


def _front(world) -> dict:
    return {
        "sign_in": Filled("anonymous", reverse("sign_in"), {"username": "clerk", "password": PASSWORD}),
        "set_language": Filled("clerk", reverse("set_language"), {"language": "en", "next": "/"}, {"language", "next"}),
        "change_password": Filled(
            "clerk",
            reverse("change_password"),
            {"old_password": PASSWORD, "new_password1": "quite another one", "new_password2": "quite another one"},
        ),
        "facilities:notice_mail": Filled(
            "clerk",
            reverse("facilities:notice_mail"),
            {"mail_notices": "on", "email": "clerk@example.com", "language": "en"},
            {"mail_notices"},
        ),
    }


STREAM = {
    "code": OIL,
    "alias": "Oil of hall 2",
    "official_name": "Waste oil",
    "physical_state": "L",
    "hazards": ["T", "I"],
    "main_components": "oil",
    "harmful_components": "none",
    "process": "turning",
    "packaging": "",
    "precautions": "no fire",
    "default_consignee": "",
    "default_method": "",
    "idempotency_key": "k1",
}
STREAM_TEXT = {
    *("alias", "official_name", "main_components", "harmful_components", "process", "precautions"),
    "idempotency_key",
}
AREA = {"code": "TS009", "name": "Annex", "kind": "warehouse", "capacity_kg": "500", "day_limit": "300"}
AREA |= {"responsible_name": "Zhou", "responsible_phone": "138"}
AREA_TEXT = {"code", "name", "responsible_name", "responsible_phone"}


NOTE = {"note", "idempotency_key"}


def _waste(world) -> dict:
    site = str(world.generator.pk)
    person = {
        "enterprise": str(world.outside.enterprise_id),
        "name": "Zhou",
        "username": "zhou",
        "phone": "138",
        "roles": ["clerk"],
    }
    year = clock.today().year
    plan = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-stream": str(world.oil.pk)}
    plan |= {"form-0-kg": "100.5", "form-0-unit": "", "form-0-step": "turning", "form-0-destination": "store"}
    plan |= {"form-0-destination_code": "TS001", "form-0-destination_kg": "50"}
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-code": OIL, "form-0-name": "oil"}
    sent |= {"form-0-kg": "100", "form-0-method": str(world.re_refine.pk), "form-0-receiver": ""}
    sent |= {"form-0-receiver_name": "Works", "form-0-permit_no": "P-1"}
    sent |= {"form-0-scope": "cross", "form-0-receiver_kind": "permit"}
    basics = BASICS | {"eia_no": "E-1", "discharge_permit_no": "D-1", "operating_since": "2020-01-01"}
    basics |= {"eia_annual_kg": "12", "idempotency_key": "k1"}
    packaging = {"packaging": str(world.oil.packaging_id or "")}
    crossing = {
        "consignee": str(world.crossing.consignee_id),
        "method": str(world.re_refine.pk),
        "idempotency_key": "k1",
    }
    crossing |= {"valid_from": clock.today().isoformat(), "valid_to": clock.today().isoformat()}
    key = {"idempotency_key"}
    address = lambda name, *args: reverse(f"facilities:{name}", args=args)  # noqa: E731
    return {
        "facilities:new_stream": Filled(
            "clerk", address("new_stream"), {"facility": site, **STREAM, **packaging}, STREAM_TEXT
        ),
        "facilities:stream": Filled(
            "clerk", address("stream", world.oil.pk), STREAM | {"alias": "Oil"}, STREAM_TEXT | {"code"}
        ),
        "facilities:new_delegation": Filled(
            "outsider",
            address("new_delegation"),
            {
                "facility": str(world.outside.pk),
                "registration_no": world.generator.enterprise.registration_no,
                "may_declare": "on",
                "may_fill": "on",
                "valid_from": clock.today().isoformat(),
                "valid_to": clock.today().isoformat(),
                "idempotency_key": "k1",
            },
            {"may_declare", "may_fill", "idempotency_key"},
        ),
        "manifests:declaration": Filled(
            "clerk",
            reverse("manifests:declaration", args=[world.generator.pk, month_ago(2).label]),
            {
                "digest": digest_of(content_of(world.generator, month_ago(2))),
                "reason": "nothing moved, and so not owed",
                "idempotency_key": "k1",
            },
            {"idempotency_key", "reason"},
        ),
        "manifests:confirm_declarations": Filled(
            "clerk",
            reverse("manifests:confirm_declarations"),
            {"picks": ConfirmMany.value_of(world.missing)},
            {"picks"},
        ),
        "manifests:assess": Filled(
            "clerk",
            reverse("manifests:assess", args=[world.generator.pk]),
            {"idempotency_key": "k1"},
            {"idempotency_key"},
        ),
        "manifests:state_practice": Filled(
            "clerk",
            reverse("manifests:state_practice", args=[world.generator.pk, "drill"]),
            {"text": "Held in hall 2", "day": DAY, "idempotency_key": "k1"},
            {"text", "idempotency_key"},
        ),
        "facilities:retire_stream": Filled("clerk", address("retire_stream", world.oil.pk), {"resume": ""}, {"resume"}),
        "facilities:new_area": Filled("clerk", address("new_area"), {"facility": site, **AREA}, AREA_TEXT),
        "facilities:area": Filled("clerk", address("area", world.area.pk), AREA, AREA_TEXT),
        "facilities:file_plan": Filled(
            "clerk", address("file_plan", site, year + 1), {"do": "begin", "note": "n", "idempotency_key": "k1"}, NOTE
        ),
        "facilities:file_plan#drop": Filled("clerk", address("file_plan", site, year), {"do": "drop"}),
        "facilities:plan_table": Filled(
            "clerk",
            address("plan_table", site, year, "a3"),
            plan,
            {"form-INITIAL_FORMS", "form-0-step", "form-0-destination_code"},
        ),
        "facilities:plan_table#a7": Filled(
            "clerk",
            address("plan_table", site, year, "a7"),
            sent,
            {"form-INITIAL_FORMS", "form-0-name", "form-0-receiver_name", "form-0-permit_no"},
        ),
        "facilities:plan_table#a1": Filled(
            "clerk",
            address("plan_table", site, year, "a1"),
            basics,
            {*BASICS, "eia_no", "discharge_permit_no", "idempotency_key"},
        ),
        "facilities:take_import": Filled(
            "clerk", address("take_import", world.sheet.pk), {"only": "ticked", "line": ["3"]}, {"only", "line"}
        ),
        "facilities:evidence": Filled(
            "clerk", address("evidence", world.evidence.pk), {"reason": "blurred"}, {"reason"}
        ),
        "facilities:new_crossing": Filled("clerk", address("new_crossing"), {"facility": site, **crossing}, key),
        "facilities:crossing": Filled(
            "clerk",
            address("crossing", world.crossing.pk),
            crossing | {f"kg-{OIL}": "100.5", "treatment": "Distilled"},
            {"treatment", *key},
        ),
        "facilities:new_person": Filled("outsider", address("new_person"), person, {"name", "phone"}, done=200),
    }


def _prints(world) -> dict:
    data, keyed = {"form": "zip", "idempotency_key": "k1"}, {"idempotency_key"}
    chosen = {
        "manifests:print_manifests": ("clerk", f"manifest={world.issued.pk}"),
        "manifests:print_labels": ("clerk", f"batch={world.stored.pk}"),
    }
    return {name: Filled(role, f"{reverse(name)}?{query}", data, keyed) for name, (role, query) in chosen.items()}


def _manifests(world, walk) -> dict:
    now = localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")
    key, said = {"idempotency_key": "k1"}, {"idempotency_key", "reason", "note", "remarks"}
    draw_up, batch = reverse("manifests:draw_up"), world.stored.pk.hex
    chosen = f"line={batch}&method=D10&consignee={world.site.pk}&carrier={world.carrier.pk}"
    picked = {f"{batch}-take": "on", f"{batch}-kg": "100"}
    arrived, judged = walk.arrived(), walk.judged()
    weighed = {
        "line-1-weighed_kg": "1000",
        "line-1-opinion": "part",
        "line-1-accepted_kg": "900",
        "line-1-reason": "wet",
        "line-1-method": "D10",
        "line-1-significant_difference": "less",
        "line-1-misfits": ["quantity"],
        "line-1-gross_kg": "9000",
        "line-1-tare_kg": "8000",
        "line-1-scale": "Scale 1",
        "line-1-ticket": "T-1",
        "line-1-note": "none",
    }

    def act(manifest, action: str, data: dict, role="clerk") -> Filled:
        return Filled(role, reverse("manifests:act", args=[manifest.pk, action]), data | key, said)

    revise = reverse("manifests:revise", args=[world.draft.pk])
    in_draft = world.draft.lines.get().batch_id.hex
    return {
        "manifests:draw_up#stock": Filled("clerk", f"{draw_up}?step=stock", picked, {f"{batch}-take"}),
        "manifests:draw_up#check": Filled("clerk", f"{draw_up}?step=check&{chosen}", {"remarks": "soon"} | key, said),
        "manifests:revise": Filled(
            "clerk",
            f"{revise}?step=check&{chosen.replace(batch, in_draft)}",
            {"remarks": "soon"} | key,
            said,
        ),
        "manifests:receive": Filled(
            "receiver",
            reverse("manifests:receive", args=[arrived.pk]),
            weighed | key,
            {"line-1-reason", "line-1-significant_difference", "idempotency_key"}
            | {"line-1-scale", "line-1-ticket", "line-1-note"},
        ),
        "manifests:transfer_in": Filled(
            "receiver",
            reverse("manifests:transfer_in"),
            typed(world) | key,
            {"idempotency_key", "remarks", "consignor_address", "consignor_contact", "consignor_phone", "licence"}
            | {"consignor_name", "carrier_name", "carrier_phone", "driver", "driver_phone", "escort", "plate"}
            | {"provincial_no", "waste-0-name", "approval_no", "do", "rows"},
        ),
        "manifests:redirect": Filled(
            "clerk",
            reverse("manifests:redirect", args=[world.riding.pk]) + f"?method=D10&consignee={world.collector.pk}",
            {"reason": "near by"} | key,
            said,
        ),
        "manifests:amend": Filled(
            "clerk",
            reverse("manifests:amend", args=[world.issued.pk]),
            {"remarks": "soon", "national_no": "20263204000001", "why": "typed wrongly", "do": "save"} | key,
            {"remarks", "why", "idempotency_key", "do"},
        ),
        "manifests:amendment": Filled(
            "clerk",
            reverse("manifests:amendment", args=[world.amendment.pk]),
            {"do": "agree", "reason": "yes"} | key,
            {"reason", "idempotency_key"},
        ),
        "manifests:from_paper": Filled(
            "clerk",
            reverse("manifests:from_paper", args=[world.draft.pk]),
            {"kind": "emergency", "paper_number": "P-17", "reason": "no power", "left_at": now}
            | {"transfer_ended_at": now, "issued_by": "Anhui", "page": "1", "national_no": "", "provincial_no": ""}
            | key,
            said | {"paper_number", "issued_by", "provincial_no"},
        ),
        "manifests:papers": Filled(
            "clerk",
            reverse("manifests:papers"),
            {"facility": str(world.generator.pk), "count": "2"} | key,
            {"idempotency_key"},
        ),
        "manifests:paper": Filled(
            "clerk",
            reverse("manifests:paper", args=[world.block.pk]),
            {"numbers": [world.block.numbers.first().number], "reason": "coffee"} | key,
            said,
        ),
        "manifests:act#issue": act(world.draft, "issue", {}),
        "manifests:act#record_numbers": Filled(
            "clerk",
            reverse("manifests:act", args=[world.issued.pk, "record_numbers"]),
            {"national_no": f"{clock.today().year}3204000777", "provincial_no": "JS-7"} | key,
            {"provincial_no", "idempotency_key"},
        ),
        "manifests:act#cancel": act(world.issued, "cancel", {"reason": "changed"}),
        "manifests:act#close": act(judged, "close", {}, "receiver"),
        "manifests:act#acknowledge": act(world.judged, "acknowledge", {"note": "seen"}),
        "manifests:act#arrive": act(walk.in_transit(), "arrive", {"note": "late"}, "receiver"),
    }


def _road(world, walk) -> dict:
    waiting, loading, riding = walk.issued(), walk.assigned(), walk.in_transit()
    under_way = (riding.legs.get().trip_id, riding.pk)
    crew = {"vehicle": str(world.truck.pk), "driver": str(world.driver.pk), "escort": str(world.escort.pk)}
    papers = {"number": "N-77", "issuer": "Office", "valid_from": DAY, "valid_to": "2030-01-05"}
    vehicle = {"plate": "苏D77777", "kind": "tanker", "max_kg": "8000", **papers}
    member = {"name": "Qian", "phone": "137", **papers}
    carrier, words = {"carrier": str(world.carrier.pk)}, {"number", "issuer", "plate", "kind", "name", "phone"}
    trip = {"planned_for": clock.today().isoformat(), "manifests": [str(waiting.pk)], **crew}
    address = lambda name, *args: reverse(f"transport:{name}", args=args)  # noqa: E731
    signed = {"action": "depart", "note": "sealed", "latitude": "31.8", "longitude": "119.9"}
    return {
        "transport:new_trip": Filled("dispatcher", address("new_trip"), trip),
        "transport:change_crew": Filled("dispatcher", address("change_crew", world.trip.pk), crew | {"escort": ""}),
        "transport:add_loads": Filled(
            "dispatcher", address("add_loads", world.trip.pk), {"manifests": [str(waiting.pk)]}
        ),
        "transport:next_carrier": Filled(
            "dispatcher", address("next_carrier", world.trip.pk, world.issued.pk), {"carrier": str(world.rival.pk)}
        ),
        "transport:record": Filled(
            "dispatcher",
            address("record", world.trip.pk, world.issued.pk, "depart"),
            {"happened_at": "", "note": "flat phone", "idempotency_key": "k1"},
            {"note", "idempotency_key"},
        ),
        "transport:add_to_fleet#vehicle": Filled(
            "dispatcher", address("add_to_fleet", "vehicle"), vehicle | carrier, words
        ),
        "transport:add_to_fleet#driver": Filled(
            "dispatcher", address("add_to_fleet", "driver"), member | carrier, words
        ),
        "transport:edit_in_fleet": Filled(
            "dispatcher", address("edit_in_fleet", "vehicle", world.truck.pk), vehicle, words
        ),
        "transport:record#lay_over": Filled(
            "dispatcher",
            address("record", *under_way, "lay_over"),
            {"facility": str(world.site.pk), "place": "yard", "reason": "gate closed", "happened_at": "", "note": ""}
            | {"idempotency_key": "k2"},
            {"place", "reason", "note", "idempotency_key"},
        ),
        "transport:record#change_vehicle": Filled(
            "dispatcher",
            address("record", *under_way, "change_vehicle"),
            {**crew, "escort": "", "reason": "gearbox", "happened_at": "", "note": "", "idempotency_key": "k3"},
            {"reason", "note", "idempotency_key"},
        ),
        "transport:stop": Filled(
            "driver",
            address("stop", riding.pk),
            {"reason": "other", "place": "km 31", "note": "rain", "idempotency_key": "k4"}
            | {"latitude": "31.8", "longitude": "119.9"},
            {"place", "note", "latitude", "longitude", "idempotency_key"},
        ),
        # A wrong place never stops a signature.
        "transport:drive_manifest": Filled(
            "driver",
            address("drive_manifest", loading.pk),
            signed | {"idempotency_key": "k1"},
            {"note", "latitude", "longitude", "idempotency_key"},
        ),
    }
