"""Count a batch (盘点): what the books say differs from what is there, and the difference is booked, never edited."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_counted_kg, read_reason
from manifests.actions.receive import set_weight
from manifests.custody.deed import ADJUSTMENT, Deed, place_of
from manifests.models import WasteBatch
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
        _still_as_seen(deed.subject, deed.data)
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


def _still_as_seen(batch: WasteBatch, data: dict) -> None:
    seen = data.get("booked_kg")
    if seen not in (None, "") and read_counted_kg(seen, "/booked_kg") != batch.kg:
        raise Refusal(
            _("By now the books say %(kg)s kg. Count it again.") % {"kg": batch.kg},
            code="booked_meanwhile",
            field="/booked_kg",
            value=seen,
        )
    area = data.get("area")
    if area not in (None, "") and str(area) != str(batch.area_id):
        raise Refusal(_("By now it lies in another store. Look again."), code="area_differs", field="/area")
