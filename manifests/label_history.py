"""What was printed of some labels: the prints, the latest first, each with how many of these were in it."""

from collections.abc import Collection, Sequence

from django.db.models import Count, Q, QuerySet

from manifests.models import Container, LabelPrint, PrintedLabel

MOST_SHOWN = 20


def history_of(codes: Sequence[str] | QuerySet) -> list[LabelPrint]:
    """Prints with any of these digital codes; `here` is how many of them it held, `again` how many not for the first
    time. One statement."""
    return list(
        LabelPrint.objects.filter(labels__digital_id__in=codes)
        .annotate(here=Count("labels"), again=Count("labels", filter=Q(labels__copy__gt=1)))
        .order_by("-id")[:MOST_SHOWN]
    )


def any_printed(batches: Collection) -> bool:
    """Whether a label of a container in one of these batches was printed before."""
    held = Container.objects.full().filter(batch__in=list(batches)).values("digital_id")
    return PrintedLabel.objects.filter(digital_id__in=held, copy=1).exists()
