"""Could this leave today? The same rules that the action asks, and every verdict of theirs, without doing anything."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from facilities import clock
from manifests.actions.issue import labelled_lines, load_of
from manifests.actions.leaving import leaving
from manifests.models import Manifest, WasteBatch
from manifests.rules.departure import next_carriage
from manifests.rules.load import Load, Part
from manifests.rules.register import BEFORE_ISSUE
from manifests.rules.verdicts import Verdict, judge, judge_carriage, judge_departure
from manifests.states import ManifestState

# What only a manifest that is drawn up can answer.
NOT_DRAWN_UP = {"stock", "labels", "particulars"}


def not_left(manifest: Manifest) -> bool:
    return manifest.state in (ManifestState.DRAFT, ManifestState.ISSUED)


def could_leave(manifest: Manifest) -> list[Verdict]:
    """Of a draft what issuing would say; of an issued manifest what stands against its departure now."""
    if manifest.state == ManifestState.DRAFT:
        return [*judge(load_of(manifest, labelled_lines(manifest), clock.now())), *crew_not_named()]
    carriage = next_carriage(manifest)
    return judge_departure(leaving(manifest, clock.now(), carriage), carriage)


# What can be said of waste before anybody has chosen where it goes.
WITHOUT_RECEIVER = {"plan", "storage_time"}


def could_batch_leave(batch: WasteBatch) -> list[Verdict]:
    """Of stored waste: all of it, today, to the receiver and by the method that its stream usually takes.

    Without a usual receiver only the rules are asked that need none.
    """
    stream, day = batch.stream, localdate(clock.now())
    part = Part(batch.waste_code, batch.kg, batch.number, held_since=batch.held_since)
    load = Load(batch.holder, stream.default_consignee, None, stream.default_method, day, [part])
    knows_where = stream.default_consignee_id and stream.default_method_id
    asked = [rule for rule in BEFORE_ISSUE if rule.id not in NOT_DRAWN_UP]
    if not knows_where:
        asked = [rule for rule in asked if rule.id in WITHOUT_RECEIVER]
    return judge(load, asked)


def crew_not_named() -> Iterable[Verdict]:
    """The rules of departure that cannot be asked before a carrier plans."""
    return judge_carriage(None)
