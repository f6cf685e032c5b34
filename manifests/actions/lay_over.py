"""Lay over: the load has to stay somewhere on the way. The truck broke down, the gate is closed, the driver rests."""

from manifests.actions.reading import read_reason, read_stop, read_text
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("manifest", "lay_over")
class LayOver(Action):
    """Data: `reason`; `facility` id of a known site, or `place` in words; optional `note`.

    Custody stays with the carrier and the mass stays on the road: this says where it stands, since when and why.
    """

    def apply(self, deed: Deed) -> None:
        stop = read_stop(deed.data)
        deed.set(laid_over_at=deed.happened_at, laid_over_place=stop.words)
        deed.particulars = {
            "place": stop.words,
            "facility": stop.facility_id,
            "reason": read_reason(deed.data),
            "note": read_text(deed.data.get("note"), "/note"),
            "kg": deed.subject.declared_kg,
        }
