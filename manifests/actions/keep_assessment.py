"""Keep a site's self-check as it stands: frozen with its figures, its catalogue of checks and a number."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere
from facilities.models import Facility
from facilities.roles import Role
from manifests.assessment.asked import MOST_MONTHS, Asked
from manifests.assessment.content import content_of, digest_of
from manifests.assessment.result import assess
from manifests.assessment.sites import sites_assessed
from manifests.ledger.span import months_after
from manifests.models import Assessment, Series


def keep_assessment(*, by, facility: Facility, start: date, end: date) -> Assessment:
    """Kept by a clerk of the site's firm. The same findings again are answered with what is kept already."""
    if not sites_assessed(by).filter(pk=facility.pk).exists():
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    if facility.enterprise_id not in by.standing.enterprises_where(Role.CLERK):
        raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
    return kept(facility, start, end, by=by)[0]


def kept(facility: Facility, start: date, end: date, *, by=None) -> tuple[Assessment, bool]:
    """(what is kept, whether it is new), for whoever has been let in and for the yearly job (`by` is None)."""
    check_span(start, end)
    with transaction.atomic():
        # One at a time for a site. Not a lock of the key: manifests that name the site go on.
        site = Facility.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise", "region")
        result = assess(Asked(site.get(pk=facility.pk), start, end, clock.now()))
        content = content_of(result)
        found = digest_of(content)
        last = Assessment.objects.filter(facility=facility).order_by("-pk").first()
        if last is not None and last.digest == found:
            return last, False
        row = Assessment.objects.create(
            facility=result.asked.site,
            number=_number(result.asked),
            start=start,
            last_day=result.asked.last_day,
            edition=content["edition"],
            grade=result.grade,
            score=result.score,
            failing=result.failing,
            judged=result.judged,
            content=content,
            digest=found,
            made_by=by,
            made_by_name=str(by) if by else "",
            made_at=clock.now(),
        )
    return row, True


def check_span(start: date, end: date) -> None:
    """Whole months, some of which have begun, at most a year of them."""
    if start > clock.today():
        raise BadInput(_("These months have not begun yet."), code="span_not_begun", field="/since")
    if end <= start:
        raise BadInput(_("The last month lies before the first."), code="span_backwards", field="/until")
    if end > months_after(start, MOST_MONTHS):
        raise BadInput(_("Choose 12 months at most."), code="span_too_long", field="/until")


def _number(asked: Asked) -> str:
    """Our own: A, the year, the district, a serial of both (A2026-320412-0007)."""
    prefix = f"A{asked.last_day.year}-{asked.region}"
    (serial,) = Series.take(f"assessment:{prefix}")
    return f"{prefix}-{serial:04d}"
