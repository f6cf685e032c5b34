"""Which event filled a container: of the batch it lies in now, or of one further up the family it came out of."""

from collections.abc import Collection
from dataclasses import dataclass

from manifests.models import CustodyEvent, WasteBatch

FILLING = ("declare", "repack", "arise")  # their particulars name the containers they filled

# Up through splits and wholes. What was treated left its containers behind: those of a product begin with the product.
FAMILY = """
    WITH RECURSIVE family (id) AS (
        SELECT unnest(%s::uuid[])
        UNION
        SELECT link.parent_id FROM manifests_batchlink AS link
        JOIN family ON family.id = link.child_id
        JOIN manifests_wastebatch AS parent ON parent.id = link.parent_id AND parent.state IN ('split', 'regrouped')
    )
    SELECT event.* FROM manifests_custodyevent AS event JOIN family ON family.id = event.batch_id
    WHERE event.action = ANY(%s) AND event.particulars ? 'containers'
    ORDER BY event.id
"""


@dataclass(frozen=True)
class Filling:
    """The event that filled a container, and what it says of it."""

    event: CustodyEvent
    said: dict
    serial: int  # as first printed


def fillings(batches: Collection[WasteBatch]) -> dict[str, Filling]:
    """Digital code → its filling, for everything that was filled in the batches' families. One statement."""
    found = {}
    for event in CustodyEvent.objects.raw(FAMILY, [[batch.pk for batch in batches], list(FILLING)]):
        for place, said in enumerate(event.particulars["containers"], start=1):
            if said["id"]:
                found[said["id"]] = Filling(event, said, said.get("serial", place))
    return found
