"""What law or authority allows on a day and in a place: `limit("permit.reapply_above", on=day, region="320412")`.

All rows are some dozens, so a process keeps a picture of them for `LIMITS_KEPT_SECONDS` (picture.py).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, DecimalField, Value, When

from facilities.access import region_prefix
from facilities.models import Limit
from facilities.picture import Dated, Picture, in_force, most_specific_first


class LimitMissing(LookupError):
    """A defect of the installation: no row says what the limit is on that day. `load_reference` brings the defaults."""


@dataclass(frozen=True)
class Term(Dated):
    """One row as the picture holds it."""

    pk: object
    value: Decimal


def limit(code: str, on: date, region: str = "") -> Decimal:
    """The value in force on a day in a region (six digits or fewer; "" for the country). Raises LimitMissing."""
    return term(code, on, region).value


def days(code: str, on: date, region: str = "") -> int:
    """The same for limits that count days or months."""
    return int(limit(code, on, region))


def term(code: str, on: date, region: str = "") -> Term:
    """The row behind `limit`. Days before the country's first row are judged by it. Raises LimitMissing."""
    found = in_force(_terms(code), on, region)
    if found is not None:
        return found
    raise LimitMissing(f"No limit {code} is in force on {on} in region {region or 'CN'}.")


def by_region(code: str, on: date, path: str) -> Case:
    """The limit as an expression over rows whose region's code stands at `path`, such as "facility__region__code"."""
    regional = [row for row in _terms(code) if row.prefix and row.holds(on)]
    whens = [When(**{f"{path}__startswith": row.prefix}, then=Value(row.value)) for row in regional]
    return Case(*whens, default=Value(limit(code, on)), output_field=DecimalField(max_digits=15, decimal_places=3))


def _terms(code: str) -> list[Term]:
    return picture.rows().get(code, [])


def _take() -> dict[str, list[Term]]:
    taken: dict[str, list[Term]] = {}
    for pk, code, region, value, first, last in Limit.objects.order_by().values_list(
        "pk", "code", "region_id", "value", "valid_from", "valid_to"
    ):
        taken.setdefault(code, []).append(Term(region_prefix(region) if region else "", first, last, pk, value))
    for rows in taken.values():
        most_specific_first(rows)
    return taken


picture: Picture[list[Term]] = Picture(_take, lambda: settings.LIMITS_KEPT_SECONDS)
picture.follow(Limit)
forget = picture.forget
