"""What each class owes, and the last day for it (HJ 1259-2022)."""

from datetime import date

import pytest

from facilities.deadlines import declaration_due, plan_due
from facilities.duties import CLASSES, Period, duties_of, periods_of
from facilities.models import Facility


def test_every_class_has_its_duties():
    assert set(CLASSES) == set(Facility.ManagementClass.values)
    assert [len(duties_of(each).plan_tables) for each in CLASSES] == [7, 5, 3]
    assert {each: [period.value for period in duties_of(each).periods] for each in CLASSES} == {
        "key": ["month", "year"],
        "simplified": ["quarter", "year"],
        "registered": ["year"],
    }
    with pytest.raises(KeyError):
        duties_of("king")


@pytest.mark.parametrize(
    ("period", "after", "due"),
    [
        (Period.MONTH, date(2026, 2, 1), date(2026, 2, 15)),
        (Period.MONTH, date(2027, 1, 1), date(2027, 1, 15)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 4, 15)),
        (Period.QUARTER, date(2027, 1, 1), date(2027, 1, 15)),
        (Period.YEAR, date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_declarations_are_due(reference, period, after, due):
    assert declaration_due(period, after) == due


def test_a_plan_is_due_on_the_31st_of_march(reference):
    assert plan_due(2028) == date(2028, 3, 31)


def test_periods_fill_the_year():
    for period, count in ((Period.MONTH, 12), (Period.QUARTER, 4), (Period.YEAR, 1)):
        found = periods_of(period, 2028)
        assert (len(found), found[0][0], found[-1][1]) == (count, date(2028, 1, 1), date(2028, 12, 31))
        assert sum((end - start).days + 1 for start, end in found) == 366
