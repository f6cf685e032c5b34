"""Cancel before departure: what was set aside goes back to store, what was counted is taken back."""

from django.db.models import F
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.models import Approval, PlanLine
from manifests.actions.issue import kg_by_code, load_lines
from manifests.actions.reading import read_reason
from manifests.actions.taking import add_permit_use, give_back_approvals, give_back_plan, permit_returned
from manifests.clocks import drop
from manifests.custody.deed import Deed
from manifests.models import CustodyEvent, WasteBatch
from manifests.rules.province import leaves_province
from manifests.states import BatchState, ManifestState
from manifests.verbs import Action, action


@action("manifest", "cancel")
class Cancel(Action):
    """Data: `reason`."""

    def apply(self, deed: Deed) -> None:
        reason = read_reason(deed.data)
        manifest = deed.subject
        if manifest.state == ManifestState.ISSUED:
            take_back_use(manifest)
            drop_entry(deed)
        release_stock(deed)
        deed.particulars = {"reason": reason, "kg": manifest.declared_kg}


def drop_entry(deed: Deed) -> None:
    """What was entered from paper by mistake is owed no more."""
    if deed.subject.is_back_filled:
        drop(deed.recorded_at, DeadlineKind.BACK_FILL, manifest=deed.subject)


def release_stock(deed: Deed) -> None:
    batches = (
        WasteBatch.objects.filter(lines__manifest=deed.subject, state=BatchState.ALLOTTED)
        .select_for_update(of=("self",))
        .with_particulars()
        .order_by("pk")
    )
    for batch in batches:
        deed.step(batch, "withdraw", manifest=deed.subject.number or "draft", kg=batch.kg)


def take_back_use(manifest) -> None:
    """Undo what issuing counted against plan, permit and approval, by the figures its event recorded (kg)."""
    take_back_promises(manifest)


def take_back_promises(manifest, permit_use: list[tuple] | None = None) -> None:
    """Give the declared kilograms back to the plan's line and to the cross-province approvals they were taken from.

    The plan that counts them is that of the year in which the load left, if it has left. `permit_use` is what
    the permit is to count besides (`taking.add_permit_use`), else issuing's own goes back: between the two, as by
    whoever takes.
    """
    events = CustodyEvent.objects.filter(manifest=manifest, action__in=("issue", "depart")).order_by("sequence")
    said = {event.action: event.particulars for event in events}
    if permit_use is None:
        permit_use = permit_returned(said["issue"]["permit_use"]) if "issue" in said else []
    if "issue" not in said:
        add_permit_use(permit_use)
        return
    if "plan_use" not in said["issue"]:
        _take_back_as_counted_before(manifest, permit_use)
        return
    moved = said.get("depart", {})
    give_back_plan(moved["plan_use"] if "plan_use" in moved else said["issue"]["plan_use"])
    add_permit_use(permit_use)
    give_back_approvals(said["issue"]["approval_use"])


def _take_back_as_counted_before(manifest, permit_use: list[tuple]) -> None:
    """The same for what was issued before events kept which rows had counted it."""
    day = localdate(manifest.issued_at)
    by_code = {code.code: kg for code, kg in kg_by_code(load_lines(manifest)).items()}
    across = leaves_province(manifest.origin_region_id, manifest.destination_region_id)
    for code, kg in sorted(by_code.items()):
        lines = PlanLine.objects.filter(plan__facility=manifest.consignor, plan__year=day.year, code=code)
        lines.update(issued_kg=F("issued_kg") - kg)
    add_permit_use(permit_use)
    for code, kg in sorted(by_code.items()) if across else ():
        used = Approval.objects.filter(
            consignor=manifest.consignor,
            consignee=manifest.consignee,
            code=code,
            method=manifest.method.code,
            used_kg__gte=kg,
        )
        first = used.valid_on(day).order_by("valid_to", "pk").values("pk")[:1]
        Approval.objects.filter(pk__in=first).update(used_kg=F("used_kg") - kg)
