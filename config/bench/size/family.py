"""One lineage of a thousand batches, made through the actions: parted until it is wide, regrouped until it is one."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal

from config.bench.lanes import Lane
from manifests.custody import perform
from manifests.models import BatchLink, WasteBatch
from manifests.quantities import GRAM

EACH = Decimal(1000)  # kilograms of each of the smallest parts, about


@dataclass(frozen=True)
class Family:
    """The batch that everything came out of, the one that it all is now, and how many there are with all between."""

    first: WasteBatch
    last: WasteBatch
    size: int


def raise_family(lane: Lane, parts: int = 334) -> Family:
    """`parts` parts of one batch, brought together by pairs again: 3 · parts - 2 batches."""
    data = {"stream": lane.stream.pk, "kg": parts * EACH}
    first = perform(WasteBatch, "declare", by=lane.clerk, data=data).subject
    perform(first, "store", by=lane.clerk, data={"area": lane.area.pk})
    row = deque([first])
    while len(row) < parts:
        batch = row.popleft()
        half = (batch.kg / 2).quantize(GRAM)
        parent = perform(batch, "split", by=lane.clerk, data={"kg": half}).subject
        row += [link.child for link in BatchLink.objects.filter(parent=parent).select_related("child").order_by("pk")]
    while len(row) > 1:
        batch, other = row.popleft(), row.popleft()
        perform(batch, "regroup", by=lane.clerk, data={"batches": [str(other.pk)]})
        row.append(BatchLink.objects.select_related("child").get(parent=batch).child)
    return Family(first, row[0], 3 * parts - 2)
