"""Storage: not too long, not too much, apart from what it must not meet, and put away at once."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from facilities.models import StorageArea
from facilities.templatetags.quantities import grouped
from manifests.assessment.asked import Asked
from manifests.assessment.events import with_warning
from manifests.assessment.found import Counted, Listed, Row, Sifted
from manifests.assessment.stays import stays
from manifests.models import Movement


def time_in_store(asked: Asked) -> Sifted:
    """Stays of hazardous waste in the site's stores that touched the span, by the ledger (stays.py)."""
    total, late = stays(asked)
    return Sifted(
        total, [Row(row.number, False, reverse("manifests:batch", args=[row.batch]), day=row.due_at) for row in late]
    )


def storage_points(asked: Asked) -> Listed:
    """Storage points (贮存点): the most that lay there at once was no more than one may hold."""
    most = asked.limit("storage_point.kg")
    return Listed([_peak(asked, area, most) for area in asked.areas if area.kind == StorageArea.Kind.POINT])


def capacities(asked: Asked) -> Listed:
    """Stores: the most that lay there at once was no more than they are built for."""
    return Listed([_peak(asked, area, area.capacity_kg) for area in asked.areas])


def _peak(asked: Asked, area: StorageArea, most) -> Row:
    kg = asked.peaks.get(area.pk, 0)
    return Row(
        str(area), kg <= most, reverse("manifests:stock_area", args=[area.pk]), f"{grouped(kg)} / {grouped(most)} kg"
    )


def lies_apart(asked: Asked) -> Counted:
    """What was put into a store: beside nothing that it must not meet."""
    rows = Movement.objects.filter(
        to_facility=asked.site,
        to_account="store",
        happened_at__gte=asked.start_at,
        happened_at__lt=asked.end_at,
        to_batch__waste_code__hazardous=True,
    )
    return Counted(rows, with_warning(("incompatible_store",), "event__warnings"), _put, joined=("to_batch", "to_area"))


def put_away(asked: Asked) -> Counted:
    """What arose or came in: put into a store, or gone again, within the term. Younger waste is not judged yet."""
    term = timedelta(days=int(asked.limit("storage.put_away_days")))
    came = Movement.objects.filter(
        to_facility=asked.site,
        to_account__in=("site", "store"),
        from_account__in=("source", "process", "transit"),
        happened_at__gte=asked.start_at,
        happened_at__lt=asked.until - term,
        to_batch__waste_code__hazardous=True,
    )
    left = Movement.objects.filter(
        from_batch=OuterRef("to_batch"),
        from_facility=OuterRef("to_facility"),
        from_account="site",
        happened_at__gte=OuterRef("happened_at"),
        happened_at__lte=OuterRef("happened_at") + term,
    )
    return Counted(came, Q(to_account="site") & ~Exists(left), _put, joined=("to_batch", "to_area"))


def _put(movement: Movement) -> Row:
    batch = movement.to_batch
    return Row(
        batch.number,
        url=reverse("manifests:batch", args=[batch.pk]),
        figures=f"{movement.to_area or ''} {grouped(movement.kg)} kg".strip(),
        day=movement.happened_at,
    )
