"""Applications to move waste to another province, reached by the actions."""

from datetime import timedelta
from decimal import Decimal

import pytest

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.record_crossing import record_crossing
from facilities.actions.write_crossing import begin_crossing, write_crossing
from facilities.errors import Refusal
from facilities.models import Contract, CrossingApplication, DisposalMethod, Facility
from tests.city import OIL, facility, permit, year
from tests.declared import at

HANGZHOU = "330106"
ANSWERS = {
    "replied": {"agrees": True},
    "granted": {"document_no": "苏环跨〔2026〕7号"},
    "returned": {"note": "no seal"},
}


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


def written(row, by, **more) -> CrossingApplication:
    said = {
        "consignee": row.consignee,
        "method": row.method,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "treatment": "Distilled in plant 2, 30,000 t a year",
        "kg_by_code": {OIL: Decimal(50000)},
    }
    return write_crossing(row, by=by, **{**said, **more})


def step(row, by, kind, day, **more):
    """Recorded on the evening of a day."""
    with clock.standing_at(at(day.year, day.month, day.day, 18)):
        return record_crossing(row, by=by, kind=kind, **{**ANSWERS.get(kind, {}), **more})


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code
