"""Put many batches into one storage area: all of them or none."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.custody import Outcome, perform
from manifests.models import WasteBatch

MOST = 100


def store_many(batches: list[WasteBatch], *, by, area, key: str | None = None) -> list[Outcome]:
    """The outcome of each. Raises one Refusal that names every batch which cannot be stored, and why."""
    if not batches:
        raise BadInput(_("Tick at least one batch."), code="required", field="/batches")
    if len(batches) > MOST:
        raise BadInput(_("Store at most 100 batches at once."), code="too_many", field="/batches")
    outcomes, refusals = [], []
    with transaction.atomic():
        # In key order, so that two keepers with the same batches wait for each other and do not deadlock.
        for batch in sorted(batches, key=lambda batch: batch.pk):
            try:
                outcomes.append(
                    perform(
                        batch,
                        "store",
                        by=by,
                        data={"area": str(getattr(area, "pk", area))},
                        idempotency_key=f"{key}.{batch.pk.hex}" if key else None,
                    )
                )
            except Refusal as refusal:
                refusals += [of_batch(batch, reason) for reason in refusal.all]
        if refusals:
            raise Refusal.of(refusals)
    return outcomes


def of_batch(batch: WasteBatch, reason: Refusal) -> Refusal:
    """The same reason, naming the batch; missing rights stay what they are."""
    if reason.status in (403, 404):
        return reason
    told = Refusal(
        _("Batch %(batch)s: %(reason)s") % {"batch": batch, "reason": reason.message},
        code=reason.code,
        field=reason.field,
        law=reason.law,
        value=reason.value,
    )
    told.status = reason.status
    return told
