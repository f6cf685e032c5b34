"""Terms that are counted in months, and how long an approval to move waste to another province counts."""

import calendar
from datetime import date, timedelta

from facilities.limits import days


def last_of_term(first: date, months: int) -> date:
    """The last day of a term of so many months whose first day counts: 1 March and 12 months end on the last of
    February, 31 August and 6 months too."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - timedelta(days=1)


def last_of_approval(first: date, asked_until: date, permit_ends: date | None, region: str) -> date:
    """The least of 12 months, the period asked for, and the permit's term (Order 23 of 2022, Art. 28).

    The months are those of the limit on the approval's first day.
    """
    ends = [last_of_term(first, days("approval.months", first, region)), asked_until]
    return min([*ends, permit_ends] if permit_ends else ends)
