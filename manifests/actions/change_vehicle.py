"""Change the vehicle on the road: the carrier puts the load onto another truck or driver of its own."""

from collections.abc import Iterable

from manifests.actions.reading import read_text
from manifests.custody.deed import Deed
from manifests.rules.departure import other_carriage
from manifests.rules.finding import Finding, Severity
from manifests.verbs import Action, action


@action("manifest", "change_vehicle")
class ChangeVehicle(Action):
    """Data: `vehicle`, `driver` and optional `escort` ids of the carrier's own; optional `reason`, `note`.

    Custody stays with the carrier, so its desk signs. Expired papers and too much weight are told and recorded, never
    refused: the waste already stands on the road. What is not the carrier's own is no choice at all.
    """

    def offered(self, manifest) -> bool:
        """Of what comes from elsewhere nobody here planned the trip: the receiver corrects what its paper says."""
        return not manifest.is_inbound

    def check(self, deed: Deed) -> Iterable[Finding]:
        carriage = deed.facts["carriage"] = other_carriage(deed.subject, deed.data)
        for finding in carriage.findings:
            yield Finding(finding.code, Severity.WARN, finding.field, finding.figures)

    def apply(self, deed: Deed) -> None:
        deed.particulars = {
            "carriage": deed.facts["carriage"].particulars,
            "reason": read_text(deed.data.get("reason"), "/reason"),
            "note": read_text(deed.data.get("note"), "/note"),
            "kg": deed.subject.declared_kg,
        }
