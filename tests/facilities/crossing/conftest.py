"""An application to take oil to Zhejiang, around Mid-Autumn and National Day of 2026."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.write_crossing import begin_crossing
from facilities.models import (
    Contract,
    CrossingApplication,
    DisposalMethod,
    Permit,
    PermitItem,
)
from tests.city import facility
from tests.crossings import HANGZHOU, written
from tests.declared import at


@pytest.fixture
def now():
    """It is Monday, 21 September 2026; Friday the 25th is Mid-Autumn, and National Day lies ahead."""
    with clock.standing_at(at(2026, 9, 21, 10)):
        yield


@pytest.fixture
def far(city, now) -> SimpleNamespace:
    """A works in Zhejiang with a permit, and a contract with the generator."""
    works = facility(88, "Works", HANGZHOU, is_disposal_site=True)
    permit = Permit.objects.create(
        facility=works, number="P-FAR", kind="comprehensive", valid_from="2024-01-01", valid_to="2028-01-01"
    )
    PermitItem.objects.create(permit=permit, codes=["HW08"], methods=["R9"], annual_kg=Decimal(500000))
    contract = Contract.objects.create(
        number="C-FAR", consignor=city.generator, consignee=works, valid_from="2026-01-01", valid_to="2027-12-31"
    )
    return SimpleNamespace(works=works, permit=permit, contract=contract)


@pytest.fixture
def method() -> DisposalMethod:
    return DisposalMethod.objects.chinese().get(code="R9")


@pytest.fixture
def draft(city, people, far, method) -> CrossingApplication:
    row = begin_crossing(
        by=people.clerk,
        consignor=city.generator,
        consignee=far.works,
        method=method,
        valid_from=date(2026, 10, 1),
        valid_to=date(2027, 9, 30),
    )
    return written(row, people.clerk)


@pytest.fixture
def handed_in(draft, people) -> CrossingApplication:
    return hand_in_crossing(draft, by=people.clerk).application
