"""Redirect: what one gate did not take goes to another receiver, or home after all. Order 23, Art. 11 and 14.

A carrier delivers to the receiver that the manifest names and to nobody else, so the consignor names another one here,
on the road, under the same rules as when it issues; only what carries on a load can be redirected.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import Approval, Facility
from manifests.actions.draw_up import check_route
from manifests.actions.issue import load_lines
from manifests.actions.particulars import party_particulars
from manifests.actions.reading import read_method, read_row, read_text
from manifests.actions.taking import give_back_permit, take
from manifests.custody.deed import Deed
from manifests.models import CustodyEvent, Manifest
from manifests.quantities import ZERO
from manifests.rules import plan
from manifests.rules.exempting import EVERY, Claim
from manifests.rules.finding import Finding, block
from manifests.rules.load import Load, Part
from manifests.rules.register import BY_ID
from manifests.rules.verdicts import judge, told
from manifests.verbs import Action, action


@action("manifest", "redirect")
class Redirect(Action):
    """Data: `consignee` id, `method` code, optional `reason`. The consignor itself as consignee takes the load home.

    Blocks: permit, cross-province approval, contract, and a plan that no longer names the waste; its kilograms were
    counted when the load was first issued. What it took from the permit and approval of the receiver before goes back.
    """

    def offered(self, manifest) -> bool:
        return manifest.kind == Manifest.Kind.CARRIED_ON

    def check(self, deed: Deed) -> Iterable[Finding]:
        manifest = deed.subject
        if manifest.kind != Manifest.Kind.CARRIED_ON:
            yield block("redirect_only_carried_on", "/consignee", consignee=manifest.consignee.name)
            return
        deed.facts["before"] = {"consignee": manifest.consignee.name, "method": manifest.method.code}
        consignee, method = _read_goal(deed)
        deed.facts["lines"] = load_lines(manifest)
        is_home = consignee.pk == manifest.consignor_id
        origin = manifest.parent.destination_region if is_home else manifest.consignor.region
        deed.set(consignee=consignee, destination_region=consignee.region, method=method, origin_region=origin)
        if not is_home:
            check_route(manifest)
            yield from judge_receiver(deed)

    def apply(self, deed: Deed) -> None:
        manifest = deed.subject
        load = deed.facts.get("load")
        used = take(deed, load, from_plan=False) if load else {"permit_use": [], "approval_use": []}
        give_back_use(last_direction(manifest))
        permits = {line.item.permit.number for line in load.permits} if load and load.profile.asks("permit") else set()
        deed.particulars = {
            "from_consignee": deed.facts["before"]["consignee"],
            "from_method": deed.facts["before"]["method"],
            "consignee": {**party_particulars(manifest.consignee), "permits": sorted(permits)},
            "method": {"code": manifest.method.code, "name": manifest.method.name},
            "reason": read_text(deed.data.get("reason"), "/reason"),
            "lines": [
                {"position": line.position, "batch": line.batch.number, "kg": line.declared_kg}
                for line in deed.facts["lines"]
            ],
            "kg": manifest.declared_kg,
            "permit_use": used["permit_use"],
            "approval_use": used["approval_use"],
        }


def _read_goal(deed: Deed):
    """Receiver and method; the consignor's own site may be named, too. Refused where nothing would change."""
    manifest, data = deed.subject, deed.data
    seen = Facility.objects.directory() | Facility.objects.filter(pk=manifest.consignor_id)
    consignee = read_row(seen.select_related("enterprise", "region"), data.get("consignee"), "/consignee")
    method = read_method(data.get("method"), "/method")
    if (consignee.pk, method.pk) == (manifest.consignee_id, manifest.method_id):
        raise BadInput(
            _("The load goes to %(site)s by this method already.") % {"site": consignee.name},
            code="goes_there_already",
            field="/consignee",
        )
    return consignee, method


def judge_receiver(deed: Deed) -> Iterable[Finding]:
    """What issuing would say of the new receiver; the plan is asked without kilograms, they are counted already.

    What was claimed exempt when it was issued stays so. Whether it leaves the province is asked of whoever hands the
    waste over; at which gate the truck stands now does not matter.
    """
    manifest, day = deed.subject, localdate(deed.recorded_at)  # as issuing: what is decided now is judged now
    parts = [Part(line.waste_code, line.declared_kg) for line in deed.facts["lines"]]
    claims = [Claim.from_record(record) for record in manifest.exemptions]
    load = Load(manifest.consignor, manifest.consignee, None, manifest.method, day, parts, claims)
    planned = [code.code for code in load.without_exempt(EVERY)]
    if load.profile.asks("plan") and planned:
        first = localdate(first_left(manifest))
        lines = plan.plan_lines(manifest.consignor, first.year)
        yield from plan.plan_covers(lines, manifest.consignor, first, dict.fromkeys(planned, ZERO))
    yield from told(judge(load, [BY_ID[rule] for rule in ("permit", "approval", "contract")]))
    deed.facts["load"] = load  # its plan counted it when it first left


def first_left(manifest: Manifest):
    """When the waste left for the first time: the plan of that year counts it."""
    while manifest.parent_id:
        manifest = manifest.parent
    return manifest.departed_at or manifest.issued_at


def last_direction(manifest: Manifest) -> CustodyEvent | None:
    """The redirection that holds now; None for what was never redirected."""
    return CustodyEvent.objects.filter(manifest=manifest, action="redirect").order_by("-sequence").first()


def give_back_use(direction: CustodyEvent | None) -> None:
    """The load goes elsewhere: all that a redirection counted on permit and approval goes back (kg)."""
    if direction is None:
        return
    said = direction.particulars
    give_back_permit(said["permit_use"])
    give_back_approval(direction)


def give_back_approval(
    direction: CustodyEvent, *, held: dict[str, Decimal] | None = None, keep: dict[str, Decimal] | None = None
) -> None:
    """Return to the approvals what a redirection took and was not transferred after all (kg by code).

    `held` is what they still count of it, all unless told; `keep` is what they are to go on counting, nothing unless
    told. More than was taken is neither held nor kept.
    """
    uses = direction.particulars["approval_use"]
    counted = [Decimal(use["kg"]) for use in uses] if held is None else parts_of(uses, held)
    for use, held_kg, kept_kg in zip(uses, counted, parts_of(uses, keep or {}), strict=True):
        if held_kg > kept_kg:
            Approval.objects.filter(pk=use["approval"]).update(used_kg=F("used_kg") - (held_kg - kept_kg))


def parts_of(uses: list[dict], by_code: dict[str, Decimal]) -> list[Decimal]:
    """How much (kg) of what there is of each code falls to each use, the first filled before the others."""
    left, parts = dict(by_code), []
    for use in uses:
        part = min(Decimal(use["kg"]), max(left.get(use["code"], ZERO), ZERO))
        left[use["code"]] = left.get(use["code"], ZERO) - part
        parts.append(part)
    return parts
