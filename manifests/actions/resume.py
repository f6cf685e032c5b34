"""Resume: the load that stood still drives on, with the same carrier."""

from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("manifest", "resume")
class Resume(Action):
    """Data: optional `note`."""

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        deed.particulars = {
            "place": manifest.laid_over_place,
            "stopped_at": manifest.laid_over_at,
            "note": read_text(deed.data.get("note"), "/note"),
            "kg": manifest.declared_kg,
        }
        deed.set(laid_over_at=None, laid_over_place="")
