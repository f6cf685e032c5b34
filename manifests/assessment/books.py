"""Ledger and declarations: booked in the month, books that close, declared, in time, and as the ledger has it."""

from django.db.models import F, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.http import urlencode

from facilities.deadlines import end_of
from facilities.duties import Period
from facilities.templatetags.quantities import grouped
from manifests.assessment.asked import Asked
from manifests.assessment.events import taken_back
from manifests.assessment.found import Counted, Listed, Row
from manifests.declarations.period import Stretch
from manifests.models import Movement


def declared(asked: Asked) -> Listed:
    """Periods whose last day to declare has passed, or that are declared already."""
    rows = []
    for due in asked.dues:
        if due.confirmed or end_of(due.due_on) <= asked.now:
            said = due.confirmed.receipt_no if due.confirmed else ""
            rows.append(Row(due.stretch.label, bool(due.confirmed), _url(asked, due.stretch.label), said, due.due_on))
    return Listed(rows)


def declared_in_time(asked: Asked) -> Listed:
    """What was declared: the first version by the end of its last day."""
    rows = []
    for row in asked.declared:
        label = Stretch(row.start, Period(row.period)).label
        in_time = row.confirmed_at < end_of(row.due_on)
        rows.append(Row(label, in_time, _url(asked, label), row.receipt_no, row.confirmed_at))
    return Listed(rows)


def declared_unchanged(asked: Asked) -> Listed:
    """What was declared: nothing was booked for its days after the last version."""
    return Listed(
        [
            Row(due.stretch.label, not due.confirmed.changed, _url(asked, due.stretch.label), due.confirmed.receipt_no)
            for due in asked.dues
            if due.confirmed
        ]
    )


def booked_in_month(asked: Asked) -> Counted:
    """Entries of the site's own batches: recorded in the month in which they happened; not what was taken back."""
    rows = Movement.objects.filter(
        Q(to_facility=asked.site) | Q(from_facility=asked.site),
        happened_at__gte=asked.start_at,
        happened_at__lt=asked.end_at,
        event__batch__isnull=False,
    ).exclude(taken_back("event__batch"))
    rows = rows.annotate(month=TruncMonth("happened_at"), booked=TruncMonth("recorded_at"))
    return Counted(rows, Q(booked__gt=F("month")), _entry, joined=("event__batch",))


def _entry(movement: Movement) -> Row:
    batch = movement.event.batch
    return Row(
        batch.number,
        url=reverse("manifests:batch", args=[batch.pk]),
        figures=f"{grouped(movement.kg)} kg",
        day=movement.happened_at,
    )


def books_close(asked: Asked) -> Listed:
    """Hazardous wastes in the books of the span: neither end of them is below nothing."""
    page = f"{reverse('manifests:ledger')}?{urlencode({'site': asked.site.pk, 'month': asked.months['until']})}"
    return Listed(
        [
            Row(
                row.code,
                row.opening >= 0 and row.closing >= 0,
                page,
                f"{grouped(row.opening)} → {grouped(row.closing)} kg",
            )
            for row in asked.books
        ]
    )


def _url(asked: Asked, label: str) -> str:
    return reverse("manifests:declaration", args=[asked.site.pk, label])
