"""Void a manifest by counter-entries: nothing is erased, what it booked is booked back (regulator only)."""

from collections.abc import Iterable

from django.db.models import Min
from django.utils.timezone import localdate

from facilities.actions.note_outside import hold_firms
from manifests.actions.cancel import drop_entry, release_stock, take_back_promises, take_back_use
from manifests.actions.inbound_approvals import uncount_decision
from manifests.actions.issue import load_lines
from manifests.actions.judging import Opinion
from manifests.actions.reading import read_reason
from manifests.actions.receive import accepted_by_code, count_received, counting_event, set_weight
from manifests.actions.redirect import give_back_approval
from manifests.actions.sending_back import entry_of, give_back_numbers, send_back
from manifests.actions.taking import add_permit_use
from manifests.clocks import drop
from manifests.custody.deed import Deed, Place, place_of
from manifests.models import BatchLink, Manifest, ManifestLine, Movement, WasteBatch
from manifests.quantities import ZERO
from manifests.rules.finding import Finding, block
from manifests.states import BatchState, ManifestState
from manifests.verbs import Action, action


@action("manifest", "void")
class Void(Action):
    """Data: `reason`. Blocked once the waste has moved on: then the later step must be undone first."""

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        if manifest.state == ManifestState.ISSUED:
            return
        if manifest.goes_home:
            yield block("void_carried_on")
            return
        if manifest.children.exclude(state=ManifestState.VOIDED).exists():
            yield block("void_has_child")
            return
        lines = deed.facts["lines"] = load_lines(manifest)
        taken = deed.facts["taken"] = _accepted_batches(manifest, lines)
        for batch in taken.values():
            if batch.holder_id != manifest.consignee_id or batch.state not in (
                BatchState.RECEIVED,
                BatchState.STORED,
            ):
                yield block("batch_moved_on", batch=batch.number, state=batch.get_state_display())

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        deed.particulars = {"reason": read_reason(deed.data), "state": manifest.state}
        deed.set(frozen_at=None)  # nothing is left to hold
        if manifest.state == ManifestState.ISSUED:
            take_back_use(manifest)
            drop_entry(deed)
            release_stock(deed)
            return
        _give_back(deed)
        _uncount(manifest, deed.facts["lines"])
        if manifest.is_inbound:
            deed.particulars |= give_back_numbers(deed)
        drop(deed.recorded_at, manifest=manifest)


def _accepted_batches(manifest: Manifest, lines: list[ManifestLine]) -> dict:
    """{line id: the batch that the consignee holds for it}, locked."""
    keys = {line.pk: line.batch_id for line in lines if line.opinion != Opinion.REFUSE}
    if manifest.is_inbound:  # of what was taken in part no manifest goes on: the part that stayed can be given back
        parted = BatchLink.objects.filter(parent__in=keys.values(), parent__holder=manifest.consignor_id)
        taken = dict(parted.exclude(child__state=BatchState.SENT_BACK).values_list("parent", "child"))
        keys = {line: taken.get(batch, batch) for line, batch in keys.items()}
    found = WasteBatch.objects.filter(pk__in=keys.values())
    rows = found.with_particulars().select_for_update(of=("self",)).order_by("pk")
    batches = {batch.pk: batch for batch in rows}
    return {line: batches[batch] for line, batch in keys.items() if batch in batches}


def _give_back(deed: Deed) -> None:
    """Each accepted batch lies again where it departed from, with the weight it had been declared with."""
    manifest = deed.subject
    areas = _left_stores(manifest, deed.facts["taken"].values())
    since = _lay_since(manifest, list(deed.facts["taken"].values()))
    by_key = {line.pk: line for line in deed.facts["lines"]}
    for key, batch in deed.facts["taken"].items():
        if manifest.is_inbound:  # out of the books, with the weight that the scale had said
            send_back(deed, batch)
            continue
        set_weight(deed, batch, by_key[key].declared_kg, place_of(batch))
        goal = Place("store", manifest.consignor_id, areas.get(batch.pk))
        deed.move(batch.kg, place_of(batch), goal, from_batch=batch, to_batch=batch)
        deed.step(batch, "give_back", manifest=manifest.number, kg=batch.kg)
        batch.holder, batch.area_id = manifest.consignor, areas.get(batch.pk)
        batch.held_since = since.get(batch.pk, batch.held_since)  # its time in store goes on


def _lay_since(manifest: Manifest, batches: list[WasteBatch]) -> dict:
    """{batch id: since when it lay at the consignor}: from its first coming there; what was regrouped, as the oldest of
    what it was made of."""
    came = Movement.objects.filter(to_batch__in=batches, to_facility=manifest.consignor_id)
    came = came.exclude(from_account__in=("site", "store", "adjustment")).order_by()
    found = dict(came.values("to_batch").annotate(first=Min("happened_at")).values_list("to_batch", "first"))
    parted = [batch.pk for batch in batches if batch.pk not in found]
    whole = BatchLink.objects.filter(child__in=parted).order_by() if parted else BatchLink.objects.none()
    return found | dict(whole.values("child").annotate(first=Min("parent__held_since")).values_list("child", "first"))


def _left_stores(manifest: Manifest, batches: Iterable[WasteBatch]) -> dict:
    """{batch id: the area it left}: for what was carried on, the one that it, or what it is a part of, left first."""
    while manifest.parent_id:
        manifest = manifest.parent
    departed = Movement.objects.filter(event__manifest=manifest, event__action="depart")
    areas = dict(departed.values_list("from_batch", "from_area"))
    found: dict = {}
    climbing = {batch.pk: batch.pk for batch in batches}
    while climbing:
        found |= {batch: areas[key] for batch, key in climbing.items() if key in areas}
        climbing = {batch: key for batch, key in climbing.items() if batch not in found}
        if climbing:
            up = dict(BatchLink.objects.filter(child__in=climbing.values()).values_list("child", "parent"))
            climbing = {batch: up[key] for batch, key in climbing.items() if key in up}
    return found


def _uncount(manifest: Manifest, lines: list[ManifestLine]) -> None:
    count_received(manifest, lines, manifest.received_at, sign=-1)
    event, received = counting_event(manifest), accepted_by_code(lines)
    permit_use = [
        (use["item"], localdate(manifest.received_at).year, ZERO, -received.get(use["code"], ZERO))
        for use in (event.particulars["permit_use"] if event is not None else ())
    ]
    if manifest.kind not in (Manifest.Kind.INBOUND, Manifest.Kind.CARRIED_ON):
        take_back_promises(manifest, permit_use)
        return
    if manifest.is_inbound:
        hold_firms(manifest.consignor.enterprise.registration_no)
    add_permit_use(permit_use)  # the permit before the approval, as whoever takes
    if manifest.is_inbound:
        uncount_decision(entry_of(manifest))
    elif event is not None:
        give_back_approval(event, held=received)
