"""Terms that are counted in months."""

import calendar
from datetime import date, timedelta


def last_of_term(first: date, months: int) -> date:
    """The last day of a term of so many months whose first day counts: 1 March and 12 months end on the last of
    February, 31 August and 6 months too."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - timedelta(days=1)
