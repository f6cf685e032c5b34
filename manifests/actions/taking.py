"""Take a load's kilograms from plan, permit and approval, and give them back by what the events recorded.

The rules read these sums without a lock, since a whole district waits for the row of a large receiver. So whoever takes
looks at what the row held the moment before, under the lock that the taking itself brings: where somebody else was
quicker, the amount is judged anew, and a load that no longer fits is refused with the rule's own code. Rows are always
taken in one order (plan by code, permit, approval), so that two who want the same never wait for each other.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection
from django.db.models import F

from facilities.errors import Refusal
from facilities.models import Approval, PermitUsage, PlanLine
from manifests.custody.deed import Deed
from manifests.quantities import ZERO
from manifests.rules import permit, plan, province
from manifests.rules.finding import Finding, Severity, on_the_road
from manifests.rules.load import Load

# What is said of amounts, and so is said anew where they have changed.
OF_AMOUNTS = {
    "plan": {"plan_exceeded", "plan_nearly_used", "plan_lacks_code"},
    "permit": {"permit_scale_exceeded", "permit_scale_full", "permit_scale_reached"},
    "approval": {"approval_exceeded", "approval_nearly_used"},
}


def take(deed: Deed, load: Load, *, from_plan: bool = True) -> dict[str, list[dict]]:
    """Count the load (kg), as far as its profile asks; what was taken from where, for the event. Raises the rule's
    refusal where too little is left by now; of what left on paper it is told."""
    asks, used = load.profile.asks, {"plan_use": [], "permit_use": [], "approval_use": []}
    if from_plan and asks("plan"):
        used["plan_use"] = take_from_plan(deed, load)
    if asks("permit"):
        used["permit_use"] = take_from_permit(deed, load)
    if asks("approval") and load.leaves_province:
        used["approval_use"] = _take_from_approvals(deed, load)
    return used


def take_from_plan(deed: Deed, load: Load) -> list[dict]:
    """From the lines of the year in which it leaves."""
    use, has_changed = [], False
    for code, kg in sorted(plan.planned_kg(load).items()):
        line = (load.plan or {}).get(code)
        if line is None or not kg:
            continue
        judged = line.issued_kg, line.transferred_kg
        row = _one(
            "UPDATE facilities_planline SET issued_kg = issued_kg + %s WHERE id = %s"
            " RETURNING issued_kg - %s, transferred_kg",
            [kg, line.pk, kg],
        )
        if row is None:  # the plan was filed anew without it
            del load.plan[code]
            has_changed = True
            continue
        line.issued_kg, line.transferred_kg = row
        has_changed = has_changed or row != judged
        use.append({"line": line.pk, "code": code, "kg": kg})
    if has_changed:
        _judge_anew(deed, "plan", plan.plan_covers(load.plan, load.consignor, load.day, plan.planned_kg(load)))
    return use


def take_from_permit(deed: Deed, load: Load) -> list[dict]:
    """From the receiver's permit, for the year in which it leaves."""
    exempt, lines, year = permit.exempt_from_permit(load), permit.operating(load.permits), load.day.year
    counted, wanted = {}, {}
    for code, kg in sorted(load.by_code.items(), key=lambda item: item[0].code):
        line = None if code in exempt else permit.covering(lines, code, load.method.code)
        if line is not None:
            key = str(line.item.pk), code.code  # a code of two editions is received as one
            counted[key] = counted.get(key, ZERO) + kg
            wanted[line.item.pk] = wanted.get(line.item.pk, ZERO) + kg
    use = [{"item": item, "year": year, "code": code, "kg": kg} for (item, code), kg in counted.items()]
    after = add_permit_use([(item, year, kg, ZERO) for item, kg in wanted.items()])
    has_changed, touched = False, [line for line in lines if line.item.pk in wanted]
    for line in touched:
        before = after[str(line.item.pk), year] - wanted[line.item.pk]
        has_changed = has_changed or before != line.used_kg
        line.used_kg = before
    if has_changed:
        said = [permit.scale_holds(line, load.consignee, wanted[line.item.pk]) for line in touched]
        _judge_anew(deed, "permit", [finding for findings in said for finding in findings])
    return use


def _take_from_approvals(deed: Deed, load: Load) -> list[dict]:
    use, has_changed = [], False
    for code, shares in load.shares.items():
        for share in sorted(shares, key=lambda share: str(share.approval.pk)):
            approval, kg = share.approval, share.kg
            row = _one(
                "UPDATE facilities_approval SET used_kg = used_kg + %s WHERE id = %s"
                " RETURNING used_kg - %s, approved_kg",
                [kg, approval.pk, kg],
            )
            has_changed = has_changed or row != (approval.used_kg, approval.approved_kg)
            approval.used_kg, approval.approved_kg = row
            use.append({"approval": approval.pk, "code": code, "kg": kg})
    if has_changed:
        said = [province.shares_hold(code, shares, load.day, load.region) for code, shares in load.shares.items()]
        _judge_anew(deed, "approval", [finding for findings in said for finding in findings])
    return use


def _judge_anew(deed: Deed, rule: str, findings: Iterable[Finding]) -> None:
    """What the rule says of the amounts that are really there takes the place of what it said before. Of what is on the
    road already it is told."""
    anew = [finding for finding in findings if finding.code in OF_AMOUNTS[rule]]
    if deed.subject.is_back_filled or deed.subject.is_inbound:
        anew = [on_the_road(said) for said in anew]
    if blocks := [finding.as_refusal() for finding in anew if finding.severity == Severity.BLOCK]:
        raise Refusal.of(blocks)
    deed.findings = [*(said for said in deed.findings if said.code not in OF_AMOUNTS[rule]), *anew]


def give_back_plan(use: Iterable[dict]) -> None:
    for row in sorted(use, key=lambda row: row["code"]):
        PlanLine.objects.filter(pk=row["line"]).update(issued_kg=F("issued_kg") - Decimal(row["kg"]))


def give_back_permit(use: Iterable[dict]) -> None:
    add_permit_use(permit_returned(use))


def permit_returned(use: Iterable[dict]) -> list[tuple]:
    """What an event committed of the permit, to be taken back (`add_permit_use`)."""
    return [(row["item"], row["year"], -Decimal(row["kg"]), ZERO) for row in use]


def give_back_approvals(use: Iterable[dict]) -> None:
    for row in sorted(use, key=lambda row: (row["code"], str(row["approval"]))):
        Approval.objects.filter(pk=row["approval"]).update(used_kg=F("used_kg") - Decimal(row["kg"]))


def add_permit_use(rows: list[tuple]) -> dict[tuple[str, int], Decimal]:
    """Add (permit item id, year, committed kg, received kg) to the year's use, in one statement and a fixed order.

    Returns what each row counts now, committed and received together. The first use of a year is made first and added
    to second: a check constraint would refuse a negative row to insert.
    """
    merged: dict[tuple, list[Decimal]] = {}
    for item, year, committed, received in rows:
        total = merged.setdefault((str(item), year), [ZERO, ZERO])
        total[0] += committed
        total[1] += received
    if not merged:
        return {}
    found = _add(merged)
    missing = {key: total for key, total in merged.items() if key not in found}
    if missing:
        opened = [PermitUsage(item_id=item, year=year) for item, year in sorted(missing)]
        PermitUsage.objects.bulk_create(opened, ignore_conflicts=True)
        found |= _add(missing)
    return found


def _add(merged: dict[tuple, list[Decimal]]) -> dict[tuple[str, int], Decimal]:
    """Add to the rows that are there; says which these were and what they count now."""
    values = [(*key, *total) for key, total in sorted(merged.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE facilities_permitusage AS use SET committed_kg = use.committed_kg + more.committed,"  # noqa: S608 - placeholders
            " received_kg = use.received_kg + more.received FROM (VALUES "
            + ", ".join(["(%s::uuid, %s::int, %s::numeric, %s::numeric)"] * len(values))
            + ") AS more (item, year, committed, received) WHERE use.item_id = more.item AND use.year = more.year"
            " RETURNING use.item_id::text, use.year, use.committed_kg + use.received_kg",
            [part for row in values for part in row],
        )
        return {(item, year): total for item, year, total in cursor.fetchall()}


def _one(statement: str, values: list) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
