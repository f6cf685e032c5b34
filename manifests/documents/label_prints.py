"""The labels of a recorded print, in the order in which they were asked for, and how long its file is open."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import NotThere
from manifests.documents.labels import Label, labels_of_block, labels_over
from manifests.models import BlockSerial, LabelPrint, WasteBatch

OPEN_FOR = timedelta(hours=1)  # how long the file of a print can be opened by who asked for it


def labels_open(made: LabelPrint) -> list[Label]:
    """The labels of a print whose file is open still. Raises NotThere `print_over` later, and where none can be drawn
    any more."""
    labels = labels_in(made) if clock.now() - made.recorded_at < OPEN_FOR else []
    if not labels:
        raise NotThere(_("This file is no longer open. Print the labels again, with a reason."), code="print_over")
    return labels


def labels_in(made: LabelPrint) -> list[Label]:
    """Those that can still be drawn: what was emptied or declared void since is left out. Five statements at most."""
    codes = list(made.labels.values_list("digital_id", flat=True))
    batches = WasteBatch.objects.with_particulars().filter(
        pk__in=WasteBatch.objects.filter(
            containers__digital_id__in=codes, containers__emptied_at=None, holder=made.facility_id
        ).values("pk")
    )
    found = {label.digital_id: label for label in labels_over(batches, codes)}
    ahead: dict = {}
    rows = BlockSerial.objects.filter(pk__in=codes, container=None, voided_at=None)
    for row in rows.select_related("block__stream__physical_state", "block__facility__enterprise", "block__waste_code"):
        ahead.setdefault(row.block_id, (row.block, []))[1].append(row.pk)
    for block, unused in ahead.values():
        found |= {label.digital_id: label for label in labels_of_block(block, unused)}
    return [found[code] for code in codes if code in found]


def file_name(made: LabelPrint, labels: list[Label]) -> str:
    return f"labels-{made.recorded_at:%Y%m%d}-{labels[0].printed or labels[0].digital_id}.pdf"
