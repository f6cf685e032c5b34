"""The cross-province decision under which something comes from elsewhere: its balance and its term (Order 23, Art. 28).

Another province gave it, so what the first paper says of it is what is known; each later load is counted against that.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import Approval, EvidenceUse
from manifests.actions.reading_inbound import Decision, Item
from manifests.actions.redirect import give_back_approval
from manifests.custody.deed import Deed
from manifests.models import CustodyEvent, Manifest
from manifests.quantities import ZERO
from manifests.rules.finding import Finding, warn
from manifests.rules.load import Load
from manifests.states import ManifestState

UNDONE = (ManifestState.CANCELLED, ManifestState.VOIDED)


def read_approvals(deed: Deed, load: Load, decision: Decision | None, items: list[Item]) -> Iterator[Finding]:
    """The decision's rows by waste code, as they are on file or as the paper says them.

    They stay with the load, for the rule of what crosses a province, and with the deed, to be counted. Of a decision
    that is known, what the paper says otherwise is told and the file stays.
    """
    manifest, found = deed.subject, load.approvals
    if decision is not None and load.leaves_province:
        known = _known(manifest, decision)
        problems: list[Refusal] = []
        for position, item in enumerate(items):
            code = item.code.code
            if code in known and known[code]._state.adding:
                problems += _said_twice(known[code], item, position)
            elif code in known:
                yield from _balance_differs(known[code], decision, item, position)
            elif missing := _missing(decision, item, position):
                problems += missing
            else:
                known[code] = _noted(manifest, decision, item)
            if code in known:
                found[code] = [known[code]]
        if problems:
            raise Refusal.of(problems)


def _known(manifest: Manifest, decision: Decision) -> dict[str, Approval]:
    rows = Approval.objects.filter(
        consignor=manifest.consignor,
        consignee=manifest.consignee,
        method=manifest.method.code,
        number=decision.number,
    )
    return {row.code: row for row in rows.order_by("pk")}


def _noted(manifest: Manifest, decision: Decision, item: Item) -> Approval:
    return Approval(
        consignor=manifest.consignor,
        consignee=manifest.consignee,
        code=item.code.code,
        method=manifest.method.code,
        number=decision.number,
        valid_from=decision.valid_from,
        valid_to=decision.valid_to,
        approved_kg=item.approved_kg,
        used_kg=ZERO if item.left_kg is None else item.approved_kg - item.left_kg,
    )


def _missing(decision: Decision, item: Item, position: int) -> list[Refusal]:
    """What must be said of a decision that nobody has entered before."""
    wanted = (
        ("/approval/valid_from", decision.valid_from),
        ("/approval/valid_to", decision.valid_to),
        (f"/lines/{position}/approved_kg", item.approved_kg),
    )
    told = _("This approval is new here: say its first and last day and how much it allows.")
    return [BadInput(told, code="approval_unknown", field=field) for field, value in wanted if not value]


def _said_twice(row: Approval, item: Item, position: int) -> list[Refusal]:
    """A paper that is the first to name a decision says one amount for each waste; nobody here knows which is true."""
    said = (
        ("approved_kg", item.approved_kg, row.approved_kg),
        ("left_kg", item.left_kg, row.approved_kg - row.used_kg),
    )
    return [
        BadInput(
            _("Another line of this code says %(other)s kg of the same approval. Say the same, or nothing here."),
            figures={"other": first},
            code="approval_said_twice",
            field=f"/lines/{position}/{name}",
            value=value,
        )
        for name, value, first in said
        if value is not None and value != first
    ]


def _balance_differs(row: Approval, decision: Decision, item: Item, position: int) -> Iterator[Finding]:
    said = (
        (decision.valid_from, row.valid_from),
        (decision.valid_to, row.valid_to),
        (item.approved_kg, row.approved_kg),
        (item.left_kg, row.approved_kg - row.used_kg),
    )
    if any(value is not None and value != known for value, known in said):
        yield warn(
            "approval_differs",
            f"/lines/{position}",
            number=row.number,
            code=row.code,
            approved=row.approved_kg,
            left=row.approved_kg - row.used_kg,
            date=row.valid_to.isoformat(),
        )


def count_approvals(deed: Deed, load: Load) -> list[dict]:
    """Count the load against its decision, which is written first where it is new (kg); what was counted, by row."""
    counted = (
        [(code, share) for code, shares in load.shares.items() for share in shares] if load.leaves_province else []
    )
    deed.facts["decisions"] = [
        {
            "code": code,
            "number": share.approval.number,
            "valid_from": share.approval.valid_from,
            "valid_to": share.approval.valid_to,
            "approved_kg": share.approval.approved_kg,
            "left_kg": share.approval.approved_kg - share.approval.used_kg,
        }
        for code, share in counted
    ]
    use = []
    for code, share in counted:
        row = share.approval
        if row._state.adding:
            row.save(force_insert=True)
        Approval.objects.filter(pk=row.pk).update(used_kg=F("used_kg") + share.kg)
        use.append({"approval": str(row.pk), "code": code, "kg": share.kg})
    return use


def uncount_decision(entry: CustodyEvent) -> None:
    """What entering counted goes back (kg); a decision that no entry stands for any more goes with it.

    Its amounts and its term were only what that paper said. Kept, they would win over what is typed right next time.
    Needs the consignor held (`hold_firms`), so that nobody counts against the row meanwhile.
    """
    give_back_approval(entry)
    keys = [use["approval"] for use in entry.particulars["approval_use"]]
    if not keys:
        return
    manifest = entry.manifest
    events = CustodyEvent.objects.filter(
        action="transfer_in", manifest__consignor=manifest.consignor_id, manifest__consignee=manifest.consignee_id
    )
    first_said: dict[str, dict] = {}
    still_counted = set(map(str, EvidenceUse.objects.filter(subject_id__in=keys).values_list("subject_id", flat=True)))
    for key, state, said in events.order_by("recorded_at", "pk").values_list(
        "manifest", "manifest__state", "particulars"
    ):
        for use, decision in zip(said["approval_use"], said["approvals"], strict=True):
            first_said.setdefault(use["approval"], decision)
            if key != manifest.pk and state not in UNDONE:
                still_counted.add(use["approval"])
    rows = Approval.objects.filter(pk__in=set(keys) - still_counted, consignor__is_outside=True)
    for row in rows.select_for_update(of=("self",)).order_by("code", "pk"):
        if _is_as_said(row, first_said[str(row.pk)]):
            row.delete()


def _is_as_said(row: Approval, decision: dict) -> bool:
    """Nothing has been added to the row since the first paper made it."""
    approved, left = Decimal(decision["approved_kg"]), Decimal(decision["left_kg"])
    term = row.valid_from.isoformat(), row.valid_to.isoformat()
    return (row.approved_kg, row.used_kg, *term) == (
        approved,
        approved - left,
        decision["valid_from"],
        decision["valid_to"],
    )
