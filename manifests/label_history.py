"""What was printed of some labels: the prints, the latest first, each with how many of these were in it."""

from collections.abc import Sequence

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from manifests.models import Container, LabelPrint, PrintedLabel, PrintRun

MOST_SHOWN = 20


def history_of(codes: Sequence[str] | QuerySet, person) -> list[LabelPrint]:
    """Prints with any of these digital codes; `here` is how many of them it held, `again` how many not for the first
    time, `is_seen` whether the person sees the print itself. One statement.

    A label outlives its firm's custody, so whoever has the waste now sees that it was printed and why again. Who
    printed it, and in which words, stays with those who see the print.
    """
    earlier = PrintedLabel.objects.standing().filter(digital_id=OuterRef("labels__digital_id"))
    rows = list(
        LabelPrint.objects.filter(labels__digital_id__in=codes)
        .annotate(
            here=Count("labels"),
            again=Count("labels", filter=Q(Exists(earlier.filter(copy__lt=OuterRef("labels__copy"))))),
            is_seen=Exists(LabelPrint.objects.visible_to(person).filter(pk=OuterRef("pk"))),
            run_state=F("run__state"),
        )
        .order_by("-id")[:MOST_SHOWN]
    )
    for row in rows:
        if not row.is_seen:
            row.person_name = row.note = ""
        row.is_fruitless = row.run_state in PrintRun.FRUITLESS
    return rows


def any_printed(batches: QuerySet) -> bool:
    """Whether a label of a container in one of these batches was printed before."""
    held = Container.objects.full().filter(batch__in=batches).values("digital_id")
    return PrintedLabel.objects.standing().filter(digital_id__in=held).exists()
