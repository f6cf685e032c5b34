"""Each site's management class as HJ 1259 computes it from its planned year, with its first row of history."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from config.demo.cast import City, Site
from config.demo.dice import dice
from config.demo.load import Turn
from config.demo.papers import TONNE, tonnes_up
from config.demo.wastes import WASTES
from config.demo.year import Year
from facilities.actions.classify import computed_record, thresholds
from facilities.models import ClassRecord, Facility, ProductionUnit
from facilities.site_class import Site as Figures
from facilities.site_class import judge

FIELDS = [
    *("management_class", "operating_since", "eia_annual_kg", "treats_own_waste", "eia_no", "discharge_permit_no"),
    *("technical_lead", "technical_lead_phone"),
]
TREATS = "generator0"  # breaks its emulsions itself, which makes it a key site: the demo clerk sees every table


def classify(city: City, year: Year) -> None:
    """Say what the class rests on, and set it. Three statements."""
    amounts = _yearly(year)
    records, units = [], []
    for site in [*city.shippers, *city.stores.values()]:
        _describe(site, amounts[site])
        facility = site.facility
        figures = Figures(
            operating_since=facility.operating_since,
            eia_annual_kg=facility.eia_annual_kg,
            treats_own_waste=facility.treats_own_waste,
            has_permit=site.role in ("store", "works"),
        )
        found = judge(figures, city.days.first, thresholds(city.days.first, site.district))
        facility.management_class = found.management_class
        records.append(computed_record(facility, found, figures, city.days.first))
        units += _units(site)
    Facility.objects.bulk_update([record.facility for record in records], FIELDS)
    ClassRecord.objects.bulk_create(records)
    ProductionUnit.objects.bulk_create(units)


def _yearly(year: Year) -> dict[Site, Decimal]:
    """The larger of the history's calendar years (kg), from the loads that really leave."""
    by_year: dict[tuple, Decimal] = defaultdict(Decimal)
    for load in year.all_loads:
        if load.turn != Turn.DROPPED:
            by_year[load.site, load.day.year] += sum(part.kg for part in load.parts)
    found: dict[Site, Decimal] = defaultdict(Decimal)
    for (site, _year), kg in by_year.items():
        found[site] = max(found[site], kg)
    return found


def _describe(site: Site, yearly: Decimal) -> None:
    facility, throw = site.facility, dice("class", site.key)
    first = throw.randint(2003, 2019)
    facility.operating_since = date(first, throw.randint(1, 12), 1)
    facility.eia_annual_kg = tonnes_up(yearly * Decimal("1.2")) or TONNE
    facility.treats_own_waste = site.key == TREATS
    facility.eia_no = f"演示环审〔{first}〕{throw.randint(1, 300)}号"
    facility.discharge_permit_no = f"{facility.enterprise.registration_no}001V"
    facility.technical_lead, facility.technical_lead_phone = facility.contact_name, facility.emergency_phone


def _units(site: Site) -> list[ProductionUnit]:
    """A production facility for each process that waste comes from."""
    site.units = {
        process: ProductionUnit(
            facility=site.facility,
            unit=f"{n + 1}号车间",
            process=process,
            name=f"{process}设施",
            code=f"MF{n + 1:04d}",
            parameters="设计能力 100 t/a",
            capacity="100 t/a",
        )
        for n, process in enumerate(dict.fromkeys(WASTES[waste].process for waste in site.wastes))
    }
    return list(site.units.values())
