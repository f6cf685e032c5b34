"""Arrive at the consignee's gate."""

from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("manifest", "arrive")
class Arrive(Action):
    """Data: optional `note`."""

    def apply(self, deed: Deed) -> None:
        deed.set(arrived_at=deed.happened_at)
        deed.particulars = {
            "at": deed.subject.consignee.name,
            "note": read_text(deed.data.get("note"), "/note"),
        }
