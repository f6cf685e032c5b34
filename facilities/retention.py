"""How long records must be kept at least, by the dated limits `retention.*`. Nothing is deleted here; it is told."""

from calendar import monthrange
from datetime import date

from facilities.limits import days


def kept_until(what: str, ended: date, region: str = "") -> date:
    """The last day of the term that began when the record was complete, by the limit of that day.

    `what`: manifest, ledger, book, medical or waybill. A day that the last month lacks is that month's last day.
    """
    count = ended.year * 12 + ended.month - 1 + days(f"retention.{what}_months", ended, region)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(ended.day, monthrange(year, month + 1)[1]))
