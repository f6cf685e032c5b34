"""What stands on a site's signs: its stores, its units of collection, use and disposal; and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.duties import PlanTable
from facilities.models import Facility, PlanVersion, StorageArea, WasteStream
from facilities.planning.content import rows_of
from manifests.documents.signs import MOST_ZONES, Partition, Unit, Zone, waste_on_sign
from manifests.models import WasteBatch
from manifests.states import IN_STORE

STORE, COLLECT, USE, DISPOSE = "贮存设施", "收集设施", "利用设施", "处置设施"


@dataclass(frozen=True)
class Gap:
    """Something a sign needs and nobody has entered: what it is, and where it is filled in."""

    text: str
    url: str


@dataclass(frozen=True)
class SiteSigns:
    """A site with the facilities that need a sign, each with its gaps."""

    site: Facility
    stores: list[tuple[Unit, list[Gap]]] = field(default_factory=list)
    units: list[tuple[Unit, list[Gap]]] = field(default_factory=list)


def signs_of(sites: Iterable[Facility]) -> list[SiteSigns]:
    """Two statements, however many sites; they come with their enterprise."""
    sites = list(sites)
    areas: dict = {site.pk: [] for site in sites}
    for area in StorageArea.objects.filter(facility__in=sites, closed_on=None).order_by("code"):
        areas[area.facility_id].append(area)
    filed = _filed(sites)
    found = []
    for site in sites:
        stores = [store_unit(site, area) for area in areas[site.pk]]
        units = _units(site, filed.get(site.pk))
        found.append(
            SiteSigns(site, [(unit, gaps_of(unit)) for unit in stores], [(unit, gaps_of(unit)) for unit in units])
        )
    return found


def store_unit(site: Facility, area: StorageArea) -> Unit:
    return Unit(
        site,
        STORE,
        area.code,
        area.pk.hex,
        area.responsible_name or site.technical_lead,
        area.responsible_phone or site.technical_lead_phone,
        area,
    )


def units_of(site: Facility) -> list[Unit]:
    """Its units of collection, use and disposal."""
    return _units(site, _filed([site]).get(site.pk))


def partition_of(area: StorageArea) -> Partition:
    """The areas of the area's site, itself first among those shown, and the hazardous waste that lies in each. An empty
    area names the hazardous wastes of the site, since a sign hangs before the first drum comes."""
    site = area.facility
    areas = list(StorageArea.objects.filter(facility=site, closed_on=None).order_by("code"))
    others = [other for other in areas if other.pk != area.pk][: MOST_ZONES - 1]
    shown = sorted([area, *others], key=lambda row: row.code)
    lying: dict = {row.pk: [] for row in shown}
    rows = WasteBatch.objects.filter(area__in=shown, state__in=IN_STORE, waste_code__hazardous=True).order_by()
    fields = ("official_name", "waste_code__code", "physical_state_id", "hazards")
    for place, *waste in rows.values_list("area", *(f"stream__{name}" for name in fields)).distinct():
        lying[place].append(waste_on_sign(*waste))
    if not lying[area.pk]:
        streams = WasteStream.objects.filter(facility=site, retired_on=None, waste_code__hazardous=True).order_by()
        lying[area.pk] = [waste_on_sign(*waste) for waste in streams.values_list(*fields).distinct()]
    for wastes in lying.values():
        wastes.sort(key=lambda waste: (waste["code"], waste["name"]))
    return Partition(site, [Zone(row, lying[row.pk], row.pk == area.pk) for row in shown])


def gaps_of(unit: Unit) -> list[Gap]:
    gaps = []
    plans = reverse("facilities:plans")
    where = reverse("facilities:area", args=[unit.area.pk]) if unit.area else plans
    if not unit.person:
        gaps.append(Gap(_("the person in charge"), where))
    if not unit.phone:
        gaps.append(Gap(_("the phone of the person in charge"), where))
    if not unit.code:
        gaps.append(Gap(_("the facility code, from table A.5 of the filed plan"), plans))
    return gaps


def _filed(sites: list[Facility]) -> dict:
    """Site → the tables of the plan it filed last."""
    rows = PlanVersion.objects.filter(plan__facility__in=sites).order_by("plan__facility", "-plan__year", "-number")
    return dict(rows.distinct("plan__facility").values_list("plan__facility", "content"))


def _units(site: Facility, content: dict | None) -> list[Unit]:
    named = [
        (USE if row["method_code"][:1] in "RC" else DISPOSE, row["facility_code"])
        for row in rows_of(content or {}, PlanTable.OWN_TREATMENT)
    ]
    if site.is_collector:
        named.insert(0, (COLLECT, ""))
    treats = site.is_disposal_site or site.treats_own_waste
    if treats and not any(title in (USE, DISPOSE) for title, _code in named):
        named.append((DISPOSE, ""))
    key, person, phone = site.pk.hex, site.technical_lead, site.technical_lead_phone
    return [
        Unit(site, title, code, key, person, phone, number=number)
        for number, (title, code) in enumerate(dict.fromkeys(named))
    ]
