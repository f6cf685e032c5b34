"""The receiver's permit: code, method, term and yearly scale with its 80/100/120 % steps (Order 408)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery

from facilities.compiled import compiled
from facilities.limits import limit
from facilities.models import DisposalMethod, Facility, PermitItem, PermitUsage
from manifests.rules.exempting import COLLECTION, DISPOSAL, USE
from manifests.rules.finding import Finding, block, hold, skip, warn


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


def covering(lines: list[PermitLine], code, method: str) -> PermitLine | None:
    """The line that covers the code by the method, the one with most left if there are several."""
    fitting = [line for line in lines if line.item.covers(code.code, code.category_code, method)]
    return max(fitting, key=lambda line: line.left_kg, default=None)


def permit_covers(
    lines: list[PermitLine], consignee: Facility, day: date, method: str, kg_by_code: dict
) -> Iterator[Finding]:
    """`kg_by_code` maps WasteCode rows to kilograms."""
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
        if line.item.pk in wanted:
            yield from _scale(line, consignee, wanted[line.item.pk])


def _scale(line: PermitLine, consignee: Facility, kg: Decimal) -> Iterator[Finding]:
    scale, total = line.item.annual_kg, line.used_kg + kg
    if total > scale * line.reapply_above:
        most = int(line.reapply_above * 100)
        yield block("permit_scale_exceeded", "/consignee", facility=consignee.name, scale=scale, total=total, most=most)
    elif total >= scale * min(line.warn_share, line.full_share):
        yield warn("permit_scale_reached", "/consignee", facility=consignee.name, percent=int(total * 100 / scale))


def permit_of(load) -> Iterator[Finding]:
    """The load against the receiver's permit, less what is exempt where it goes."""
    stage = stage_of(load)
    kg_by_code = load.without_exempt(stage)
    if not any(code.hazardous for code in kg_by_code):
        yield from (skip("exempt", serial=claim.serial, stage=claim.stage) for claim in load.claims_at(stage))
        return
    yield from permit_covers(load.permits, load.consignee, load.day, load.method.code, kg_by_code)
    for code, kg in kg_by_code.items():
        line = covering(load.permits, code, load.method.code)
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


def stage_of(load) -> str:
    """The stage of the exemption list that the waste enters at this receiver."""
    if load.consignee.is_collector and not load.consignee.is_disposal_site:
        return COLLECTION
    return USE if load.method.kind == DisposalMethod.Kind.UTILISATION else DISPOSAL


def exempt_from_permit(load) -> set:
    """Waste codes that the permit neither has to cover nor counts."""
    return set(load.by_code) - set(load.without_exempt(stage_of(load)))
