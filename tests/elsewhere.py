"""What another platform's manifest says, as a receiver of the small city enters it."""

from copy import deepcopy
from datetime import timedelta

from django.utils.timezone import localtime
from stdnum.cn import uscc

from facilities import clock
from manifests.custody import perform
from manifests.models import Manifest
from tests.city import OIL
from tests.numbered import YEAR, number
from tests.walk import judgement

HANGZHOU, NANJING = "3301", "3201"


def credit_code(serial: int, region: str = "330106") -> str:
    """A well-formed credit code of a firm that is registered in a district elsewhere."""
    body = f"91{region}MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


FIRM = {
    "name": "West Lake Pharma Ltd",
    "registration_no": credit_code(1),
    "address": "1 Wensan Road, Hangzhou",
    "contact": "Ms Shen",
    "phone": "0571-1",
}
TRUCKS = {"name": "Qiantang Trucks Ltd", "registration_no": credit_code(2), "licence": "浙交 9", "phone": "0571-2"}


def decision(**more) -> dict:
    today = clock.today()
    term = {"valid_from": today - timedelta(days=100), "valid_to": today + timedelta(days=200)}
    return {"number": "浙环转 2026-17", **{name: day.isoformat() for name, day in term.items()}, **more}


def line(kg="800", **more) -> dict:
    return {
        "code": OIL,
        "name": "Used lathe oil",
        "physical_state": "L",
        "containers": 4,
        "kg": kg,
        "approved_kg": "20000",
        "left_kg": "5000",
    } | more


def paper(city, serial: int = 1, *lines: dict, place: str = HANGZHOU, **more) -> dict:
    """The data of `transfer_in`: oil from Hangzhou to the furnace, approved, unless told otherwise."""
    said = {
        "consignee": str(city.site.pk),
        "national_no": number(serial, place=place, year=left_at().year),
        "consignor": deepcopy(FIRM),
        "carrier": deepcopy(TRUCKS),
        "carriage": {"plate": "浙A 12345", "driver": "Qian", "driver_phone": "136"},
        "method": "D10",
        "lines": list(lines or [line()]),
        "approval": decision(),
    }
    return said | more


def left_at():
    """When it left there: this morning, a little while ago."""
    return clock.now() - timedelta(hours=3)


def entered(city, people, serial: int = 1, *lines: dict, by=None, key=None, **more) -> Manifest:
    return perform(
        Manifest,
        "transfer_in",
        by=by or people.receiver,
        data=paper(city, serial, *lines, **more),
        happened_at=left_at(),
        idempotency_key=key,
    ).subject


def received(manifest: Manifest, people, opinion="accept", **more) -> Manifest:
    if manifest.state == "in_transit":
        manifest = perform(manifest, "arrive", by=people.receiver).subject
    lines = [judgement(row, opinion, **more) for row in manifest.lines.order_by("position")]
    return perform(manifest, "receive", by=people.receiver, data={"lines": lines}).subject


def typed(city) -> dict:
    """Another platform's manifest, as the receiver's desk types it into the page."""
    said, left = paper(city), localtime(left_at())
    consignor, carrier, (waste,) = said["consignor"], said["carrier"], said["lines"]
    return {
        **{name: said[name] for name in ("consignee", "national_no", "method")},
        "provincial_no": "",
        "left_at": left.strftime("%Y-%m-%dT%H:%M"),
        "remarks": "",
        "consignor_name": consignor["name"],
        "consignor_no": consignor["registration_no"],
        "province": "330000",
        "consignor_address": consignor["address"],
        "consignor_contact": consignor["contact"],
        "consignor_phone": consignor["phone"],
        "carrier_name": carrier["name"],
        "carrier_no": carrier["registration_no"],
        "licence": carrier["licence"],
        "carrier_phone": carrier["phone"],
        **said["carriage"],
        "escort": "",
        "approval_no": said["approval"]["number"],
        "approval_from": said["approval"]["valid_from"],
        "approval_to": said["approval"]["valid_to"],
        **{f"waste-0-{name}": str(value) for name, value in waste.items()},
        "waste-0-packaging": "",
        "rows": "1",
        "do": "save",
    }


__all__ = [
    "FIRM",
    "TRUCKS",
    "YEAR",
    "credit_code",
    "decision",
    "entered",
    "left_at",
    "line",
    "paper",
    "received",
    "typed",
]
