"""How a site's self-check is asked in a test: one point's figures, which must be as many rows as its page shows."""

from datetime import date, datetime

from django.http import QueryDict
from django.utils.timezone import get_current_timezone

from facilities import clock
from facilities.models import Facility
from manifests.assessment.asked import Asked
from manifests.assessment.register import BY_ID
from manifests.assessment.result import Result, assess
from manifests.ledger.span import months_after

YEAR = clock.today().year


def at(month: int, day: int, *time: int, year: int = YEAR) -> datetime:
    """A moment of this year where the service is at home; noon unless told."""
    return datetime(year, month, day, *(time or (12,)), tzinfo=get_current_timezone())


def asked_of(site, *, now: datetime | None = None, start: date | None = None, months: int = 12) -> Asked:
    """The site as it stands in the database; this calendar year, asked at its end unless told."""
    fresh = Facility.objects.select_related("enterprise", "region").get(pk=site.pk)
    start = start or date(YEAR, 1, 1)
    return Asked(fresh, start, months_after(start, months), now or clock.now())


def result_of(site, **span) -> Result:
    return assess(asked_of(site, **span))


def figures(site, point: str, **span) -> tuple[int, int]:
    """(looked at, not fitting) of a point; every page of its rows walked to the end."""
    found = BY_ID[point].find(asked_of(site, **span))
    shown, params = [], QueryDict()
    while True:
        page = found.page(params)
        shown += page.rows
        if not page.next_url:
            break
        params = QueryDict(page.next_url.removeprefix("?"))
    assert len(shown) == found.unfit
    assert not any(row.fits for row in shown)
    return found.total, found.unfit
