"""Take a declaration back: the waste never arose, or was declared twice. Its first entry is booked back, not erased."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.as_seen import check_as_seen
from manifests.actions.reading import read_reason
from manifests.custody.deed import SOURCE, Deed, Place, place_of
from manifests.models import WasteBatch
from manifests.rules.finding import Finding
from manifests.verbs import Action, action

UNTOUCHED = (["declare"], ["declare", "store"])


@action("batch", "retract")
class Retract(Action):
    """Data: `reason`; optionally `booked_kg`, what the books said when it was confirmed.

    Only where the batch was declared and at most put into a store. Each counter-entry stands at the time of the entry
    that it takes back, so that what either period generated and stored is right again; when it was recorded stands
    beside it. Its containers hold nothing any more: whoever reads their codes is told so.
    """

    def offered(self, batch: WasteBatch) -> bool:
        return batch.holder_id == batch.generator_id and batch.event_count == (2 if batch.area_id else 1)

    def check(self, deed: Deed) -> Iterable[Finding]:
        batch = deed.subject
        deed.facts["reason"] = read_reason(deed.data)
        check_as_seen(batch, deed.data)
        done = dict(batch.events.order_by("sequence").values_list("action", "happened_at"))
        if list(done) not in UNTOUCHED or batch.event_count != len(done):
            raise moved_on(batch)
        deed.facts["stored_at"] = done.get("store")
        deed.happened_at = batch.generated_at
        return ()

    def apply(self, deed: Deed) -> None:
        batch = deed.subject
        site = Place("site", batch.holder_id)
        if batch.area_id:
            moment = deed.facts["stored_at"]
            deed.move(batch.kg, place_of(batch), site, from_batch=batch, to_batch=batch, happened_at=moment)
        deed.move(batch.kg, site, SOURCE, from_batch=batch)
        deed.particulars = {"kg": batch.kg, "area": str(batch.area or ""), "reason": deed.facts["reason"]}
        # Not at the deed's own time: the ledger's entry of what arose shows what it was said to be in.
        deed.after.append(lambda: batch.containers.full().update(emptied_at=deed.recorded_at))


def moved_on(batch: WasteBatch) -> Refusal:
    told = _("Batch %(batch)s has moved on since it was declared.")
    return Refusal(told, figures={"batch": batch.number}, code="batch_moved_on")
