"""Record one treatment of several batches: all of them, or none."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from manifests.custody import Outcome, perform
from manifests.models import WasteBatch


def treat_together(
    batches: Iterable[WasteBatch], *, by, method: str, idempotency_key: str | None = None
) -> list[Outcome]:
    """Treat each batch by the method, in one transaction and in key order, so that two who overlap wait, not deadlock.

    A repeated key answers each batch with its first answer. The first batch that is refused refuses them all, and
    is named in the refusal.
    """
    batches = sorted(batches, key=lambda batch: batch.pk)
    if not batches:
        raise BadInput(_("Choose at least one batch."), code="required", field="/batches")
    with transaction.atomic():
        return [_treat(batch, by, method, idempotency_key) for batch in batches]


def _treat(batch: WasteBatch, by, method: str, key: str | None) -> Outcome:
    try:
        own_key = f"{key}/{batch.pk.hex}" if key else None
        return perform(batch, "treat", by=by, data={"method": method}, idempotency_key=own_key)
    except (NotThere, NotPermitted):
        raise
    except Refusal as refusal:
        if refusal.field == "/method":
            raise
        raise Refusal(
            _("Batch %(batch)s: %(reason)s") % {"batch": batch.number, "reason": refusal.message},
            code=refusal.code,
            field="/batches",
            law=refusal.law,
        ) from refusal
