"""Keep the self-check of every open site for a calendar year, so that officials have a list. Repeating adds nothing."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from facilities.models import Facility
from manifests.actions.keep_assessment import kept
from manifests.assessment.sites import ASSESSED
from manifests.ledger.span import midnight, months_after
from manifests.models import Assessment, Movement

SITES = 200  # read at once


def assess_sites(year: int) -> int:
    """How many were kept. Sites that have one of the whole year already are left alone, and those where no waste ever
    moved; each is a transaction of its own, so that a stopped job goes on where it was."""
    start = date(year, 1, 1)
    end = months_after(start, 12)
    done = 0
    for site in _sites(year):
        _row, is_new = kept(site, start, end)
        done += is_new
    return done


def _sites(year: int) -> Iterator[Facility]:
    whole = Assessment.objects.filter(start=date(year, 1, 1), last_day=date(year, 12, 31)).values("facility")
    moved = Movement.objects.filter(to_facility=OuterRef("pk"), happened_at__lt=midnight(date(year + 1, 1, 1)))
    rows = Facility.objects.open().filter(Exists(moved), ASSESSED).exclude(pk__in=whole).order_by("pk")
    last = None
    while found := list((rows.filter(pk__gt=last) if last else rows)[:SITES]):
        yield from found
        last = found[-1].pk
