"""Write the enterprises, their sites, stores and waste streams. Invented, and marked so in every name."""

from decimal import Decimal

from config.demo.cast import City, Site
from config.demo.dice import Dice, dice
from config.demo.names import MARK, Names
from config.demo.places import DISTRICTS, address, position
from config.demo.wastes import WASTES, precautions
from facilities.models import (
    CatalogueEdition,
    DisposalMethod,
    Enterprise,
    Facility,
    Packaging,
    StorageArea,
    WasteCode,
    WasteStream,
)

ROLE_FLAGS = {
    "generator": {"is_generator": True},
    "clinic": {"is_generator": True},
    "store": {"is_generator": True, "is_collector": True},
    "works": {"is_disposal_site": True},
    "carrier": {"is_transporter": True},
}
Kind = StorageArea.Kind
# kind, name, capacity (kg), longest stay (days): a collector's half year (苏环办〔2019〕390), a clinic's two days.
AREAS = {
    "generator": (Kind.WAREHOUSE, "危废库", 60_000, None),
    "small": (Kind.POINT, "危废贮存点", 3_000, 90),
    "clinic": (Kind.POINT, "医废暂存间", 600, 2),
    "store": (Kind.WAREHOUSE, "收集贮存库", 500_000, 180),
    "works": (Kind.WAREHOUSE, "接收库", 2_000_000, None),
}


def found(city: City, names: Names) -> None:
    throw = dice("founding")
    sites = city.sites
    for site in sites:
        site.facility = _facility(site, names, throw)
    Enterprise.objects.bulk_create([site.facility.enterprise for site in sites])
    Facility.objects.bulk_create([site.facility for site in sites])
    for site in sites:
        site.area = _area(site)
    StorageArea.objects.bulk_create([site.area for site in sites if site.area])
    _describe_wastes(city)


def _facility(site: Site, names: Names, throw: Dice) -> Facility:
    name = f"{names.word()}{site.trade}{MARK}"
    where = address(site.district, throw)
    longitude, latitude = position(site.district, throw)
    company = "" if site.role == "clinic" else "有限公司"
    enterprise = Enterprise(
        registration_no=names.registration_no(site.district),
        name=f"{DISTRICTS[site.district].town}{name}{company}",
        registered_address=where,
        legal_representative=names.person(),
        legal_representative_phone="0519-5550000",
        is_demo=True,
    )
    key = site.role in ("store", "works") or (site.role == "generator" and site.size >= 1 and not site.store)
    classes = Facility.ManagementClass
    facility = Facility(
        enterprise=enterprise,
        name=name,
        region_id=site.district,
        address=where,
        longitude=longitude,
        latitude=latitude,
        industry_id=site.industry,
        contact_name=names.person(),
        contact_phone=names.desk_phone(),
        emergency_phone=names.mobile(),
        management_class=classes.KEY if key else classes.REGISTERED if site.store else classes.SIMPLIFIED,
        **ROLE_FLAGS[site.role],
    )
    facility.is_generator = facility.is_generator or bool(site.wastes)
    return facility


def _area(site: Site) -> StorageArea | None:
    if site.role == "carrier":
        return None
    kind, name, capacity, day_limit = AREAS["small" if site.store else site.role]
    if site.key == "plant":
        capacity *= 5
    return StorageArea(
        facility=site.facility, code="TS001", name=name, kind=kind, capacity_kg=Decimal(capacity), day_limit=day_limit
    )


def _describe_wastes(city: City) -> None:
    """A stream for each waste of each site, under the codes in force when the history begins."""
    edition = CatalogueEdition.objects.in_force(CatalogueEdition.System.HAZARDOUS, city.days.first)
    wanted = {WASTES[waste].code for site in city.shippers for waste in site.wastes}
    codes = {row.code: row for row in WasteCode.objects.filter(edition=edition, code__in=wanted)}
    packaging = {row.code: row for row in Packaging.objects.all()}
    methods = {row.code: row for row in DisposalMethod.objects.chinese()}
    for site in city.shippers:
        for waste in site.wastes:
            profile = WASTES[waste]
            code = codes[profile.code]
            site.streams[waste] = WasteStream(
                facility=site.facility,
                alias=profile.alias,
                waste_code=code,
                official_name=profile.alias,
                physical_state_id=profile.state,
                hazards=code.hazard_list,
                main_components=profile.main,
                harmful_components=profile.harmful,
                precautions=precautions(code.hazard_list),
                packaging=packaging[profile.packaging],
                process=profile.process,
                default_consignee=(city.stores[site.store] if site.store else city.works[profile.works]).facility,
                default_method=methods[profile.method],
            )
    WasteStream.objects.bulk_create([stream for site in city.shippers for stream in site.streams.values()])
