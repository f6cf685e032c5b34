"""Applications to move waste to another province, reached by the actions."""

from datetime import timedelta
from decimal import Decimal

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.write_crossing import begin_crossing, write_crossing
from facilities.models import Contract, CrossingApplication, DisposalMethod, Facility
from tests.city import OIL, facility, permit, year

HANGZHOU = "330106"


def works_far_away(consignor: Facility) -> Facility:
    """A works in Zhejiang that may distil oil, and a contract with the consignor."""
    works = facility(89, "Far works", HANGZHOU, is_disposal_site=True)
    permit(works, "P-89", (["HW08"], ["R9"], 500000))
    Contract.objects.create(number="C-89", consignor=consignor, consignee=works, **year())
    return works


def drafted_crossing(by, consignor: Facility, consignee: Facility) -> CrossingApplication:
    """A draft that lacks nothing if its receiver may take oil and lies in another province."""
    today = clock.today()
    said = {
        "consignee": consignee,
        "method": DisposalMethod.objects.chinese().get(code="R9"),
        "valid_from": today,
        "valid_to": today + timedelta(days=300),
    }
    row = begin_crossing(by=by, consignor=consignor, **said)
    return write_crossing(row, by=by, **said, treatment="Distilled", kg_by_code={OIL: Decimal(500)})


def handed_in_crossing(by, consignor: Facility) -> CrossingApplication:
    row = drafted_crossing(by, consignor, works_far_away(consignor))
    return hand_in_crossing(row, by=by).application
