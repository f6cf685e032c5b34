"""Record a loss: kilograms that evaporated or were spilled, with the reason. They leave the books for good."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.as_seen import check_as_seen
from manifests.actions.reading import read_kg, read_reason
from manifests.custody.deed import LOSS, Deed, place_of
from manifests.rules.finding import Finding
from manifests.states import BatchState
from manifests.verbs import Action, action


@action("batch", "lose")
class Lose(Action):
    """Data: `kg` that were lost, no more than the batch weighs, and `reason`. Losing all of it closes the batch.

    Optionally `booked_kg`, what the books said when it was confirmed.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        batch = deed.subject
        kg = deed.facts["kg"] = read_kg(deed.data["kg"], "/kg")
        deed.facts["reason"] = read_reason(deed.data)
        check_as_seen(batch, deed.data)
        if kg > batch.kg:
            raise Refusal(
                _("Batch %(batch)s holds %(kg)s kg.") % {"batch": batch.number, "kg": batch.kg},
                code="stock_overdrawn",
                field="/kg",
                value=kg,
            )
        return ()

    def apply(self, deed: Deed) -> None:
        batch, kg = deed.subject, deed.facts["kg"]
        left = batch.kg - kg
        deed.move(kg, place_of(batch), LOSS, from_batch=batch)
        if left:
            deed.set(kg=left)
        else:
            deed.target = BatchState.LOST
        deed.particulars = {"kg": kg, "left_kg": left, "site": batch.holder.name, "reason": deed.facts["reason"]}
