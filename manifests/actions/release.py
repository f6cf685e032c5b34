"""Release a frozen manifest."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_reason
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("manifest", "release")
class Release(Action):
    """Data: `reason`."""

    def offered(self, manifest) -> bool:
        return manifest.is_frozen

    def check(self, deed: Deed):
        if not deed.subject.is_frozen:
            raise Refusal(_("This manifest is not frozen."), code="manifest_not_frozen")
        return ()

    def apply(self, deed: Deed) -> None:
        deed.particulars = {"reason": read_reason(deed.data)}
        deed.set(frozen_at=None)
