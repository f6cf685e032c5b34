"""What law or authority allows on a day and in a place: `limit("permit.reapply_above", on=day, region="320412")`.

All rows are some dozens, so a process keeps a picture of them and asks again after `LIMITS_KEPT_SECONDS`. Workers
need not agree within these seconds: a new value starts tomorrow at the earliest (`actions/set_limit.py`), and by then
every worker has asked again.
"""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, DecimalField, Value, When
from django.db.models.signals import post_delete, post_save

from facilities.access import region_prefix
from facilities.models import Limit


class LimitMissing(LookupError):
    """A defect of the installation: no row says what the limit is on that day. `load_reference` brings the defaults."""


@dataclass(frozen=True)
class Term:
    """One row as the picture holds it. `prefix`: the digits its places share, "" for the whole country."""

    pk: object
    prefix: str
    value: Decimal
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


# Replaced whole and never changed, so that another thread sees the old picture or the new one and nothing between.
_picture: tuple[float, dict[str, list[Term]]] | None = None
changes = 0  # rows entered by this process so far


def limit(code: str, on: date, region: str = "") -> Decimal:
    """The value in force on a day in a region (six digits or fewer; "" for the country). Raises LimitMissing."""
    return term(code, on, region).value


def days(code: str, on: date, region: str = "") -> int:
    """The same for limits that count days or months."""
    return int(limit(code, on, region))


def term(code: str, on: date, region: str = "") -> Term:
    """The row behind `limit`. Days before the country's first row are judged by it. Raises LimitMissing."""
    rows = _terms(code)
    for row in rows:
        if region.startswith(row.prefix) and row.holds(on):
            return row
    if rows and not rows[-1].prefix and on < rows[-1].valid_from:
        return rows[-1]
    raise LimitMissing(f"No limit {code} is in force on {on} in region {region or 'CN'}.")


def by_region(code: str, on: date, path: str) -> Case:
    """The limit as an expression over rows whose region's code stands at `path`, such as "facility__region__code"."""
    regional = [row for row in _terms(code) if row.prefix and row.holds(on)]
    whens = [When(**{f"{path}__startswith": row.prefix}, then=Value(row.value)) for row in regional]
    return Case(*whens, default=Value(limit(code, on)), output_field=DecimalField(max_digits=15, decimal_places=3))


def forget() -> None:
    """Let the next question be asked of the database."""
    global _picture
    _picture = None


def _row_changed(**_signal) -> None:
    global changes
    changes += 1
    forget()


def _terms(code: str) -> list[Term]:
    """Rows of a code, the most specific region first and the latest start first."""
    global _picture
    picture = _picture
    if picture is None or time.monotonic() - picture[0] > settings.LIMITS_KEPT_SECONDS:
        picture = time.monotonic(), _take()
        _picture = picture if picture[1] else None
    return picture[1].get(code, [])


def _take() -> dict[str, list[Term]]:
    taken: dict[str, list[Term]] = {}
    for pk, code, region, value, first, last in Limit.objects.order_by().values_list(
        "pk", "code", "region_id", "value", "valid_from", "valid_to"
    ):
        taken.setdefault(code, []).append(Term(pk, region_prefix(region) if region else "", value, first, last))
    for rows in taken.values():
        rows.sort(key=lambda row: (len(row.prefix), row.valid_from), reverse=True)
    return taken


post_save.connect(_row_changed, sender=Limit, dispatch_uid="limits")
post_delete.connect(_row_changed, sender=Limit, dispatch_uid="limits")
