"""The forms of the register, filled in: officials' and firms' (tests/filled.py)."""

from datetime import timedelta

from django.urls import reverse

from facilities import clock
from facilities.models import CarrierLicence, Enterprise, Facility
from tests.city import OIL, WUJIN, facility, registration_no, year
from tests.filled_admin import Filled

KEY = {"idempotency_key": "k1"}
SAID = {"reason", "idempotency_key"}
SITE = {
    "region": "320412",
    "address": "1 Road",
    "is_generator": "on",
    "industry": "3360",
    "longitude": "119.95",
    "latitude": "31.77",
    "contact_name": "Mr Contact",
    "contact_phone": "0519",
    "emergency_phone": "0519",
    "operating_since": "2015-03-01",
}
SITE_TEXT = {
    *("address", "contact_name", "contact_phone", "emergency_phone", "idempotency_key", "reason"),
    *("is_generator", "name", "site_name", "registered_address", "legal_representative"),
    *("legal_representative_phone", "longitude", "latitude"),  # any place on earth
}
HEAD = {"registered_address": "2 Road", "legal_representative": "Ms Head", "legal_representative_phone": "1"}


def register_forms(world) -> dict:
    today = clock.today()
    term = {"valid_from": today.isoformat(), "valid_to": (today + timedelta(days=300)).isoformat()}
    later = {
        "valid_from": (today + timedelta(days=40)).isoformat(),
        "valid_to": (today + timedelta(days=300)).isoformat(),
    }
    ending = {"day": today.isoformat(), "reason": "as asked"} | KEY
    firm, site = world.generator.enterprise, world.generator
    line = {"codes_0": "HW08 900-252-12", "methods_0": "R9", "annual_kg_0": "1000"}
    permit = {"number": "P-77", "issuer": "Bureau", "kind": "comprehensive"} | line | KEY
    licence = {"number": "L-77", "issuer": "Office", "scope": "hazardous waste"} | KEY
    words = {"number", "issuer", "scope", "covers", "idempotency_key"}

    def page(name: str, row, data: dict, text: set, query: str = "", done: int = 302) -> Filled:
        path = reverse(f"admin:facilities_{name}", args=[row.pk] if row else []) + query
        return Filled("city_regulator", path, data, text, done)

    def own(role: str, name: str, data: dict, text: set, *args) -> Filled:
        return Filled(role, reverse(f"facilities:{name}", args=args), data, text)

    told = {
        "enterprise_add": page(
            "enterprise_add",
            None,
            SITE | HEAD | {"name": "New Works", "registration_no": registration_no(99), "site_name": "Hall 1"} | KEY,
            SITE_TEXT,
        ),
        "facility_add": page(
            "facility_add", None, SITE | {"name": "Hall 9", "registration_no": firm.registration_no} | KEY, SITE_TEXT
        ),
        "enterprise_revise": page(
            "enterprise_revise", firm, HEAD | {"name": "Renamed", "reason": "renamed"} | KEY, SITE_TEXT
        ),
        "facility_revise": page(
            "facility_revise",
            site,
            {name: value for name, value in SITE.items() if name != "region"}
            | {"name": "Hall 1", "reason": "moved"}
            | KEY,
            SITE_TEXT,
        ),
        "enterprise_appoint": page(
            "enterprise_appoint", firm, {"name": "Boss", "username": "boss9", "phone": "1"} | KEY, {"name"}, done=200
        ),
        "permit_add": page(
            "permit_add", None, {"facility": str(world.site.pk)} | permit | {"methods_0": "R4"} | term, words
        ),
        "permit_renew": page("permit_renew", world.permit, permit | later, words),
        "permit_revoke": page("permit_revoke", world.permit, ending, SAID),
        "permit_item": page(
            "permit_item",
            world.permit,
            {"codes": "HW08 HW12 HW17", "methods": "D10 R9", "annual_kg": "120000", "reason": "larger line"} | KEY,
            SAID,
            f"?line={world.permit.items.first().pk}",
        ),
        "carrierlicence_add": page(
            "carrierlicence_add", None, {"facility": str(world.carrier.pk)} | licence | term, words
        ),
        "carrierlicence_renew": page("carrierlicence_renew", world.licence, licence | later, words),
        "carrierlicence_revoke": page("carrierlicence_revoke", world.licence, ending, SAID),
        "carrierlicence_suspend": page("carrierlicence_suspend", world.licence, ending, SAID),
    }
    shut, gone = (facility(serial, f"Shut {serial}", WUJIN, is_transporter=True) for serial in (95, 96))
    Facility.objects.filter(pk=shut.pk).update(closed_on=today)
    Enterprise.objects.filter(pk=gone.enterprise_id).update(closed_on=today)
    idle = facility(97, "Idle", WUJIN, is_transporter=True)
    lapsed = {"revoked_on": today, "ended_as": "suspended", **year()}
    halted = CarrierLicence.objects.create(facility=idle, number="L-97", issuer="Office", **lapsed)
    told |= {
        "carrierlicence_resume": page("carrierlicence_resume", halted, ending, SAID),
        "enterprise_close": page("enterprise_close", idle.enterprise, ending, SAID),
        "enterprise_reopen": page("enterprise_reopen", gone.enterprise, {"reason": "back"} | KEY, SAID),
        "facility_close": page("facility_close", idle, ending, SAID),
        "facility_reopen": page("facility_reopen", shut, {"reason": "back"} | KEY, SAID),
    }
    contract = {"consignor": str(site.pk), "consignee": str(world.site.pk), "number": "C-77", "codes": OIL}
    insurance = {"facility": str(world.carrier.pk), "issuer": "PICC", "number": "I-77", "insured_yuan": "5000"}
    mine = {
        "new_contract": own("clerk", "new_contract", contract | {"agreed_kg": "100"} | term | KEY, words),
        "new_insurance": own("dispatcher", "new_insurance", insurance | {"covers": "all"} | term | KEY, words),
        "end_credential": own("clerk", "end_credential", ending, SAID, "contract", world.contract.pk),
        "answer_contract": own(
            "receiver", "answer_contract", {"answer": "confirm", "reason": ""} | KEY, SAID, world.contract.pk
        ),
    }
    return {
        **{f"admin:facilities_{name}": form for name, form in told.items()},
        **{f"facilities:{name}": form for name, form in mine.items()},
    }
