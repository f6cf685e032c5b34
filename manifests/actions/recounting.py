"""Kilograms and methods of a receipt, corrected: ledger, permit, approval and flows follow by the difference.

What the ledger booked stays; the difference is a counter-entry (an adjustment, as when a scale speaks at the gate).
Only while the batch still lies as it was taken in: what has been treated, split or sent on was counted there by its new
weight and signed by others, so such a correction is refused and says why; a stock-taking books what differs there.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F
from django.utils.timezone import localdate

from facilities.models import Approval
from manifests.actions.receive import count_received, counting_event, set_weight
from manifests.actions.redirect import parts_of
from manifests.actions.taking import add_permit_use
from manifests.custody.deed import Deed, place_of
from manifests.models import BatchLink, ManifestLine, Movement, WasteBatch
from manifests.quantities import ZERO
from manifests.rules.finding import Finding, block
from manifests.rules.permit import permit_lines, received_holds
from manifests.states import BatchState


class Recount:
    """What a correction of part 3 changes beside the paper. Made under the manifest's lock, before anything is set."""

    def __init__(self, deed: Deed, lines: list[ManifestLine], changes: list[dict]):
        self.deed, self.lines = deed, lines
        self.more = {  # kilograms by line number
            int(change["field"].split("/")[2]): Decimal(change["after"]) - Decimal(change["before"])
            for change in changes
            if change["field"].startswith("/lines/") and change["field"].endswith("/accepted_kg")
        }
        touched = {
            int(change["field"].split("/")[2])
            for change in changes
            if change["field"].startswith("/lines/") and change["field"].endswith(("/accepted_kg", "/method"))
        }
        self.touched = [line for line in lines if line.position in touched]
        self.taken = _taken(deed, [line for line in lines if line.position in self.more]) if self.more else {}
        if self.touched and not deed.subject.goes_home:
            self.before = [(line.method_id, line.accepted_kg) for line in self.touched]

    @property
    def received_kg(self) -> Decimal:
        return self.deed.subject.received_kg + sum(self.more.values(), ZERO)

    def blocks(self) -> Iterator[Finding]:
        consignee = self.deed.subject.consignee_id
        for number, more in self.more.items():
            batch = self.taken.get(number)
            if batch is None:
                yield block("amend_batch_gone", f"/lines/{number - 1}/accepted_kg", line=number)
            elif batch.holder_id != consignee or batch.state not in (BatchState.RECEIVED, BatchState.STORED):
                yield block(
                    "amend_batch_moved_on",
                    f"/lines/{number - 1}/accepted_kg",
                    batch=batch.number,
                    state=batch.get_state_display(),
                )
            elif batch.kg + more <= 0:
                yield block("amend_nothing_left", f"/lines/{number - 1}/accepted_kg", batch=batch.number, kg=batch.kg)

    def tells(self) -> Iterator[Finding]:
        """What the receiver's yearly scale says to what was received beyond what it counts."""
        manifest = self.deed.subject
        if manifest.goes_home or not any(more > 0 for more in self.more.values()):
            return
        event, day = counting_event(manifest), localdate(manifest.received_at)
        lines = permit_lines([manifest.consignee_id], day).get(manifest.consignee_id, [])
        use = [{**row, "kg": ZERO} for row in event.particulars["permit_use"]] if event else []
        yield from received_holds(lines, manifest.consignee, use, _by_code(self.lines, self.more), day.year)

    def apply(self) -> None:
        """The lines carry their new values already."""
        deed, manifest = self.deed, self.deed.subject
        for number, more in self.more.items():
            batch = self.taken[number]
            deed.step(batch, "reweigh", manifest=manifest.number, kg=batch.kg + more, difference_kg=more)
            set_weight(deed, batch, batch.kg + more, place_of(batch))
        if not self.touched or manifest.goes_home:
            return
        was = [_as_before(line, *before) for line, before in zip(self.touched, self.before, strict=True)]
        deed.after.append(lambda: count_received(manifest, was, manifest.received_at, sign=-1))
        deed.after.append(lambda: count_received(manifest, self.touched, manifest.received_at, sign=1))
        deed.after.append(lambda: _settle(manifest, self.touched, self.more))


def _as_before(line: ManifestLine, method_id, accepted_kg: Decimal) -> ManifestLine:
    return ManifestLine(pk=line.pk, waste_code=line.waste_code, method_id=method_id, accepted_kg=accepted_kg)


def _taken(deed: Deed, lines: list[ManifestLine]) -> dict[int, WasteBatch]:
    """{line number: the batch that the gate took in for it}, locked. Of what was taken in part, the part."""
    moved = Movement.objects.filter(
        event__manifest=deed.subject, event__action="receive", from_account="transit", to_account="site"
    )
    arrived = set(moved.values_list("to_batch", flat=True))
    parents = dict(BatchLink.objects.filter(child__in=arrived).values_list("child", "parent"))
    by_line = {line.batch_id: line.position for line in lines}
    found = {key: by_line.get(key) or by_line.get(parents.get(key)) for key in arrived}
    rows = WasteBatch.objects.filter(pk__in=[key for key, number in found.items() if number])
    batches = rows.with_particulars().select_for_update(of=("self",)).order_by("pk")
    return {found[batch.pk]: batch for batch in batches}


def _by_code(lines: list[ManifestLine], more: dict[int, Decimal]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.waste_code.code] = totals.get(line.waste_code.code, ZERO) + more.get(line.position, ZERO)
    return totals


def _settle(manifest, lines: list[ManifestLine], more: dict[int, Decimal]) -> None:
    """Permit and, after a redirection, approval count what is now said to have been received (kg)."""
    event = counting_event(manifest)
    by_code = _by_code(lines, more)
    if event is None or not any(by_code.values()):
        return
    year = localdate(manifest.received_at).year
    add_permit_use(
        [(use["item"], year, ZERO, by_code[use["code"]]) for use in event.particulars["permit_use"]
         if by_code.get(use["code"])]
    )  # fmt: skip
    if event.action != "redirect":
        return
    now: dict[str, Decimal] = {}
    for line in ManifestLine.objects.filter(manifest=manifest).select_related("waste_code"):
        now[line.waste_code.code] = now.get(line.waste_code.code, ZERO) + (line.accepted_kg or ZERO)
    uses = event.particulars["approval_use"]
    before = {code: kg - by_code.get(code, ZERO) for code, kg in now.items()}
    for use, is_now, was in zip(uses, parts_of(uses, now), parts_of(uses, before), strict=True):
        if is_now != was:
            Approval.objects.filter(pk=use["approval"]).update(used_kg=F("used_kg") + (is_now - was))
