"""A small city: one generator, one collector, one disposal site, one carrier, two authorities, one outsider.

Master data is written directly; anything with a state is reached by walking through actions (tests/walk.py).
"""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from stdnum.cn import uscc

from facilities import clock, deadlines, incompatible, limits
from facilities.actions.begin_plan import begin_plan
from facilities.actions.file_plan import file_plan
from facilities.actions.write_plan import write_basics
from facilities.models import (
    CarrierLicence,
    Contract,
    DisposalMethod,
    Enterprise,
    Facility,
    Insurance,
    Jurisdiction,
    ManagementPlan,
    Membership,
    Permit,
    PermitItem,
    Person,
    PhysicalState,
    PlanLine,
    PlanVersion,
    Region,
    StorageArea,
    WasteCode,
    WasteStream,
)
from tests.standing import standing
from transport.models import Driver, Escort, Vehicle

PASSWORD = "a long enough password"
CITY, TIANNING, WUJIN, LIYANG = "320400", "320402", "320412", "320481"


def registration_no(serial: int) -> str:
    """A well-formed credit code with its check character."""
    body = f"91320400MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


def person(username: str, **fields) -> Person:
    return Person.objects.create_user(username=username, password=PASSWORD, name=username, **fields)


def member(username: str, enterprise: Enterprise, *roles: str) -> Person:
    somebody = person(username)
    for role in roles:
        Membership.objects.create(person=somebody, enterprise=enterprise, role=role)
    return somebody


def official(username: str, region: str) -> Person:
    somebody = person(username, is_staff=True)
    Jurisdiction.objects.create(person=somebody, region_id=region, office=f"Bureau {region}")
    return somebody


def facility(serial: int, name: str, region: str, **flags) -> Facility:
    enterprise = Enterprise.objects.create(registration_no=registration_no(serial), name=f"{name} Ltd")
    return Facility.objects.create(
        enterprise=enterprise,
        name=name,
        region=Region.objects.get(pk=region),
        address=f"{serial} {name} Road",
        contact_name=f"{name} contact",
        contact_phone="0519-0000",
        emergency_phone="0519-1111",
        **flags,
    )


def year() -> dict:
    """A term around today, for everything that expires."""
    today = clock.today()
    return {"valid_from": date(today.year - 1, 1, 1), "valid_to": date(today.year + 2, 12, 31)}


def months() -> dict:
    """A term that began this month and is shorter than the 12 months of an approval."""
    today = clock.today()
    return {"valid_from": today.replace(day=1), "valid_to": today + timedelta(days=200)}


def permit(site: Facility, number: str, *items: tuple) -> Permit:
    """items: (codes, methods, annual kg)."""
    row = Permit.objects.create(facility=site, number=number, kind=Permit.Kind.COMPREHENSIVE, **year())
    for codes, methods, annual in items:
        PermitItem.objects.create(permit=row, codes=codes, methods=methods, annual_kg=Decimal(annual))
    return row


def stream(site: Facility, alias: str, code: str, **fields) -> WasteStream:
    waste_code = WasteCode.objects.get(edition="CN-HW-2021", code=code)
    return WasteStream.objects.create(
        facility=site,
        alias=alias,
        waste_code=waste_code,
        official_name=alias,
        physical_state=PhysicalState.objects.get(pk="L"),
        hazards=waste_code.hazard_list,
        **fields,
    )


def plan(site: Facility, *codes: str, kg="100000") -> ManagementPlan:
    row = ManagementPlan.objects.create(
        facility=site, year=clock.today().year, filing_no=f"PLAN-{site.name}", filed_on=date(clock.today().year, 3, 1)
    )
    for code in codes:
        PlanLine.objects.create(plan=row, code=code, generated_kg=Decimal(kg), transferred_kg=Decimal(kg))
    return row


BASICS = {
    "registered_address": "1 Registered Road",
    "legal_representative": "Ms Head",
    "legal_representative_phone": "0519-1",
    "technical_lead": "Mr Lead",
    "technical_lead_phone": "0519-2",
}


def drafted_plan(by, site: Facility, year: int) -> ManagementPlan:
    """A draft that lacks nothing: begun, its basics written, a process and a receiver for every waste."""
    row = begin_plan(by=by, facility=site, year=year)
    write_basics(by=by, facility=site, year=year, **BASICS)
    row.plannedgenerations.filter(step="").update(step="turning")
    transfers = row.plannedtransfers.all()
    transfers.filter(method=None).update(method=DisposalMethod.objects.get(system="CN", code="R9"))
    transfers.filter(receiver_name="").update(receiver_name="Works of another city", permit_no="P-9")
    return row


def filed_plan(by, site: Facility, year: int, note: str = "more") -> PlanVersion:
    """A version, filed as a clerk files it."""
    drafted_plan(by, site, year)
    return file_plan(by=by, facility=site, year=year, note=note)


def contract(consignor: Facility, consignee: Facility) -> Contract:
    return Contract.objects.create(
        consignor=consignor, consignee=consignee, number=f"C-{consignor.name}-{consignee.name}", **year()
    )


OIL, PAINT, SLUDGE = "900-249-08", "900-252-12", "336-064-17"


def furnish() -> None:
    """What every installation has beside the catalogue: a key."""
    call_command("signing_key", "new", if_missing=True, verbosity=0)


def read_law() -> None:
    """What a process reads once; it is read here, so that no page pays for it."""
    deadlines.rule_for("close", clock.today())
    limits.limit("confirm.working_days", clock.today())
    incompatible.concerns("HW34")


@standing.builds
def build_city() -> SimpleNamespace:
    furnish()
    generator = facility(1, "Generator", WUJIN, is_generator=True)
    collector = facility(2, "Collector", WUJIN, is_generator=True, is_collector=True)
    site = facility(3, "Furnace", TIANNING, is_disposal_site=True)
    carrier = facility(4, "Carrier", WUJIN, is_transporter=True)
    outside = facility(5, "Outside", LIYANG, is_generator=True, is_transporter=True, is_disposal_site=True)
    for place in (generator, collector, site, outside):
        StorageArea.objects.create(
            facility=place, code="TS001", name="Store", kind=StorageArea.Kind.WAREHOUSE, capacity_kg=Decimal(50000)
        )
    CarrierLicence.objects.create(facility=carrier, number="LIC-1", **year())
    Insurance.objects.create(facility=carrier, number="INS-1", **year())
    permit(site, "P-SITE", (["HW08", "HW12", "HW17"], ["D10", "R9"], 100_000))
    permit(collector, "P-COLLECT", (["HW08", "HW12"], ["R9", "D10"], 50_000))
    plan(generator, OIL, PAINT, SLUDGE)
    plan(collector, OIL, PAINT)
    for pair in ((generator, site), (generator, collector), (collector, site)):
        contract(*pair)
    return SimpleNamespace(
        generator=generator,
        collector=collector,
        site=site,
        carrier=carrier,
        outside=outside,
        oil=stream(generator, "Used oil", OIL),
        paint=stream(generator, "Paint waste", PAINT),
        sludge=stream(generator, "Plating sludge", SLUDGE),
        burn=DisposalMethod.objects.get(system="CN", code="D10"),
        re_refine=DisposalMethod.objects.get(system="CN", code="R9"),
    )


@standing.builds
def build_people(city) -> SimpleNamespace:
    driver_account = member("driver", city.carrier.enterprise, "driver")
    second_account = member("second_driver", city.carrier.enterprise, "driver")
    return SimpleNamespace(
        clerk=member("clerk", city.generator.enterprise, "clerk"),
        reader=member("reader", city.generator.enterprise, "reader"),
        dispatcher=member("dispatcher", city.carrier.enterprise, "dispatcher"),
        driver=driver_account,
        second_driver=second_account,
        collector=member("collector", city.collector.enterprise, "clerk", "receiver"),
        receiver=member("receiver", city.site.enterprise, "receiver"),
        city_regulator=official("city_regulator", CITY),
        district_regulator=official("district_regulator", WUJIN),
        other_regulator=official("other_regulator", LIYANG),
        outsider=member("outsider", city.outside.enterprise, "manager"),
    )


@standing.builds
def build_fleet(city, people) -> SimpleNamespace:
    term = year()
    return SimpleNamespace(
        truck=Vehicle.objects.create(
            carrier=city.carrier, plate="苏D12345", number="V-1", max_kg=Decimal(10000), **term
        ),
        second_truck=Vehicle.objects.create(
            carrier=city.carrier, plate="苏D54321", number="V-2", max_kg=Decimal(10000), **term
        ),
        driver=Driver.objects.create(
            carrier=city.carrier, name="Wang", phone="139", number="D-1", person=people.driver, **term
        ),
        second_driver=Driver.objects.create(
            carrier=city.carrier, name="Li", phone="138", number="D-2", person=people.second_driver, **term
        ),
        escort=Escort.objects.create(carrier=city.carrier, name="Zhao", phone="137", number="E-1", **term),
    )


@pytest.fixture
def city(as_built) -> SimpleNamespace:
    """The places. Streams: oil, paint and sludge at the generator."""
    found = as_built.get("city") or build_city()
    read_law()
    return found


@pytest.fixture
def people(as_built, city) -> SimpleNamespace:
    """Everybody, one person a role."""
    return as_built.get("people") or build_people(city)


@pytest.fixture
def fleet(as_built, city, people) -> SimpleNamespace:
    """One truck of 10 t, two drivers with accounts, an escort; all papers valid."""
    return as_built.get("fleet") or build_fleet(city, people)
