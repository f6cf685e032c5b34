"""Revise a draft: nobody has signed yet, so everything may change. What was set aside goes back first."""

from manifests.actions.draw_up import check_route, fill, read_route
from manifests.actions.picking import pick_batches, read_picks
from manifests.custody.deed import Deed
from manifests.custody.record import write_changes
from manifests.models import ManifestLine, WasteBatch
from manifests.states import BatchState
from manifests.verbs import Action, action


@action("manifest", "revise")
class Revise(Action):
    """Data: as for drawing up, without the consignor."""

    def check(self, deed: Deed):
        deed.set(**read_route(deed))
        check_route(deed.subject)
        deed.facts["wanted"] = read_picks(deed.data)
        return ()

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        put_back(manifest, deed)
        picks = pick_batches(deed, manifest.consignor, deed.facts["wanted"])
        fill(deed, picks)


def put_back(manifest, deed: Deed) -> None:
    """Return what the draft had set aside to store, now, so that the same batches can be picked again."""
    batches = (
        WasteBatch.objects.filter(lines__manifest=manifest, state=BatchState.ALLOTTED)
        .select_for_update(of=("self",))
        .with_particulars()
        .order_by("pk")
    )
    for batch in batches:
        deed.step(batch, "withdraw", manifest="draft")
    write_changes(deed)
    ManifestLine.objects.filter(manifest=manifest).delete()
