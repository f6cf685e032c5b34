"""The management plans A.1 to A.7 of every calendar year that the demo touches, each filed as a version."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from config.demo.cast import City, Site
from config.demo.days import at
from config.demo.dice import dice
from config.demo.load import Load, Turn
from config.demo.papers import TONNE, tonnes_up
from config.demo.wastes import WASTES
from config.demo.year import Year
from facilities import clock
from facilities.actions.file_plan import put_in_force, receipt_no
from facilities.duties import PlanTable, duties_of
from facilities.models import (
    DisposalMethod,
    Industry,
    ManagementPlan,
    Permit,
    PhysicalState,
    PlanLine,
    PlanVersion,
    Region,
)
from facilities.planning.content import (
    basics_of,
    category_of,
    digest_of,
    method_of,
    packaging_of,
    rows_of,
    text,
    waste_of,
)

MARGIN = Decimal("1.3")  # what a careful planner adds
MEASURES = ("延长换液周期，加强设备密封", "原料包装改用可返还吨桶", "工艺清洗改为逆流漂洗，减少废液")
T = PlanTable


def file_plans(city: City, year: Year) -> None:
    """A plan for every calendar year that the demo touches, and for the next when it is near."""
    years = range(city.days.first.year, (city.until + timedelta(days=60)).year + 1)
    planned, known = _planned(year), _Known()
    known.name_places([*city.shippers, *city.stores.values()])
    plans, versions, lines = [], [], []
    for n, site in enumerate([*city.shippers, *city.stores.values()]):
        for calendar_year in years:
            day = min(date(calendar_year, 1, 5 + n % 20), city.days.last)
            number = f"DEMO-GLJH-{calendar_year}-{n + 1:04d}"
            plan = ManagementPlan(facility=site.facility, year=calendar_year, filing_no=number, filed_on=day)
            amounts = {
                code: planned.get((site, code, calendar_year)) or _some(site, waste)
                for code, waste in _shipped(city, site).items()
            }
            content = known.content(city, site, amounts)
            plans.append(plan)
            versions.append(_version(plan, content, site, at(day, 10, n % 60), 1))
            arising = {row["code"] for row in rows_of(content, T.GENERATION)}
            lines += [
                PlanLine(plan=plan, code=code, generated_kg=kg if code in arising else 0, transferred_kg=kg)
                for code, kg in amounts.items()
            ]
    ManagementPlan.objects.bulk_create(plans)
    PlanVersion.objects.bulk_create(versions)
    PlanLine.objects.bulk_create(lines)


def _version(plan: ManagementPlan, content: dict, site: Site, filed_at, number: int, note: str = "") -> PlanVersion:
    return PlanVersion(
        plan=plan,
        number=number,
        receipt_no=receipt_no(plan, number),
        management_class=site.facility.management_class,
        filed_at=filed_at,
        filed_by=site.clerk,
        note=note,
        content=content,
        digest=digest_of(content),
    )


class _Known:
    """Lists read once for all plans, and what a site's plan says of one waste."""

    def __init__(self):
        self.states = {row.code: row for row in PhysicalState.objects.all()}
        self.methods = {row.code: row for row in DisposalMethod.objects.chinese()}
        self.permits = dict(Permit.objects.values_list("facility", "number"))

    def name_places(self, sites: list[Site]) -> None:
        """Districts and industries for table A.1, read once."""
        regions = Region.objects.in_bulk({site.district for site in sites})
        industries = Industry.objects.in_bulk({site.industry for site in sites})
        for site in sites:
            site.facility.region, site.facility.industry = regions[site.district], industries[site.industry]

    def content(self, city: City, site: Site, amounts: dict[str, Decimal]) -> dict:
        """All tables of the site's class, for these amounts by code (kg)."""
        wastes = _first_of_each_code(site)
        tables = {
            T.BASICS: basics_of(site.facility),
            T.PRODUCTION: [
                {name: getattr(unit, name) for name in ("unit", "process", "name", "code", "parameters", "capacity")}
                | {"products": site.trade, "materials": ""}
                for unit in site.units.values()
            ],
            T.GENERATION: [self._generation(site, waste, amounts[code]) for code, waste in wastes.items()],
            T.STORAGE: [self._storage(site, waste, amounts[code]) for code, waste in wastes.items()],
            T.OWN_TREATMENT: [
                {
                    "facility_kind": "破乳预处理设施",
                    "facility_code": "TS002",
                    **waste_of(site.streams[waste]),
                    **method_of(self.methods["D9"]),
                    "kg": text(TONNE),
                }
                for waste in wastes.values()
                if waste == "emulsion" and site.facility.treats_own_waste
            ],
            T.REDUCTION: [
                {
                    **waste_of(site.streams[waste]),
                    "generated_kg": text(amounts[code]),
                    "kg": text((amounts[code] / 50).quantize(Decimal(1))),
                    "measures": dice("measures", site.key, waste).choice(MEASURES),
                }
                for code, waste in wastes.items()
            ],
            T.TRANSFER: [self._transfer(city, site, code, kg) for code, kg in amounts.items()],
        }
        asked = duties_of(site.facility.management_class).plan_tables
        return {table.value: tables[table] for table in asked}

    def _generation(self, site: Site, waste: str, kg: Decimal) -> dict:
        stream, profile = site.streams[waste], WASTES[waste]
        state, unit = self.states[profile.state], site.units[profile.process]
        return {
            "unit_code": unit.code,
            "unit_name": unit.name,
            "step": profile.process,
            **waste_of(stream),
            "harmful": profile.harmful,
            "form": [state.name_zh, state.name_en],
            "hazards": "、".join(stream.hazards),
            "kg": text(kg),
            "destination": "store" if site.area else "",
            "destination_code": site.area.code if site.area else "",
            "destination_kg": text(site.area.capacity_kg) if site.area else "",
        }

    def _storage(self, site: Site, waste: str, kg: Decimal) -> dict:
        stream = site.streams[waste]
        return {
            "area_code": site.area.code,
            "area_kind": site.area.kind,
            "area": str(site.area.pk),
            **waste_of(stream),
            "packaging": packaging_of(stream.packaging),
            "kg": text((kg / 20).quantize(Decimal(1))),
        }

    def _transfer(self, city: City, site: Site, code: str, kg: Decimal) -> dict:
        waste = next(name for name in _shipped_names(city, site) if WASTES[name].code == code)
        profile = WASTES[waste]
        goal = city.stores[site.store] if site.store else city.works[profile.works]
        return {
            "scope": "province",
            "name": profile.alias,
            "category": category_of(code),
            "code": code,
            "kg": text(kg),
            **method_of(self.methods[profile.method]),
            "receiver_kind": "permit",
            "receiver": str(goal.facility.pk),
            "receiver_name": goal.facility.name,
            "permit_no": self.permits[goal.facility.pk],
        }


def _first_of_each_code(site: Site) -> dict[str, str]:
    """The site's own wastes by code; of two with the same code the plan names the one, for its sum."""
    return {WASTES[waste].code: waste for waste in site.wastes}


def _shipped(city: City, site: Site) -> dict[str, str]:
    return {WASTES[waste].code: waste for waste in _shipped_names(city, site)}


def _shipped_names(city: City, site: Site) -> tuple[str, ...]:
    if site.role != "store":
        return site.wastes
    wastes = {waste for customer in city.generators if customer.store for waste in customer.wastes}
    return tuple(sorted(wastes))


def _some(site: Site, waste: str) -> Decimal:
    """What a site plans for a waste that it handed over little of: a few loads, rounded."""
    loads = 400 if site.role == "store" else 6
    return tonnes_up(Decimal(round(WASTES[waste].high * site.size * loads)))


def _planned(year: Year) -> dict[tuple, Decimal]:
    """Planned transfer by site, code and year, with a margin; a line that is to run short ends in mid-load."""
    totals: dict[tuple, Decimal] = defaultdict(Decimal)
    short: dict[tuple, Decimal] = {}
    for load in sorted(year.all_loads, key=_order):
        for part in load.parts:
            key = (load.site, WASTES[part.waste].code, load.day.year)
            if load.turn == Turn.PLAN_SHORT:
                short.setdefault(key, totals[key] + part.kg / 2)
            totals[key] += part.kg
    # A site's other loads of the year come late or early; the margin also keeps them from running short.
    return {key: short.get(key) or tonnes_up(kg * MARGIN) + TONNE for key, kg in totals.items()}


def _order(load: Load) -> date:
    return load.day


def amend_plan(site: Site, code: str, calendar_year: int, kg: Decimal) -> None:
    """The site files an amended plan: room for `kg` more, with a margin (HJ 1259-2022)."""
    plan = ManagementPlan.objects.get(facility=site.facility, year=calendar_year)
    lines = list(plan.lines.all())
    line = next(line for line in lines if line.code == code)
    room = text(tonnes_up((line.issued_kg + kg) * MARGIN * 2))
    last = plan.versions.order_by("-number").first()
    content = dict(last.content)
    for table in (T.GENERATION, T.TRANSFER):
        content[table.value] = [row | {"kg": room} if row["code"] == code else row for row in rows_of(content, table)]
    _version(plan, content, site, clock.now(), last.number + 1, "产量增加，调整预计产生量和转移量").save()
    put_in_force(plan, content, lines)
