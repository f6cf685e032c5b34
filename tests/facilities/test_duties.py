"""What each class owes, and the last day for it (HJ 1259-2022)."""

from datetime import date

import pytest

from facilities.duties import CLASSES, MONTHLY, QUARTERLY, YEARLY, Period, duties_of, periods_of, plan_due
from facilities.models import Facility


def test_every_class_has_its_duties():
    assert set(CLASSES) == set(Facility.ManagementClass.values)
    assert [len(duties_of(each).plan_tables) for each in CLASSES] == [7, 5, 3]
    assert {each: [d.period.value for d in duties_of(each).declarations] for each in CLASSES} == {
        "key": ["month", "year"],
        "simplified": ["quarter", "year"],
        "registered": ["year"],
    }
    with pytest.raises(KeyError):
        duties_of("king")


@pytest.mark.parametrize(
    ("declaration", "start", "due"),
    [
        (MONTHLY, date(2026, 1, 1), date(2026, 2, 15)),
        (MONTHLY, date(2026, 12, 1), date(2027, 1, 15)),
        (QUARTERLY, date(2026, 1, 1), date(2026, 4, 15)),
        (QUARTERLY, date(2026, 10, 1), date(2027, 1, 15)),
        (YEARLY, date(2026, 1, 1), date(2027, 3, 31)),
    ],
)
def test_declarations_are_due(declaration, start, due):
    assert declaration.due_on(start) == due


def test_periods_fill_the_year():
    assert plan_due(2028) == date(2028, 3, 31)
    for period, count in ((Period.MONTH, 12), (Period.QUARTER, 4), (Period.YEAR, 1)):
        found = periods_of(period, 2028)
        assert (len(found), found[0][0], found[-1][1]) == (count, date(2028, 1, 1), date(2028, 12, 31))
        assert sum((end - start).days + 1 for start, end in found) == 366
