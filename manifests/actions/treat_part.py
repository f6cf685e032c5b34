"""Record that a part of a stored batch was used or disposed of: the part is split off and treated, the rest stays."""

from decimal import Decimal

from django.db import transaction

from manifests.custody import Outcome, perform
from manifests.models import WasteBatch


def treat_part(batch: WasteBatch, *, by, method: str, kg: Decimal | None = None, happened_at=None, key=None) -> Outcome:
    """Treat `kg` of the batch, all of it where none or the whole weight is given. Both steps happen or neither."""
    if kg is None or kg == batch.kg:
        data = {"method": method}
        return perform(batch, "treat", by=by, data=data, happened_at=happened_at, idempotency_key=key)
    with transaction.atomic():
        split = perform(
            batch,
            "split",
            by=by,
            data={"kg": str(kg)},
            happened_at=happened_at,
            idempotency_key=f"{key}.split" if key else None,
        )
        part = WasteBatch.objects.visible_to(by).get(pk=split.event.particulars["parts"][0]["id"])
        return perform(part, "treat", by=by, data={"method": method}, happened_at=happened_at, idempotency_key=key)
