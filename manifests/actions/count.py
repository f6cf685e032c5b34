"""Count a batch (盘点): what the books say differs from what is there, and the difference is booked, never edited."""

from collections.abc import Iterable

from manifests.actions.as_seen import check_as_seen
from manifests.actions.reading import read_counted_kg, read_reason
from manifests.actions.receive import set_weight
from manifests.custody.deed import ADJUSTMENT, Deed, place_of
from manifests.rules.finding import Finding
from manifests.states import BatchState
from manifests.verbs import Action, action


@action("batch", "count")
class Count(Action):
    """Data: `counted_kg` (0 or more) and `reason`. A batch of which nothing is left is closed as lost.

    Optionally `booked_kg` and `area`, what the keeper had before them: when the weight in the books or the store has
    changed since, the count is refused.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        deed.facts["counted"] = read_counted_kg(deed.data["counted_kg"], "/counted_kg")
        deed.facts["reason"] = read_reason(deed.data)
        check_as_seen(deed.subject, deed.data)
        return ()

    def apply(self, deed: Deed) -> None:
        batch, counted = deed.subject, deed.facts["counted"]
        booked, place = batch.kg, place_of(batch)
        if counted:
            set_weight(deed, batch, counted, place)
            deed.set(kg=counted)
        else:
            deed.move(booked, place, ADJUSTMENT, from_batch=batch)
            deed.target = BatchState.LOST
        deed.particulars = {
            "kg": counted,
            "booked_kg": booked,
            "difference_kg": counted - booked,
            "area": str(batch.area or ""),
            "reason": deed.facts["reason"],
        }
