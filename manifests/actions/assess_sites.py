"""Keep the self-check of every open site for a calendar year, so that officials have a list. Repeating adds nothing."""

import logging
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from facilities.models import Facility
from manifests.actions.keep_assessment import kept
from manifests.assessment.sites import ASSESSED
from manifests.ledger.span import midnight, months_after
from manifests.models import Assessment, Movement

SITES = 200  # read at once
logger = logging.getLogger(__name__)


def assess_sites(year: int) -> int:
    """How many were kept. Sites that have one of the whole year already are left alone, and those where no waste ever
    moved; each is a transaction of its own, so that a stopped job goes on where it was. A site that raises stops no
    other one: all of them are raised together at the end."""
    start = date(year, 1, 1)
    end = months_after(start, 12)
    done, defects = 0, []
    for site in _sites(year):
        try:
            _row, is_new = kept(site, start, end)
        except Exception as defect:
            logger.exception("The self-check of %s for %s could not be made", site.pk, year)
            defect.add_note(f"site {site.pk}")
            defects.append(defect)
        else:
            done += is_new
    if defects:
        raise ExceptionGroup(f"self-checks of {year}: {done} kept, {len(defects)} could not be made", defects)
    return done


def _sites(year: int) -> Iterator[Facility]:
    whole = Assessment.objects.filter(start=date(year, 1, 1), last_day=date(year, 12, 31)).values("facility")
    moved = Movement.objects.filter(to_facility=OuterRef("pk"), happened_at__lt=midnight(date(year + 1, 1, 1)))
    rows = Facility.objects.open().filter(Exists(moved), ASSESSED).exclude(pk__in=whole).order_by("pk")
    last = None
    while found := list((rows.filter(pk__gt=last) if last else rows)[:SITES]):
        yield from found
        last = found[-1].pk
