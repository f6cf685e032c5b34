"""Flows asked of the monthly rollup: district of origin → category → method → receiving site, never of history.

A flow and the manifests behind it are two questions about the same figures: `flows_of` answers with the figure,
`behind` narrows manifests to exactly those whose accepted lines make it up.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.utils.timezone import get_current_timezone

from facilities.languages import in_reader_language
from facilities.models import WasteCategory, WasteCode
from manifests.models import Flow, Manifest, ManifestLine
from manifests.states import ManifestState

STEPS = ("district", "category", "method", "site")


@dataclass(frozen=True)
class Figure:
    """What a figure is of: whole months, and where set a district (region code), category, method and site (keys)."""

    start: date
    end: date
    district: str = ""
    category: str = ""
    method: int | None = None
    site: UUID | None = None

    def of(self, **narrower) -> "Figure":
        return replace(self, **narrower)

    def as_params(self) -> dict[str, str]:
        """The figure in an address; empty parts are left out."""
        parts = {"flow_from": f"{self.start:%Y-%m}", "flow_to": f"{self.end:%Y-%m}"}
        parts |= {f"flow_{name}": str(getattr(self, name)) for name in STEPS if getattr(self, name)}
        return parts


@dataclass(frozen=True)
class FlowRow:
    """One way from origin to site in the period: keys and names of its four steps, kilograms and manifest lines."""

    keys: tuple
    names: tuple
    kg: Decimal
    line_count: int


def flows_of(person, start: date, end: date) -> list[FlowRow]:
    """All ways with something on them, the heaviest first. Two statements."""
    groups = (
        Flow.objects.visible_to(person)
        .filter(month__gte=start, month__lte=end)
        .values(
            "origin_region",
            "category",
            "method",
            "consignee",
            "origin_region__name",
            "origin_region__name_en",
            "method__code",
            "method__name",
            "method__name_en",
            "consignee__name",
        )
        .annotate(total=Sum("kg"), lines=Sum("line_count"))
        .filter(total__gt=0)
        .order_by("-total", "origin_region", "category", "method", "consignee")
    )
    groups = list(groups)
    categories = category_names({group["category"] for group in groups})
    return [
        FlowRow(
            keys=(group["origin_region"], group["category"], group["method"], group["consignee"]),
            names=(
                in_reader_language(group["origin_region__name"], group["origin_region__name_en"]),
                f"{group['category']} {categories.get(group['category'], '')}".strip(),
                f"{group['method__code']} {in_reader_language(group['method__name'], group['method__name_en'])}",
                group["consignee__name"],
            ),
            kg=group["total"],
            line_count=group["lines"],
        )
        for group in groups
    ]


def category_names(codes: set[str]) -> dict[str, str]:
    """Names by category code, from the latest edition that has it."""
    rows = WasteCategory.objects.filter(code__in=codes).order_by("edition__valid_from")
    return {row.code: row.localised_name for row in rows}


def picture(rows: list[FlowRow]) -> dict[tuple, Decimal]:
    """Kilograms between neighbouring steps: {(step, key, next key): kg}, step 0 being district → category."""
    totals: dict[tuple, Decimal] = {}
    for row in rows:
        for step in range(len(STEPS) - 1):
            pair = (step, row.keys[step], row.keys[step + 1])
            totals[pair] = totals.get(pair, Decimal(0)) + row.kg
    return totals


def totals_by(rows: list[FlowRow], step: int) -> list[tuple]:
    """(key, name, kg) of one step, the heaviest first."""
    totals: dict = {}
    for row in rows:
        key = (row.keys[step], row.names[step])
        totals[key] = totals.get(key, Decimal(0)) + row.kg
    return sorted(((*key, kg) for key, kg in totals.items()), key=lambda total: (-total[2], str(total[0])))


def codes_of(category: str) -> Q:
    """Waste codes whose category, read off the code as the rollup reads it, is this one: HW08, S17, 13."""
    if category.startswith("HW"):
        return Q(code__endswith=f"-{category[2:]}")
    if category.startswith("S"):
        return Q(code__endswith=f"-{category}")
    return Q(code__startswith=category) & ~Q(code__contains="-")


def behind(rows, figure: Figure):
    """Manifests whose accepted lines make up the figure, each with its own part of it as `flow_kg`.

    Order 23 counts a load once: what comes home after a refusal is no flow, what was voided is booked back.
    """
    lines = ManifestLine.objects.filter(manifest=OuterRef("pk"), accepted_kg__gt=0)
    if figure.category:
        lines = lines.filter(waste_code__in=WasteCode.objects.filter(codes_of(figure.category)).values("pk"))
    if figure.method:
        lines = lines.filter(method=figure.method)
    share = lines.order_by().values("manifest").annotate(total=Sum("accepted_kg")).values("total")
    came_home = Q(kind=Manifest.Kind.CARRIED_ON, consignee=F("consignor"))
    rows = rows.filter(
        ~came_home,
        received_at__gte=_midnight(figure.start),
        received_at__lt=_midnight(_next(figure.end)),
    ).exclude(state=ManifestState.VOIDED)
    if figure.district:
        rows = rows.filter(origin_region=figure.district)
    if figure.site:
        rows = rows.filter(consignee=figure.site)
    return rows.annotate(flow_kg=Subquery(share, output_field=DecimalField())).filter(flow_kg__gt=0)


def total_of(person, figure: Figure) -> dict:
    """The figure itself from the rollup: `kg`, `lines` and the names of what it is of, in one statement."""
    rows = Flow.objects.visible_to(person).filter(month__gte=figure.start, month__lte=figure.end)
    wanted = {
        "origin_region": figure.district,
        "category": figure.category,
        "method": figure.method,
        "consignee": figure.site,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    rows = rows.annotate(method_code=F("method__code"), site=F("consignee__name"), place=F("origin_region__name"))
    found = list(rows.values_list("kg", "line_count", "place", "category", "method_code", "site"))
    names = []
    for step, is_asked in enumerate(wanted.values()):
        if is_asked and found:
            names.append(found[0][2 + step])
    return {"kg": sum((row[0] for row in found), Decimal(0)), "lines": sum(row[1] for row in found), "names": names}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
