"""Which management class a site has by HJ 1259-2022, 4.1 to 4.3. Pure: figures in, class and reason out.

The yearly amount that counts: in operation for three years or more, the largest of the last three calendar years; for
one to three years, the largest since it began; for less than one year, or where the waste arises less often than every
three years, the amount in the environmental impact assessment (EIA) or the permit.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from facilities.duties import KEY, REGISTERED, SIMPLIFIED

LAST_YEARS = 3


class Rule(StrEnum):
    """Which amount counted."""

    LAST_THREE_YEARS = "last_three_years"
    SINCE_START = "since_start"
    EIA = "eia"
    NO_EIA = "no_eia"  # the EIA's figure should count and is not known: what arose so far stands in for it
    NO_HISTORY = "no_history"  # nothing is on record for the years that count: the EIA's figure stands in


class Ground(StrEnum):
    """What made the class, beside the amount."""

    AMOUNT = "amount"
    OWN_TREATMENT = "own_treatment"
    PERMIT = "permit"


@dataclass(frozen=True)
class Thresholds:
    """From which yearly amount on (kg) a site is key, and simplified; below it is registered."""

    key_kg: Decimal
    simplified_kg: Decimal


@dataclass(frozen=True)
class Site:
    """What the class rests on. `generated_kg`: hazardous waste that arose, by calendar year."""

    generated_kg: dict[int, Decimal] = field(default_factory=dict)
    operating_since: date | None = None  # not known counts as three years or more
    long_cycle: bool = False
    eia_annual_kg: Decimal | None = None
    treats_own_waste: bool = False
    has_permit: bool = False


@dataclass(frozen=True)
class Judged:
    """The class with the amount (kg), the years that were looked at, and why."""

    management_class: str
    annual_kg: Decimal
    rule: Rule
    ground: Ground
    years: tuple[int, ...]


def judge(site: Site, on: date, thresholds: Thresholds) -> Judged:
    """The class of a site on a day."""
    annual, rule, years = annual_amount(site, on)
    if site.has_permit:
        return Judged(KEY, annual, rule, Ground.PERMIT, years)
    if site.treats_own_waste:
        return Judged(KEY, annual, rule, Ground.OWN_TREATMENT, years)
    found = KEY if annual >= thresholds.key_kg else SIMPLIFIED if annual >= thresholds.simplified_kg else REGISTERED
    return Judged(found, annual, rule, Ground.AMOUNT, years)


def annual_amount(site: Site, on: date) -> tuple[Decimal, Rule, tuple[int, ...]]:
    """(kg, rule, years looked at): the yearly amount that the class is measured by."""
    age = full_years(site.operating_since, on) if site.operating_since else LAST_YEARS
    since = site.operating_since.year if site.operating_since else on.year - LAST_YEARS
    if site.long_cycle or age < 1:
        years = tuple(range(since, on.year + 1))
        if site.eia_annual_kg is not None:
            return site.eia_annual_kg, Rule.EIA, ()
        return _largest(site, years), Rule.NO_EIA, years
    if age < LAST_YEARS:
        # The running year counts too: "since it began" has no last year that is over.
        years, rule = tuple(range(since, on.year + 1)), Rule.SINCE_START
    else:
        years, rule = tuple(range(on.year - LAST_YEARS, on.year)), Rule.LAST_THREE_YEARS
    if not any(year in site.generated_kg for year in years) and site.eia_annual_kg is not None:
        return site.eia_annual_kg, Rule.NO_HISTORY, years
    return _largest(site, years), rule, years


def full_years(start: date, on: date) -> int:
    """Whole years from one day to another: a year is full on its anniversary."""
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


def _largest(site: Site, years: tuple[int, ...]) -> Decimal:
    return max((site.generated_kg.get(year, Decimal(0)) for year in years), default=Decimal(0))
