"""Depart: the driver confirms the load and takes custody. The last moment at which the law may hold the truck back."""

from collections.abc import Iterable

from facilities.compiled import compiled
from manifests.actions.reading import read_text
from manifests.actions.weighing import read_weighing, weighing_particulars
from manifests.custody.deed import TRANSIT, Deed, place_of
from manifests.models import ManifestLine, WasteBatch
from manifests.rules.departure import next_carriage
from manifests.rules.finding import Finding
from manifests.rules.verdicts import judge_carriage, told
from manifests.verbs import Action, action


@compiled
def _load(manifest):
    lines = ManifestLine.objects.filter(manifest=manifest)
    return WasteBatch.objects.filter(pk__in=lines.values("batch")).select_for_update(of=("self",)).order_by("pk")


@action("manifest", "depart")
class Depart(Action):
    """Data: optional `note`, and `weighing`: what the consignor's weighbridge said of the loaded truck, see
    `weighing.read_weighing`; it is recorded and never held against what is declared.

    Vehicle, driver and escort come from the carrier's leg, checked at this moment.
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        deed.facts["weighing"] = read_weighing(deed.data.get("weighing"), "/weighing")
        carriage = next_carriage(manifest)
        deed.facts["carriage"] = carriage.particulars
        deed.facts["verdicts"] = verdicts = judge_carriage(carriage, manifest.exemptions)
        yield from told(verdicts)

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        deed.set(departed_at=deed.happened_at)
        for batch in _load(manifest.pk):
            deed.move(batch.kg, place_of(batch), TRANSIT, from_batch=batch, to_batch=batch)
            deed.step(batch, "load", manifest=manifest.number, kg=batch.kg)
            batch.area = None
        deed.particulars = {
            "carriage": deed.facts["carriage"],
            "kg": manifest.declared_kg,
            "note": read_text(deed.data.get("note"), "/note"),
            **weighing_particulars(deed.facts["weighing"]),
        }
