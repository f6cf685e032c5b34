"""Hand an application in: freeze it as a version, and start the authority's first clock (Order 23, Art. 21 and 22)."""

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.tell_of_crossings import tell_of_step
from facilities.actions.write_crossing import locked_crossing
from facilities.crossing.checklist import checklist
from facilities.crossing.content import content_of, digest_of
from facilities.errors import Refusal
from facilities.models import CrossingApplication, CrossingStep, CrossingVersion, Region

LAW = _("Order 23 of 2022, Art. 21")


def hand_in_crossing(application: CrossingApplication, *, by) -> CrossingVersion:
    """The next version, handed in today. Raises NotPermitted, `crossing_closed`, and everything that is missing, each
    with the code of the checklist's item."""
    with transaction.atomic():
        row = locked_crossing(application.pk, by)
        content = content_of(row)
        missing = [item for item in checklist(content) if item.state == "missing"]
        if missing:
            raise Refusal.of(
                [
                    Refusal(
                        _("Missing: %(what)s (%(who)s).") % {"what": item.what, "who": item.who},
                        code=f"crossing_{item.code}",
                        law=str(LAW),
                    )
                    for item in missing
                ]
            )
        if not row.number:
            row.number = _next_number(row)
        row.state = CrossingApplication.State.HANDED_IN
        row.save()
        now = clock.now()
        version = CrossingVersion.objects.create(
            application=row,
            number=row.versions.count() + 1,
            content=content,
            digest=digest_of(content),
            handed_in_at=now,
            handed_in_by=by,
            handed_in_by_name=str(by),
        )
        step = CrossingStep.objects.create(
            application=row,
            number=row.steps.count() + 1,
            kind=row.state,
            happened_on=clock.today(),
            recorded_at=now,
            recorded_by=by,
            recorded_by_name=str(by),
            office=row.consignor.enterprise.name[:80],
            document_no=f"{row.number}-{version.number}",
        )
        tell_of_step(row, step)
        return version


def _next_number(row: CrossingApplication) -> str:
    """Our own: K, the year, the district's code, a serial (K2026-320412-0007). Call inside a transaction."""
    region = Region.objects.select_for_update(no_key=True).get(pk=row.consignor.region_id)
    prefix = f"K{clock.today().year}-{region.pk}-"
    taken = CrossingApplication.objects.filter(number__startswith=prefix).order_by(Length("number").desc(), "-number")
    last = taken.values_list("number", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
