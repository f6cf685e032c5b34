"""Take stock of a storage area (盘点): each counted batch gets its own count, all of them or none."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import StorageArea
from manifests.actions.store_many import of_batch
from manifests.custody import Outcome, perform
from manifests.models import WasteBatch

MOST = 200


@dataclass(frozen=True)
class Counted:
    """What a keeper found of a batch, and what the books said when they looked (kg)."""

    batch: WasteBatch
    counted_kg: Decimal
    booked_kg: Decimal | None = None


def count_area(
    area: StorageArea, counts: list[Counted], *, by, reason: str, happened_at=None, key: str | None = None
) -> list[Outcome]:
    """The outcome of each. A repeated `key` answers each batch with its first answer; what was not counted stays.

    Raises one Refusal that names every batch which cannot be counted, and why.
    """
    if not counts:
        raise BadInput(_("Fill in what was counted for at least one batch."), code="required", field="/counts")
    if len(counts) > MOST:
        raise BadInput(_("Count at most 200 batches at once."), code="too_many", field="/counts")
    if len({count.batch.pk for count in counts}) < len(counts):
        raise BadInput(_("A batch is counted twice."), code="batch_twice", field="/counts")
    outcomes, refusals = [], []
    with transaction.atomic():
        # In key order, so that two keepers in the same store wait for each other and do not deadlock.
        for count in sorted(counts, key=lambda count: count.batch.pk):
            data = {"counted_kg": str(count.counted_kg), "reason": reason, "area": str(area.pk)}
            if count.booked_kg is not None:
                data["booked_kg"] = str(count.booked_kg)
            try:
                outcomes.append(
                    perform(
                        count.batch,
                        "count",
                        by=by,
                        data=data,
                        happened_at=happened_at,
                        idempotency_key=f"{key}.{count.batch.pk.hex}" if key else None,
                    )
                )
            except Refusal as refusal:
                refusals += [of_batch(count.batch, why) for why in refusal.all]
        if refusals:
            raise Refusal.of(refusals)
    return outcomes
