"""A city of lanes: each connection has its own generator, carrier and truck, and all share one disposal site.

The shared site is on purpose: its permit balance is the row that everybody's manifests meet in.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rest_framework.authtoken.models import Token
from stdnum.cn import uscc

from facilities import clock
from facilities.models import (
    CarrierLicence,
    Contract,
    Enterprise,
    Facility,
    Insurance,
    ManagementPlan,
    Membership,
    Permit,
    PermitItem,
    Person,
    PhysicalState,
    PlanLine,
    StorageArea,
    WasteCode,
    WasteStream,
)
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from transport.actions.plan_trip import plan_trip
from transport.models import Driver, Vehicle

CODE, METHOD = "900-249-08", "R9"
PLENTY = Decimal(10) ** 9


@dataclass
class Lane:
    """One connection's people and places; tokens are sent with its requests."""

    generator: Facility
    carrier: Facility
    site: Facility
    area: StorageArea
    stream: WasteStream
    clerk: Person
    dispatcher: Person
    driver: Driver
    truck: Vehicle
    receiver: Person

    def tokens(self) -> dict[str, str]:
        people = {"clerk": self.clerk, "driver": self.driver.person, "receiver": self.receiver}
        return {role: Token.objects.get_or_create(user=person)[0].key for role, person in people.items()}

    def draft(self) -> Manifest:
        batch = perform(WasteBatch, "declare", by=self.clerk, data={"stream": self.stream.pk, "kg": "10"}).subject
        perform(batch, "store", by=self.clerk, data={"area": self.area.pk})
        route = {"consignor": self.generator.pk, "consignee": self.site.pk, "carrier": self.carrier.pk}
        lines = [{"batch": str(batch.pk)}]
        data = {**route, "method": METHOD, "lines": lines}
        return perform(Manifest, "draw_up", by=self.clerk, data=data).subject

    def put_on_truck(self, manifests: list[Manifest]) -> None:
        plan_trip(by=self.dispatcher, carrier=self.carrier, vehicle=self.truck, driver=self.driver, manifests=manifests)


def build_lanes(count: int) -> list[Lane]:
    term = {"valid_from": date(clock.today().year, 1, 1), "valid_to": date(clock.today().year + 1, 12, 31)}
    site = _facility(0, "320402", is_disposal_site=True)
    receiver = _member("receiver", site, "receiver")
    permit = Permit.objects.create(facility=site, number="BENCH", kind=Permit.Kind.COMPREHENSIVE, **term)
    PermitItem.objects.create(permit=permit, codes=["HW08"], methods=[METHOD], annual_kg=PLENTY)
    return [_lane(serial, site, receiver, term) for serial in range(1, count + 1)]


def _lane(serial: int, site: Facility, receiver: Person, term: dict) -> Lane:
    generator = _facility(serial * 10, "320412", is_generator=True)
    carrier = _facility(serial * 10 + 1, "320412", is_transporter=True)
    CarrierLicence.objects.create(facility=carrier, number="L", **term)
    Insurance.objects.create(facility=carrier, number="I", **term)
    Contract.objects.create(consignor=generator, consignee=site, number="C", **term)
    plan = ManagementPlan.objects.create(
        facility=generator, year=clock.today().year, filing_no=f"P{serial}", filed_on=clock.today()
    )
    PlanLine.objects.create(plan=plan, code=CODE, generated_kg=PLENTY, transferred_kg=PLENTY)
    driver = _member(f"driver{serial}", carrier, "driver")
    return Lane(
        generator=generator,
        carrier=carrier,
        site=site,
        area=StorageArea.objects.create(
            facility=generator, code="TS001", name="Store", kind=StorageArea.Kind.WAREHOUSE, capacity_kg=PLENTY
        ),
        stream=WasteStream.objects.create(
            facility=generator,
            alias="Used oil",
            official_name="废矿物油",
            waste_code=WasteCode.objects.get(edition="CN-HW-2021", code=CODE),
            physical_state=PhysicalState.objects.get(pk="L"),
            hazards=["T", "I"],
        ),
        clerk=_member(f"clerk{serial}", generator, "clerk"),
        dispatcher=_member(f"dispatcher{serial}", carrier, "dispatcher"),
        driver=Driver.objects.create(carrier=carrier, name="D", phone="0", number="D", person=driver, **term),
        truck=Vehicle.objects.create(carrier=carrier, plate=f"苏D{serial:05}", number="V", max_kg=PLENTY, **term),
        receiver=receiver,
    )


def _facility(serial: int, region: str, **roles) -> Facility:
    body = f"91320400MB{serial:07d}"
    enterprise = Enterprise.objects.create(
        registration_no=body + uscc.calc_check_digit(body), name=f"Bench {serial}", is_demo=True
    )
    return Facility.objects.create(
        enterprise=enterprise,
        name=f"Bench {serial}",
        region_id=region,
        address=f"{serial} Bench Road",
        contact_name="Bench",
        contact_phone="0",
        **roles,
    )


def _member(username: str, facility: Facility, role: str) -> Person:
    person = Person.objects.create(username=f"bench-{username}", name=username, is_demo=True)
    Membership.objects.create(person=person, enterprise=facility.enterprise, role=role)
    return person
