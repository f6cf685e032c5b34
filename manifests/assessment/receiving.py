"""Receiving and treating: within the permit's term, codes, methods and scale; confirmed and treated in time."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.limits import limit
from facilities.models import Notice, Permit, PermitItem
from facilities.models.credential import Credential
from facilities.templatetags.quantities import grouped
from manifests.assessment.asked import Asked
from manifests.assessment.events import told, with_warning
from manifests.assessment.exempted import at_receiver, exempt_at, not_exempt_at
from manifests.assessment.found import Counted, Listed, Row
from manifests.assessment.transfers import HAZARDOUS, shown, valid_on
from manifests.clocks.keeping import LocalDay
from manifests.models import Deadline, Manifest, ManifestLine, Movement
from manifests.models.deadline import last_day
from manifests.numbers import spaced
from manifests.states import ManifestState

OUTSIDE = ("method_outside_permit",)


def taken_in(asked: Asked) -> QuerySet[Manifest]:
    """Hazardous loads that the gate judged in the span and took something of; what came home is no receipt."""
    return (
        Manifest.objects.filter(
            consignee=asked.site,
            received_at__gte=asked.start_at,
            received_at__lt=asked.end_at,
            received_kg__gt=0,
            profile__in=HAZARDOUS,
        )
        .exclude(state=ManifestState.VOIDED)
        .exclude(consignor=F("consignee"))
        .annotate(day=LocalDay("received_at"))
    )


def permit_at_receipt(asked: Asked) -> Counted:
    held = Permit.objects.filter(valid_on("day", facility=asked.site))
    return Counted(taken_in(asked), ~Exists(held) & not_exempt_at(at_receiver()), shown)


def codes_in_permit(asked: Asked) -> Counted:
    """Lines of which something was accepted: a permit of that day names the waste or its category."""
    lines = ManifestLine.objects.filter(
        manifest__in=taken_in(asked).values("pk"), accepted_kg__gt=0, waste_code__hazardous=True
    ).annotate(
        day=LocalDay("manifest__received_at"),
        named=Func(
            F("waste_code__code"),
            Coalesce("waste_code__category__code", Value("")),
            template="ARRAY[%(expressions)s]::varchar[]",
            output_field=ArrayField(CharField()),
        ),
    )
    stands = Q(permit__revoked_on=None) | Q(permit__revoked_on__gt=OuterRef("day"))
    held = PermitItem.objects.filter(
        stands,
        permit__facility=asked.site,
        permit__valid_from__lte=OuterRef("day"),
        permit__valid_to__gte=OuterRef("day"),
        codes__overlap=OuterRef("named"),
    )
    unfit = ~Exists(held) & ~exempt_at(at_receiver())
    return Counted(lines, unfit, _line, joined=("manifest", "waste_code"))


def _line(line: ManifestLine) -> Row:
    return Row(
        spaced(line.manifest.number or ""),
        url=line.manifest.get_absolute_url(),
        figures=f"{line.waste_code.code} · {grouped(line.accepted_kg)} kg",
        day=line.manifest.received_at,
    )


def methods_in_permit(asked: Asked) -> Counted:
    """Loads judged at the gate: what is to be done with them."""
    return Counted(taken_in(asked), told(OUTSIDE, "receive"), shown)


def treated_by_permit(asked: Asked) -> Counted:
    """Batches treated here: what really was done with them."""
    rows = Movement.objects.filter(
        from_facility=asked.site,
        to_account="process",
        happened_at__gte=asked.start_at,
        happened_at__lt=asked.end_at,
        from_batch__waste_code__hazardous=True,
    )
    return Counted(rows, with_warning(OUTSIDE, "event__warnings"), _treated, joined=("from_batch",))


def _treated(movement: Movement) -> Row:
    batch = movement.from_batch
    url = reverse("manifests:batch", args=[batch.pk])
    return Row(batch.number, url=url, figures=f"{grouped(movement.kg)} kg", day=movement.happened_at)


def scale_kept(asked: Asked) -> Listed:
    """Permit lines that were used in a year: no more than the share of their scale above which one applies anew."""
    rows = []
    for usage in asked.usages:
        if usage.received_kg:
            on = min(date(usage.year, 12, 31), asked.last_day)
            most = usage.item.annual_kg * limit("permit.reapply_above", on, asked.region)
            said = f"{grouped(usage.received_kg)} / {grouped(usage.item.annual_kg)} kg"
            title = f"{usage.year} · {usage.item.permit.number} · {usage.item}"
            rows.append(Row(title, usage.received_kg <= most, figures=said))
    return Listed(rows)


def permit_held(asked: Asked) -> Listed:
    return _held_throughout(asked, asked.permits)


def insurance_held(asked: Asked) -> Listed:
    return _held_throughout(asked, asked.insurances)


def _held_throughout(asked: Asked, papers: list[Credential]) -> Listed:
    """The papers of the span, and every stretch of days that none of them covers while the site was in operation."""
    began = asked.site.operating_since
    rows, day = [], max(asked.start, began) if began else asked.start
    for paper in papers:
        last = min(paper.valid_to, paper.revoked_on - timedelta(days=1)) if paper.revoked_on else paper.valid_to
        if last < max(day, paper.valid_from):
            continue
        if paper.valid_from > day:
            rows.append(_gap(day, min(paper.valid_from - timedelta(days=1), asked.last_day)))
        rows.append(Row(paper.number, True, day=last))
        day = last + timedelta(days=1)
        if day > asked.last_day:
            break
    if day <= asked.last_day:
        rows.append(_gap(day, asked.last_day))
    return Listed(rows)


def _gap(first: date, last: date) -> Row:
    return Row(format_lazy(_("{first} to {last}: none in force"), first=first, last=last), day=first)


def reported(asked: Asked) -> Counted:
    """Loads refused or found otherwise than their manifest says: an official has had the notice of it. A worker sends
    it within minutes, so what is younger than a day is not judged yet."""
    rows = Manifest.objects.filter(
        consignee=asked.site,
        discrepancy_at__gte=asked.start_at,
        discrepancy_at__lt=min(asked.end_at, asked.now - timedelta(days=1)),
        profile__in=HAZARDOUS,
    ).exclude(state=ManifestState.VOIDED)
    key = Concat(Value("discrepancy:"), Cast(OuterRef("pk"), CharField()))
    told_to_office = Notice.objects.filter(key=key, person__is_staff=True)
    return Counted(rows, ~Exists(told_to_office), shown)


def confirmed_in_time(asked: Asked) -> Counted:
    return _clocks(asked, DeadlineKind.CLOSE)


def treated_in_time(asked: Asked) -> Counted:
    return _clocks(asked, DeadlineKind.TREAT)


def _clocks(asked: Asked, kind: DeadlineKind) -> Counted:
    """Clocks that ran out in the span, or were met in it. Midnight ends the day before it."""
    ended = Q(due_at__gt=asked.start_at, due_at__lte=asked.until)
    met = Q(met_at__gte=asked.start_at, met_at__lt=asked.end_at)
    rows = Deadline.objects.filter(ended | met, facility=asked.site, kind=kind, fell_away=False)
    late = Q(met_at__gt=F("due_at")) | Q(met_at=None, due_at__lte=asked.until)
    return Counted(rows, late, _clock, joined=("manifest",))


def _clock(clock: Deadline) -> Row:
    return Row(spaced(clock.manifest.number or ""), url=clock.manifest.get_absolute_url(), day=last_day(clock.due_at))
