"""Trucks, drivers and escorts of the eight carriers, with papers in force, about to end, and ended."""

from datetime import timedelta
from decimal import Decimal

from config.demo.cast import Carrier, City, Crew
from config.demo.names import Names
from config.demo.outlets import MEDICAL_CARRIER, TRUCKS
from config.demo.people import Register
from facilities.roles import Role
from transport.models import Driver, Escort, Vehicle

CREWS = 3


def hire(city: City, names: Names, register: Register) -> None:
    """Every driver has an account; the demo driver is the first of the first carrier."""
    for i, carrier in enumerate(city.carriers):
        trucks = TRUCKS[:2] if i == MEDICAL_CARRIER else TRUCKS
        carrier.trucks = [_truck(city, carrier, names, i, n, *truck) for n, truck in enumerate(trucks)]
        carrier.crews = [_crew(city, carrier, names, register, i, n) for n in range(CREWS)]


def write(city: City) -> None:
    """After the people: drivers point at their accounts."""
    Vehicle.objects.bulk_create([truck for carrier in city.carriers for truck in carrier.trucks])
    Driver.objects.bulk_create([crew.driver for carrier in city.carriers for crew in carrier.crews])
    Escort.objects.bulk_create([crew.escort for carrier in city.carriers for crew in carrier.crews])


def _term(city: City, kind: str, number: int, last_days: int) -> dict:
    return {
        "number": f"DEMO-{kind}-{number:04d}",
        "issuer": "常州市交通运输局（演示）",
        "valid_from": city.days.first - timedelta(days=400),
        "valid_to": city.until + timedelta(days=last_days),
    }


def _truck(city: City, carrier: Carrier, names: Names, i: int, n: int, kind: str, most: int) -> Vehicle:
    last = 120 + 37 * n + 11 * i
    if (i, n) == (1, 1):
        last = -40  # its certificate ran out, and the desk has found out since
    elif (i, n) == (0, 3):
        last = 21
    return Vehicle(
        carrier=carrier.facility,
        plate=names.plate(),
        max_kg=Decimal(most),
        kind="医疗废物转运车" if i == MEDICAL_CARRIER else kind,
        **_term(city, "道运", 100 * i + n, last),
    )


def _crew(city: City, carrier: Carrier, names: Names, register: Register, i: int, n: int) -> Crew:
    person = register.member(carrier, Role.DRIVER)
    driver = Driver(
        carrier=carrier.facility,
        name=person.name,
        phone=person.phone,
        person=person,
        **_term(city, "驾驶", 100 * i + n, 90 + 53 * n + 7 * i),
    )
    escort = Escort(
        carrier=carrier.facility,
        name=names.person(),
        phone=names.mobile(),
        **_term(city, "押运", 100 * i + n, 15 if (i, n) == (0, 2) else 200 + 31 * n),
    )
    return Crew(driver, escort)
