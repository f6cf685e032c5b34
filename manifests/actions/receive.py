"""Receive: at the gate the consignee weighs every line and accepts, accepts in part or refuses (Order 23, Art. 12)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from facilities.compiled import compiled
from facilities.deadline_kinds import DeadlineKind
from facilities.models import DisposalMethod
from manifests.actions.carrying_on import carry_on
from manifests.actions.issue import load_lines
from manifests.actions.judging import Opinion, judge_lines, total, weigh_load
from manifests.actions.parting import split_in_two
from manifests.actions.redirect import give_back_approval
from manifests.actions.sending_back import send_back
from manifests.actions.taking import add_permit_use
from manifests.clocks import meet, start
from manifests.custody.deed import ADJUSTMENT, TRANSIT, Deed, Place
from manifests.custody.rewriting import rewrite
from manifests.discrepancies import discrepant_lines
from manifests.models import CustodyEvent, Flow, Manifest, ManifestLine, WasteBatch
from manifests.quantities import ZERO
from manifests.rules import weight
from manifests.rules.finding import Finding, warn
from manifests.rules.permit import covering, operating, permit_lines, received_holds
from manifests.states import ManifestState
from manifests.verbs import Action, action

LINE_FIELDS = ["weighed_kg", "accepted_kg", "opinion", "rest", "reason", "significant_difference", "method"]


@action("manifest", "receive")
class Receive(Action):
    """Data: `lines`, see `judging.judge_lines`; optional `weighing` of the whole load, see `weighing.read_weighing`.

    Nothing is refused here for a limit: the truck stands at the gate. What is refused, taken in part or much otherwise
    than the manifest says is told to the consignor and to the authority of the receiving place (Order 23, Art. 18).
    """

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        lines = deed.facts["lines"] = load_lines(manifest)
        methods = {method.code: method for method in _methods()}
        judge_lines(lines, deed.data["lines"], methods, manifest.method)
        deed.facts["weighing"] = weigh_load(lines, deed.data.get("weighing"))
        day = localdate(deed.happened_at)
        for line in lines:
            yield from weight.judged(line, day, manifest.destination_region_id)
        if not manifest.goes_home and manifest.form.asks("treatment"):
            permits = permit_lines([manifest.consignee_id], day).get(manifest.consignee_id, [])
            if not manifest.exemptions:  # else a registration of exempt use or disposal may be what holds
                permits = operating(permits)
            for line in lines:
                if line.method and covering(permits, line.waste_code, line.method.code) is None:
                    yield warn(
                        "method_outside_permit",
                        f"/lines/{line.position - 1}/method",
                        facility=manifest.consignee.name,
                        code=line.waste_code.code,
                        method=line.method.code,
                    )
            counted = deed.facts["counted"] = counting_event(manifest)
            use = counted.particulars["permit_use"] if counted else []
            yield from received_holds(permits, manifest.consignee, use, accepted_by_code(lines), day.year)

    def apply(self, deed: Deed) -> None:
        manifest, lines = deed.subject, deed.facts["lines"]
        opinions = {line.opinion for line in lines}
        if opinions == {Opinion.ACCEPT} and not any(line.rest for line in lines):
            deed.target = ManifestState.ACCEPTED
        elif opinions == {Opinion.REFUSE}:
            deed.target = ManifestState.REFUSED
        else:
            deed.target = ManifestState.PARTIALLY_ACCEPTED
        rest = _take_in(deed, lines)
        accepted = total(lines)
        deed.set(received_at=deed.happened_at, received_kg=accepted)
        if manifest.is_inbound:  # it goes back under the other platform's papers
            for _line, batch in rest:
                send_back(deed, batch)
        child = carry_on(deed, rest) if rest and not manifest.is_inbound else None
        deed.particulars = {
            "consignee": manifest.consignee.name,
            "lines": [
                {
                    "position": line.position,
                    "weighed_kg": line.weighed_kg,
                    "opinion": line.opinion,
                    "accepted_kg": line.accepted_kg,
                    "rest": line.rest,
                    "reason": line.reason,
                    "significant_difference": line.significant_difference,
                    "method": line.method.code if line.method else "",
                    **({"misfits": line.misfits} if line.misfits else {}),
                    **({"weighing": line.weighing.as_record()} if line.weighing else {}),
                }
                for line in lines
            ],
            "kg": accepted,
            "child": child.number if child else "",
        }
        if deed.facts["weighing"]:
            deed.particulars["weighing"] = deed.facts["weighing"].as_record()
        if not manifest.goes_home and discrepant_lines(deed.particulars, [row.as_record() for row in deed.findings]):
            deed.set(discrepancy_at=deed.recorded_at)
        deed.after.append(lambda: rewrite(lines, LINE_FIELDS))
        deed.after.append(lambda: _start_clocks(deed))
        if not manifest.goes_home:
            counted = deed.facts["counted"] if "counted" in deed.facts else counting_event(manifest)
            # Last: these rows are the whole site's, and all its gates wait for whoever has touched them.
            deed.after.append(lambda: count_received(manifest, lines, deed.happened_at, sign=1))
            deed.after.append(lambda: settle_use(counted, lines, deed.happened_at))


def _take_in(deed: Deed, lines: list[ManifestLine]) -> list[tuple[ManifestLine, WasteBatch]]:
    """Book every line into the consignee's site; returns what stays on the truck."""
    consignee = deed.subject.consignee
    # With particulars where something goes on: the next document needs them.
    rows = _batches([line.batch_id for line in lines], any(line.rest for line in lines))
    batches = {batch.pk: batch for batch in rows}
    rest = []
    for line in lines:
        batch = batches[line.batch_id]
        if line.opinion == Opinion.REFUSE:
            rest.append((line, batch))
            continue
        set_weight(deed, batch, line.weighed_kg, TRANSIT)
        if line.rest:
            taken, left = split_in_two(deed, batch, line.accepted_kg)
            deed.step(batch, "part", manifest=deed.subject.number, accepted_kg=taken.kg, left_kg=left.kg)
            rest.append((line, left))
        else:
            taken = batch
        deed.step(taken, "take_in", manifest=deed.subject.number, kg=taken.kg)
        if not deed.subject.goes_home:  # a refusal renews no time in store: at home the old one goes on
            taken.held_since = deed.happened_at
        taken.holder, taken.area = consignee, None
        deed.move(taken.kg, TRANSIT, Place("site", consignee.pk), from_batch=taken, to_batch=taken)
    return rest


@compiled
def _batches(keys, with_particulars):
    rows = WasteBatch.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    return rows.with_particulars() if with_particulars else rows


@compiled
def _methods():
    return DisposalMethod.objects.chinese().order_by()


def set_weight(deed: Deed, batch: WasteBatch, kg: Decimal, place: Place) -> None:
    """The scale has spoken: book the difference to the declared weight as an adjustment, never as an edit."""
    if kg < batch.kg:
        deed.move(batch.kg - kg, place, ADJUSTMENT, from_batch=batch)
    elif kg > batch.kg:
        deed.move(kg - batch.kg, ADJUSTMENT, place, to_batch=batch)
    batch.kg = kg


def count_received(manifest: Manifest, lines: list[ManifestLine], moment: datetime, *, sign: int) -> None:
    """Add the accepted lines to the month's flows, or take them back."""
    month = localdate(moment).replace(day=1)
    Flow.add(
        (
            month,
            manifest.origin_region_id,
            line.waste_code.category_code,
            line.method_id,
            manifest.consignee_id,
            sign * line.accepted_kg,
            sign,
        )
        for line in lines
        if line.accepted_kg
    )


def accepted_by_code(lines: list[ManifestLine]) -> dict[str, Decimal]:
    accepted: dict[str, Decimal] = {}
    for line in lines:
        accepted[line.waste_code.code] = accepted.get(line.waste_code.code, ZERO) + line.accepted_kg
    return accepted


def counting_event(manifest: Manifest) -> CustodyEvent | None:
    """The event that counted the load against its receiver's permit: the issue, or the last redirection."""
    return next(iter(_counting(manifest.pk)), None)


@compiled
def _counting(manifest):
    counting = CustodyEvent.objects.filter(manifest=manifest, action__in=("issue", "redirect", "transfer_in"))
    return counting.order_by("-sequence")[:1]


def settle_use(event: CustodyEvent | None, lines: list[ManifestLine], moment: datetime) -> None:
    """What the `event` committed becomes what was received, in the year of receipt (kg).

    A redirection's approval gets back what was not taken. Issuing's approval keeps it: that load crossed the border.
    """
    if event is None:
        return
    accepted = accepted_by_code(lines)
    rows = []
    for use in event.particulars["permit_use"]:
        rows.append((use["item"], use["year"], -Decimal(use["kg"]), ZERO))
        rows.append((use["item"], localdate(moment).year, ZERO, accepted.get(use["code"], ZERO)))
    add_permit_use(rows)
    if event.action == "redirect":  # after the permit, as everywhere
        give_back_approval(event, keep=accepted)


def _start_clocks(deed: Deed) -> None:
    """The receiver confirms; where it is the last one, it also tells what became of what it took."""
    manifest = deed.subject
    kinds = [DeadlineKind.CLOSE]
    if manifest.consignee.is_disposal_site and manifest.received_kg and not manifest.goes_home:
        kinds.append(DeadlineKind.TREAT)
    start(manifest, manifest.consignee, deed.happened_at, *kinds)
    if manifest.is_back_filled:  # the last of those who signed the paper has entered their part
        meet(deed.recorded_at, DeadlineKind.BACK_FILL, manifest=manifest)
