"""Acknowledge: the consignor has seen the notice of what its receiver found otherwise (Order 23 of 2022, Art. 18)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.rules.finding import Finding
from manifests.verbs import Action, action


@action("manifest", "acknowledge")
class Acknowledge(Action):
    """Data: optional `note`. Once for a manifest: time and person stand in the event and on the notice.

    To have seen it is not to agree: what was received wrongly is corrected by an amendment.
    """

    def offered(self, manifest) -> bool:
        return manifest.discrepancy_at is not None and manifest.acknowledged_at is None

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        if manifest.discrepancy_at is None:
            raise Refusal(_("Nothing was found otherwise than the manifest says."), code="nothing_to_acknowledge")
        if manifest.acknowledged_at is not None:
            raise Refusal(_("This notice has been acknowledged already."), code="acknowledged_already")
        return ()

    def apply(self, deed: Deed) -> None:
        deed.set(acknowledged_at=deed.happened_at)
        deed.particulars = {"note": read_text(deed.data.get("note"), "/note")}
