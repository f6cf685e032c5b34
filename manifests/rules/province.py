"""Waste that leaves its province needs an approval with enough left (Order 23 of 2022, Art. 21–28)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Share:
    """What of a load counts against one approval (kg)."""

    approval: Approval
    kg: Decimal

    @property
    def total(self) -> Decimal:
        return self.approval.used_kg + self.kg


def approvals(consignor, consignee, method: str, day: date) -> dict[str, list[Approval]]:
    """Valid approvals by waste code, the one that ends first before the others."""
    rows = Approval.objects.filter(consignor=consignor, consignee=consignee, method=method).valid_on(day)
    found: dict[str, list[Approval]] = {}
    for row in rows.order_by("valid_to", "pk"):
        found.setdefault(row.code, []).append(row)
    return found


def shared(rows: list[Approval], kg: Decimal) -> list[Share]:
    """One approval that has enough left, the first to end before the others; else what all of them have together.

    What none has left is put on the last: what was carried away all the same is counted, too.
    """
    for row in rows:
        if row.used_kg + kg <= row.approved_kg:
            return [Share(row, kg)]
    shares = []
    for row in rows:
        left = max(row.approved_kg - row.used_kg, Decimal(0))
        part = kg if row is rows[-1] else min(left, kg)
        if part or row is rows[-1]:
            shares.append(Share(row, part))
        kg -= part
    return shares


def last_day(approval: Approval, permit_ends: date | None, region: str) -> date:
    """The last day an approval counts: the least of 12 months, the period asked for, and the permit's term (Art. 28).

    The months are those of the limit on the approval's first day.
    """
    return last_of_approval(approval.valid_from, approval.valid_to, permit_ends, region)


def approval_covers(
    found: dict[str, list[Approval]],
    kg_by_code: dict[str, Decimal],
    day: date,
    region: str,
    permit_ends: dict[str, date] | None = None,
    *,
    asks_amounts: bool = True,
) -> Iterator[Finding]:
    """`permit_ends`: the last day of the receiver's permit by code, where one covers it."""
    for code, kg in kg_by_code.items():
        rows, ends = found.get(code), (permit_ends or {}).get(code)
        if not rows:
            yield block("approval_missing", "/consignee", code=code)
            continue
        counting = still_counting(rows, day, ends, region)
        ended = [row for row in rows if row not in counting]
        if not counting or (ended and not asks_amounts):  # what is counted already is counted by each of them
            number, until = ended[-1].number, last_day(ended[-1], ends, region).isoformat()
            yield block("approval_ended", "/consignee", code=code, number=number, date=until)
        elif asks_amounts:
            yield from shares_hold(code, shared(counting, kg), day, region)


def _all_of(rows: list[Approval], keys: Collection[str]) -> list[Approval]:
    """Those that count the load; none where one of them is not valid any more."""
    kept = [row for row in rows if str(row.pk) in keys]
    return kept if len(kept) == len(keys) else []


def still_counting(rows: list[Approval], day: date, ends: date | None, region: str) -> list[Approval]:
    return [row for row in rows if day <= last_day(row, ends, region)]


def shares_hold(code: str, shares: list[Share], day: date, region: str) -> Iterator[Finding]:
    """Whether what counts against each approval fits under its tonnage."""
    if any(share.total > share.approval.approved_kg for share in shares):
        left = sum(
            (max(share.approval.approved_kg - share.approval.used_kg, Decimal(0)) for share in shares), Decimal(0)
        )
        yield block("approval_exceeded", "/lines", left=left, kg=sum((share.kg for share in shares), Decimal(0)))
        return
    for share in shares:
        if share.total >= share.approval.approved_kg * limit("approval.warn_share", day, region):
            percent = int(share.total * 100 / share.approval.approved_kg)
            yield warn("approval_nearly_used", "/lines", code=code, percent=percent)


def approval_of(load) -> Iterator[Finding]:
    """The load against the approvals, where it leaves its province."""
    if not load.leaves_province:
        yield skip("stays_in_province")
        return
    wanted = load.without_exempt(EVERY)
    found, ends = load.approvals, permit_ends(load.permits, wanted, load.method.code)
    if load.counted and load.asks_amounts is False and load.counted.approvals is not None:
        # Another approval does not help: it does not count the load.
        found = {code: _all_of(found.get(code, []), keys) for code, keys in load.counted.approvals.items()}
    kg_by_code = _by_text(load, wanted)
    yield from approval_covers(found, kg_by_code, load.day, load.region, ends, asks_amounts=load.asks_amounts)
    for code, shares in load.shares.items():
        for share in shares:
            yield hold(
                "approval_holds",
                code=code,
                total=share.total,
                approved=share.approval.approved_kg,
                number=share.approval.number,
                date=last_day(share.approval, ends.get(code), load.region).isoformat(),
            )


def shares_of(load) -> dict[str, list[Share]]:
    """By code, what of the load counts against which approval; against one that ended where none counts any more."""
    wanted = load.without_exempt(EVERY)
    ends = permit_ends(load.permits, wanted, load.method.code)
    found: dict[str, list[Share]] = {}
    for code, kg in sorted(_by_text(load, wanted).items()):
        rows = load.approvals.get(code, [])
        counting = still_counting(rows, load.day, ends.get(code), load.region)
        if rows:
            found[code] = shared(counting or rows[-1:], kg)
    return found


def _by_text(load, kg_by_code: dict) -> dict[str, Decimal]:
    """By the code itself, whatever its edition: what comes on top of what the approvals count."""
    totals: dict[str, Decimal] = {}
    for code, kg in kg_by_code.items():
        totals[code.code] = totals.get(code.code, Decimal(0)) + load.more(kg)
    return totals


def permit_ends(lines: list[PermitLine], codes, method: str) -> dict[str, date]:
    """The last day of the permit that covers each code by the method."""
    found = {code.code: covering(lines, code, method) for code in codes}
    return {code: line.item.permit.valid_to for code, line in found.items() if line is not None}
