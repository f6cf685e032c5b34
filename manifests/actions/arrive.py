"""Arrive at the consignee's gate."""

from collections.abc import Iterable

from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.rules.finding import Finding, warn
from manifests.verbs import Action, action


@action("manifest", "arrive")
class Arrive(Action):
    """Data: optional `note`. A stop that nobody ended is ended by this and told: the load stands at the gate."""

    def check(self, deed: Deed) -> Iterable[Finding]:
        if deed.subject.laid_over_at is not None:
            yield warn("stop_not_ended", "", place=deed.subject.laid_over_place)

    def apply(self, deed: Deed) -> None:
        deed.set(arrived_at=deed.happened_at, laid_over_at=None, laid_over_place="")
        deed.particulars = {
            "at": deed.subject.consignee.name,
            "note": read_text(deed.data.get("note"), "/note"),
        }
