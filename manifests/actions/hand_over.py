"""Hand over on the road: the next driver or carrier takes custody (multimodal legs, Order 23, Art. 17)."""

from collections.abc import Iterable

from manifests.actions.leaving import leaving
from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.rules.departure import next_carriage
from manifests.rules.finding import Finding, block
from manifests.rules.verdicts import told_of_next_carrier
from manifests.verbs import Action, action


@action("manifest", "hand_over")
class HandOver(Action):
    """Data: optional `note`. Who takes over comes from the next leg; without one there is nobody to take over.

    Expired papers, a licence for other goods, a missing insurance are told and recorded here, never refused: the waste
    already stands on the road.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        carriage = deed.facts["carriage"] = next_carriage(deed.subject)
        if carriage.carrier is None:
            yield block("leg_missing")
            return
        yield from told_of_next_carrier(leaving(deed.subject, deed.recorded_at, carriage), carriage)

    def apply(self, deed: Deed) -> None:
        carriage, before = deed.facts["carriage"], deed.subject.carrier
        deed.particulars = {
            "from_carrier": before.enterprise.name,
            "carriage": carriage.particulars,
            "note": read_text(deed.data.get("note"), "/note"),
        }
        deed.set(carrier=carriage.carrier)
