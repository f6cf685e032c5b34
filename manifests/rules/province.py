"""Waste that leaves its province needs an approval with enough left (Order 23 of 2022, Art. 21–28)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facilities.models import Approval
from manifests.rules.finding import Finding, block


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


def approval_covers(found: dict[str, Approval], kg_by_code: dict[str, Decimal]) -> Iterator[Finding]:
    for code, kg in kg_by_code.items():
        approval = found.get(code)
        if approval is None:
            yield block("approval_missing", "/consignee", code=code)
        elif approval.used_kg + kg > approval.approved_kg:
            yield block("approval_exceeded", "/lines", left=approval.approved_kg - approval.used_kg, kg=kg)
