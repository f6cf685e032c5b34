"""Cancel before departure: what was set aside goes back to store, what was counted is taken back."""

from decimal import Decimal

from django.db.models import F
from django.utils.timezone import localdate

from facilities.models import Approval, PlanLine
from manifests.actions.issue import add_permit_use, kg_by_code, load_lines
from manifests.actions.reading import read_reason
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
        release_stock(deed)
        deed.particulars = {"reason": reason, "kg": manifest.declared_kg}


def release_stock(deed: Deed) -> None:
    batches = (
        WasteBatch.objects.filter(lines__manifest=deed.subject, state=BatchState.ALLOTTED)
        .select_for_update(of=("self",))
        .with_particulars()
        .order_by("pk")
    )
    for batch in batches:
        deed.step(batch, "withdraw", manifest=deed.subject.number or "draft", kg=batch.kg)


def issued_event(manifest) -> CustodyEvent | None:
    return CustodyEvent.objects.filter(manifest=manifest, action="issue").first()


def take_back_use(manifest) -> None:
    """Undo what issuing counted against plan, permit and approval, by the figures its event recorded."""
    event = issued_event(manifest)
    year = localdate(manifest.issued_at).year
    by_code = {code.code: kg for code, kg in kg_by_code(load_lines(manifest)).items()}
    for code, kg in sorted(by_code.items()):
        PlanLine.objects.filter(plan__facility=manifest.consignor, plan__year=year, code=code).update(
            issued_kg=F("issued_kg") - kg
        )
    if event is not None:
        add_permit_use(
            [(use["item"], use["year"], -Decimal(use["kg"]), Decimal(0)) for use in event.particulars["permit_use"]]
        )
    if leaves_province(manifest.origin_region_id, manifest.destination_region_id):
        for code, kg in sorted(by_code.items()):
            approval = (
                Approval.objects.filter(
                    consignor=manifest.consignor,
                    consignee=manifest.consignee,
                    code=code,
                    method=manifest.method.code,
                    used_kg__gte=kg,
                )
                .valid_on(localdate(manifest.issued_at))
                .order_by("valid_to", "pk")
                .first()
            )
            if approval is not None:
                Approval.objects.filter(pk=approval.pk).update(used_kg=F("used_kg") - kg)
