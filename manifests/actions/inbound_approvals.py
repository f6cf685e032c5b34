"""The cross-province decision under which something comes from elsewhere: its balance and its term (Order 23, Art. 28).

Another province gave it, so what the first paper says of it is what is known; each later load is counted against that.
"""

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import Approval
from manifests.actions.reading_inbound import Decision, Item
from manifests.custody.deed import Deed
from manifests.models import Manifest
from manifests.quantities import ZERO
from manifests.rules.finding import Finding, warn
from manifests.rules.load import Load


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
            if code in known:
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


def _balance_differs(row: Approval, decision: Decision, item: Item, position: int) -> Iterator[Finding]:
    said = (
        (decision.valid_from, row.valid_from),
        (decision.valid_to, row.valid_to),
        (item.approved_kg, row.approved_kg),
        (item.left_kg, row.approved_kg - row.used_kg),
    )
    if not row._state.adding and any(value is not None and value != known for value, known in said):
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
