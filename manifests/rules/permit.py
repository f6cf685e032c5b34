"""The receiver's permit: code, method, term and yearly scale with its 80/100/120 % steps (Order 408)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery

from facilities.compiled import compiled
from facilities.limits import limit
from facilities.models import DisposalMethod, Facility, Permit, PermitItem, PermitUsage
from manifests.rules.exempting import COLLECTION, DISPOSAL, EVERY, USE
from manifests.rules.finding import Finding, block, hold, notify, on_the_road, skip, warn


@dataclass
class PermitLine:
    """A permit item with this year's use (kg), and the shares of its yearly scale that count on the day."""

    item: PermitItem
    used_kg: Decimal
    warn_share: Decimal
    full_share: Decimal
    reapply_above: Decimal  # of the scale; with more than this the permit must be applied for anew

    @property
    def left_kg(self) -> Decimal:
        """What may still be taken this year before the permit must be applied for anew."""
        return self.item.annual_kg * self.reapply_above - self.used_kg


def permit_lines(consignees: list, day: date) -> dict[object, list[PermitLine]]:
    """Valid permit lines of each consignee with the year's use, in one statement."""
    lines: dict[object, list[PermitLine]] = {}
    for item in _valid_items(consignees, day, day.year):
        used = (item.committed or Decimal(0)) + (item.received or Decimal(0))
        shares = (limit(f"permit.{step}", day, item.region) for step in ("warn_share", "full_share", "reapply_above"))
        lines.setdefault(item.permit.facility_id, []).append(PermitLine(item, used, *shares))
    return lines


@compiled
def _valid_items(consignees, day, year):
    from_usage = PermitUsage.objects.filter(year=year)
    return (
        PermitItem.objects.filter(
            permit__facility__in=consignees, permit__valid_from__lte=day, permit__valid_to__gte=day
        )
        .filter(Q(permit__revoked_on=None) | Q(permit__revoked_on__gt=day))
        .select_related("permit")
        .annotate(region=F("permit__facility__region_id"))
        .annotate(committed=_usage(from_usage, "committed_kg"), received=_usage(from_usage, "received_kg"))
        .order_by("pk")
    )


def _usage(rows, column: str):
    return Subquery(rows.filter(item=OuterRef("pk")).values(column)[:1])


def operating(lines: list[PermitLine]) -> list[PermitLine]:
    """Those of operating permits. A registration of exempt use or disposal allows only what is claimed exempt."""
    return [line for line in lines if line.item.permit.kind != Permit.Kind.EXEMPT]


def covering(lines: list[PermitLine], code, method: str) -> PermitLine | None:
    """The line that covers the code by the method, the one with most left if there are several."""
    fitting = [line for line in lines if line.item.covers(code.code, code.category_code, method)]
    return max(fitting, key=lambda line: line.left_kg, default=None)


def permit_covers(
    lines: list[PermitLine], consignee: Facility, day: date, method: str, kg_by_code: dict, *, asks_amounts=True
) -> Iterator[Finding]:
    """`kg_by_code` maps WasteCode rows to kilograms. `asks_amounts` False: the scale counts them already."""
    lines = operating(lines)
    if not lines:
        yield block("permit_missing", "/consignee", facility=consignee.name, date=day.isoformat())
        return
    wanted: dict[object, Decimal] = {}
    for code, kg in kg_by_code.items():
        line = covering(lines, code, method)
        if line is None:
            yield block("permit_lacks_code", "/method", facility=consignee.name, code=code.code, method=method)
            continue
        wanted[line.item.pk] = wanted.get(line.item.pk, Decimal(0)) + kg
    for line in lines:
        if asks_amounts and line.item.pk in wanted:
            yield from scale_holds(line, consignee, wanted[line.item.pk])


def scale_holds(line: PermitLine, consignee: Facility, kg: Decimal) -> Iterator[Finding]:
    """The three steps of the yearly scale: near (80 %), full (100 %, which the authority is told), applied for anew
    (above 120 %)."""
    scale, total, where = line.item.annual_kg, line.used_kg + kg, "/consignee"
    most = int(line.reapply_above * 100)
    if total > scale * line.reapply_above:
        yield block("permit_scale_exceeded", where, facility=consignee.name, scale=scale, total=total, most=most)
    elif total >= scale * line.full_share:
        yield notify("permit_scale_full", where, facility=consignee.name, scale=scale, total=total, most=most)
    elif total >= scale * line.warn_share:
        yield warn("permit_scale_reached", where, facility=consignee.name, percent=int(total * 100 / scale))


def received_holds(
    lines: list[PermitLine], consignee: Facility, use: list[dict], accepted: dict[str, Decimal], year: int
) -> Iterator[Finding]:
    """What the scale says to more kilograms than `use` (as an event kept it) had counted in this year: told and never
    refused, since they are there."""
    more: dict[str, Decimal] = {}
    for row in use:
        counted = Decimal(row["kg"]) if row["year"] == year else Decimal(0)
        more[row["item"]] = more.get(row["item"], Decimal(0)) + accepted.get(row["code"], Decimal(0)) - counted
    for line in lines:
        kg = more.get(str(line.item.pk), Decimal(0))
        if kg > 0:
            for finding in scale_holds(line, consignee, kg):
                yield on_the_road(finding)


def permit_of(load) -> Iterator[Finding]:
    """The load against the receiver's permit, less what is exempt where it goes."""
    stage = stage_of(load)
    kg_by_code = load.without_exempt(stage)
    if not any(code.hazardous for code in kg_by_code):
        yield from registered(load, stage)
        yield from (skip("exempt", serial=claim.serial, stage=claim.stage) for claim in load.claims_at(stage))
        return
    yield from registered(load, stage)
    wanted = {code: load.more(kg) for code, kg in kg_by_code.items()}
    where = load.permits, load.consignee, load.day, load.method.code
    yield from permit_covers(*where, wanted, asks_amounts=load.asks_amounts)
    for code, kg in wanted.items():
        line = covering(operating(load.permits), code, load.method.code)
        if line is not None:
            permit = line.item.permit
            yield hold(
                "permit_holds",
                code=code.code,
                total=line.used_kg + kg,
                scale=line.item.annual_kg,
                number=permit.number,
                date=permit.valid_to.isoformat(),
            )


def registered(load, stage: str) -> Iterator[Finding]:
    """Who uses or disposes of waste without an operating permit, since that stage is exempt, is registered for it.

    Where every stage is exempt the waste is managed as hazardous nowhere, and nobody is registered.
    """
    if stage == COLLECTION:
        return
    for code in load.by_code:
        claim = load.claim_for(code, stage)
        if claim is not None and claim.stage != EVERY and covering(load.permits, code, load.method.code) is None:
            said = {"facility": load.consignee.name, "code": code.code, "serial": claim.serial}
            yield block("exempt_receiver_unregistered", "/consignee", method=load.method.code, **said)


def stage_of(load) -> str:
    """The stage of the exemption list that the waste enters at this receiver."""
    if load.consignee.is_collector and not load.consignee.is_disposal_site:
        return COLLECTION
    return USE if load.method.kind == DisposalMethod.Kind.UTILISATION else DISPOSAL


def exempt_from_permit(load) -> set:
    """Waste codes that the permit neither has to cover nor counts."""
    return set(load.by_code) - set(load.without_exempt(stage_of(load)))
