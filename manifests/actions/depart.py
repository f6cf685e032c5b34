"""Depart: the driver confirms the load and takes custody. The last moment at which the law may hold the truck back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from facilities.compiled import compiled
from facilities.limits import limit
from manifests.actions.leaving import into_plan_of_its_year, leaving
from manifests.actions.reading import read_text
from manifests.actions.weighing import read_weighing, weighing_particulars
from manifests.custody.deed import TRANSIT, Deed, place_of
from manifests.models import ManifestLine, WasteBatch
from manifests.rules import after_the_fact
from manifests.rules.departure import next_carriage
from manifests.rules.finding import Finding, warn
from manifests.rules.verdicts import judge_departure, told
from manifests.verbs import Action, action


@compiled
def _load(manifest):
    lines = ManifestLine.objects.filter(manifest=manifest)
    return WasteBatch.objects.filter(pk__in=lines.values("batch")).select_for_update(of=("self",)).order_by("pk")


@action("manifest", "depart")
class Depart(Action):
    """Data: optional `note`, and `weighing`: what the consignor's weighbridge said of the loaded truck, see
    `weighing.read_weighing`; it is recorded and never held against what is declared.

    Vehicle, driver and escort come from the carrier's leg, checked at this moment; with them all that may have changed
    since it was issued (`judge_departure`).
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        deed.facts["weighing"] = read_weighing(deed.data.get("weighing"), "/weighing")
        moment = leaves_at(deed)
        carriage = next_carriage(manifest, localdate(moment))
        deed.facts["carriage"] = carriage.particulars
        load = deed.facts["load"] = leaving(manifest, moment, carriage)
        deed.facts["verdicts"] = verdicts = judge_departure(load, carriage)
        yield from told(verdicts)
        left_on = localdate(deed.happened_at)
        if not deed.facts["back_fill"] and left_on != localdate(deed.recorded_at):
            yield warn("departure_told_late", "/happened_at", day=left_on.isoformat())

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        in_plan = into_plan_of_its_year(deed, deed.facts["load"])
        deed.set(departed_at=deed.happened_at)
        for batch in _load(manifest.pk):
            deed.move(batch.kg, place_of(batch), TRANSIT, from_batch=batch, to_batch=batch)
            deed.step(batch, "load", manifest=manifest.number, kg=batch.kg)
            batch.area = None
        deed.particulars = {
            "carriage": deed.facts["carriage"],
            "kg": manifest.declared_kg,
            "note": read_text(deed.data.get("note"), "/note"),
            **in_plan,
            **weighing_particulars(deed.facts["weighing"]),
        }


def leaves_at(deed: Deed) -> datetime:
    """The moment by which a departure is judged: now.

    A driver without a signal tells it some hours later, and then its own time counts; longer ago (a dated limit) a time
    is only what somebody says. What left on paper is judged by the paper's time, until the transfer that it tells of
    has ended: who sets out later carries something else and is judged like anybody.
    """
    paper = deed.facts["back_fill"] = after_the_fact.paper_of(deed.subject)
    if paper is not None and deed.happened_at <= paper.transfer_ended_at:
        return deed.happened_at
    hours = limit("depart.told_late_hours", localdate(deed.recorded_at), deed.subject.origin_region_id)
    is_late = deed.recorded_at - deed.happened_at > timedelta(seconds=int(hours * 3600))
    return deed.recorded_at if is_late else min(deed.happened_at, deed.recorded_at)
