"""The management class by HJ 1259-2022: thresholds, which years count, what makes a key site."""

from datetime import date
from decimal import Decimal

import pytest

from facilities.site_class import Ground, Rule, Site, Thresholds, annual_amount, full_years, judge

LIMITS = Thresholds(key_kg=Decimal(100_000), simplified_kg=Decimal(10_000))
ON = date(2026, 7, 1)


def kg(**by_year) -> dict[int, Decimal]:
    return {int(year[1:]): Decimal(amount) for year, amount in by_year.items()}


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        ("0", "registered"),
        ("9999", "registered"),
        ("9999.999", "registered"),
        ("10000", "simplified"),
        ("99999", "simplified"),
        ("99999.999", "simplified"),
        ("100000", "key"),
    ],
)
def test_thresholds(amount, found):
    judged = judge(Site(kg(y2025=amount)), ON, LIMITS)
    assert (judged.management_class, judged.ground, judged.annual_kg) == (found, Ground.AMOUNT, Decimal(amount))


@pytest.mark.parametrize(
    ("more", "ground"), [({"treats_own_waste": True}, Ground.OWN_TREATMENT), ({"has_permit": True}, Ground.PERMIT)]
)
def test_key_whatever_the_amount(more, ground):
    judged = judge(Site(kg(y2025="1"), **more), ON, LIMITS)
    assert (judged.management_class, judged.ground) == ("key", ground)


HISTORY = kg(y2022="9", y2023="7", y2024="5", y2025="3", y2026="8")
EIA = Decimal(4)


@pytest.mark.parametrize(
    ("since", "amount", "rule"),
    [
        (None, "7", Rule.LAST_THREE_YEARS),  # not known: long ago; neither 2022 nor the running year counts
        (date(2010, 1, 1), "7", Rule.LAST_THREE_YEARS),
        (date(2023, 7, 1), "7", Rule.LAST_THREE_YEARS),  # three years to the day
        (date(2023, 7, 2), "8", Rule.SINCE_START),  # a day less: the running year counts
        (date(2025, 7, 1), "8", Rule.SINCE_START),  # one year to the day
        (date(2025, 7, 2), "4", Rule.EIA),  # a day less
    ],
)
def test_which_years_count(since, amount, rule):
    site = Site(HISTORY, operating_since=since, eia_annual_kg=EIA)
    assert annual_amount(site, ON)[:2] == (Decimal(amount), rule)


def test_a_long_cycle_counts_by_the_eia():
    site = Site(HISTORY, operating_since=date(2010, 1, 1), long_cycle=True, eia_annual_kg=EIA)
    assert annual_amount(site, ON)[:2] == (EIA, Rule.EIA)


def test_where_a_figure_is_not_known_the_other_stands_in_and_it_is_said():
    young = Site(kg(y2026="6"), operating_since=date(2026, 1, 1))
    assert annual_amount(young, ON) == (Decimal(6), Rule.NO_EIA, (2026,))
    silent = Site({}, operating_since=date(2010, 1, 1), eia_annual_kg=EIA)
    assert annual_amount(silent, ON)[:2] == (EIA, Rule.NO_HISTORY)
    assert annual_amount(Site(), ON) == (Decimal(0), Rule.LAST_THREE_YEARS, (2023, 2024, 2025))


@pytest.mark.parametrize(
    ("start", "on", "years"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2025, 7, 1), date(2025, 7, 1), 0),
    ],
)
def test_full_years(start, on, years):
    assert full_years(start, on) == years
