"""Freeze: an official holds an open manifest. Issue, departure, closing and cancelling wait; the road does not."""

from manifests.actions.reading import read_reason
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("manifest", "freeze")
class Freeze(Action):
    """Data: `reason`."""

    def offered(self, manifest) -> bool:
        return not manifest.is_frozen

    def apply(self, deed: Deed) -> None:
        deed.particulars = {"reason": read_reason(deed.data)}
        deed.set(frozen_at=deed.happened_at)
