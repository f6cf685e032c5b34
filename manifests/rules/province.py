"""Waste that leaves its province needs an approval with enough left (Order 23 of 2022, Art. 21–28)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facilities.limits import limit
from facilities.models import Approval
from facilities.terms import last_of_approval
from manifests.rules.exempting import EVERY
from manifests.rules.finding import Finding, block, hold, skip, warn
from manifests.rules.permit import PermitLine, covering


def leaves_province(origin_code: str, destination_code: str) -> bool:
    return origin_code[:2] != destination_code[:2]


def approvals(consignor, consignee, method: str, day: date) -> dict[str, Approval]:
    """Valid approvals by waste code; the one that ends first is used first."""
    rows = (
        Approval.objects.filter(consignor=consignor, consignee=consignee, method=method)
        .valid_on(day)
        .order_by("-valid_to", "pk")
    )
    return {row.code: row for row in rows}


def last_day(approval: Approval, permit_ends: date | None, region: str) -> date:
    """The last day an approval counts: the least of 12 months, the period asked for, and the permit's term (Art. 28).

    The months are those of the limit on the approval's first day.
    """
    return last_of_approval(approval.valid_from, approval.valid_to, permit_ends, region)


def approval_covers(
    found: dict[str, Approval],
    kg_by_code: dict[str, Decimal],
    day: date,
    region: str,
    permit_ends: dict[str, date] | None = None,
) -> Iterator[Finding]:
    """`permit_ends`: the last day of the receiver's permit by code, where one covers it."""
    for code, kg in kg_by_code.items():
        approval = found.get(code)
        if approval is None:
            yield block("approval_missing", "/consignee", code=code)
            continue
        ends = last_day(approval, (permit_ends or {}).get(code), region)
        total = approval.used_kg + kg
        if day > ends:
            yield block("approval_ended", "/consignee", code=code, number=approval.number, date=ends.isoformat())
        elif total > approval.approved_kg:
            yield block("approval_exceeded", "/lines", left=approval.approved_kg - approval.used_kg, kg=kg)
        elif total >= approval.approved_kg * limit("approval.warn_share", day, region):
            yield warn("approval_nearly_used", "/lines", code=code, percent=int(total * 100 / approval.approved_kg))


def approval_of(load) -> Iterator[Finding]:
    """The load against the approval, where it leaves its province."""
    if not load.leaves_province:
        yield skip("stays_in_province")
        return
    wanted = load.without_exempt(EVERY)
    kg_by_code = {code.code: kg for code, kg in wanted.items()}
    ends = permit_ends(load.permits, wanted, load.method.code)
    yield from approval_covers(load.approvals, kg_by_code, load.day, load.region, ends)
    for code, kg in kg_by_code.items():
        approval = load.approvals.get(code)
        if approval is not None:
            yield hold(
                "approval_holds",
                code=code,
                total=approval.used_kg + kg,
                approved=approval.approved_kg,
                number=approval.number,
                date=last_day(approval, ends.get(code), load.region).isoformat(),
            )


def permit_ends(lines: list[PermitLine], codes, method: str) -> dict[str, date]:
    """The last day of the permit that covers each code by the method."""
    found = {code.code: covering(lines, code, method) for code in codes}
    return {code: line.item.permit.valid_to for code, line in found.items() if line is not None}
