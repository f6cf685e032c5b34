"""Weigh and judge a load whose arrival nobody has recorded yet: both steps, or neither."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from manifests.custody import Outcome, perform
from manifests.models import Manifest
from manifests.states import ON_THE_ROAD


def arrive_and_receive(
    manifest: Manifest,
    *,
    by,
    data: Mapping,
    idempotency_key: str | None = None,
    happened_at: datetime | None = None,
) -> Outcome:
    """Record the arrival if the load is still under way, then receive it. Data: as for receiving.

    `happened_at` is for what is entered from paper; now unless told.

    The repeated key answers both steps with their first answers. A refusal leaves the load on the road.
    """
    with transaction.atomic():
        if manifest.state in ON_THE_ROAD:
            key = f"{idempotency_key}/arrive" if idempotency_key else None
            perform(manifest, "arrive", by=by, idempotency_key=key, happened_at=happened_at)
        return perform(manifest, "receive", by=by, data=data, idempotency_key=idempotency_key, happened_at=happened_at)
