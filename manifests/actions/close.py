"""Close: the receiver confirms in the system, within some working days of acceptance (Order 23, Art. 18)."""

from collections.abc import Iterable

from facilities.compiled import compiled
from manifests.custody.deed import Deed
from manifests.models import Deadline
from manifests.models.deadline import last_day
from manifests.rules.finding import Finding, warn
from manifests.verbs import Action, action


@compiled
def _confirmation(manifest):
    return Deadline.objects.filter(manifest=manifest, kind=Deadline.Kind.CLOSE).order_by("pk")[:1]


@action("manifest", "close")
class Close(Action):
    """No data. Late is recorded and flagged, not refused: an unclosed manifest helps nobody."""

    def check(self, deed: Deed) -> Iterable[Finding]:
        deadline = next(iter(_confirmation(deed.subject.pk)), None)
        deed.facts["deadline"] = deadline
        if deadline is not None and deed.recorded_at > deadline.due_at:
            yield warn("closed_late", due=last_day(deadline.due_at).isoformat())

    def apply(self, deed: Deed) -> None:
        deed.set(closed_at=deed.happened_at)
        if deed.facts["deadline"] is not None:
            Deadline.objects.filter(pk=deed.facts["deadline"].pk).update(met_at=deed.recorded_at)
        deed.particulars = {"kg": deed.subject.received_kg}
