"""A stored batch leaves the country under an export approval notice (出口核准通知单, Order 47 of 2008)."""

from collections.abc import Iterable

from manifests.actions.as_seen import check_as_seen
from manifests.actions.reading import read_needed
from manifests.custody.deed import EXPORT, Deed, place_of
from manifests.rules.finding import Finding
from manifests.verbs import Action, action


@action("batch", "export")
class Export(Action):
    """Data: `notice`, the number of the approval notice; `country` and `receiver` to which the waste goes.

    Optionally `booked_kg`, what the books said when it was confirmed.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        deed.facts |= {
            "notice": read_needed(deed.data, "notice", 40),
            "country": read_needed(deed.data, "country", 60),
            "receiver": read_needed(deed.data, "receiver", 120),
        }
        check_as_seen(deed.subject, deed.data)
        return ()

    def apply(self, deed: Deed) -> None:
        batch = deed.subject
        deed.move(batch.kg, place_of(batch), EXPORT, from_batch=batch)
        deed.particulars = {"kg": batch.kg, **deed.facts, "site": batch.holder.name}
