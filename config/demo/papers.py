"""Permits, licences, insurances and contracts, drawn up to fit the planned year: nearly all, at least."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from config.demo.cast import City, Site
from config.demo.load import Turn
from config.demo.outlets import COLLECTED, EXPIRING_CARRIER, LAPSING_CARRIER, WORKS, Licensed
from config.demo.wastes import WASTES
from config.demo.year import Year, licensed_line
from facilities.models import (
    CarrierLicence,
    Contract,
    Insurance,
    Permit,
    PermitItem,
)

TONNE = Decimal(1000)
OFFICE = "常州市生态环境局（演示）"


def draw_up(city: City, year: Year) -> None:
    _permits(city, year)
    _licences(city)
    _contracts(city, year)


def _term(city: City, before: int, after: int) -> dict:
    return {
        "valid_from": city.days.first - timedelta(days=before),
        "valid_to": city.until + timedelta(days=after),
    }


def _permits(city: City, year: Year) -> None:
    permits, items = [], []
    sums = _sums_by_line(city, year)
    for n, site in enumerate([*city.works.values(), *city.stores.values()]):
        kind, lines = Permit.Kind.COLLECTION, (COLLECTED,)
        if site.role == "works":
            kind = Permit.Kind.MEDICAL if site.key == "medical" else Permit.Kind.COMPREHENSIVE
            lines = WORKS[site.key].lines
        permit = Permit(
            facility=site.facility,
            kind=kind,
            number=f"DEMO-JS{site.district}-{n + 1:03d}",
            issuer=OFFICE,
            **_term(city, 300 + 40 * n, 500 + 40 * n),
        )
        permits.append(permit)
        items += [
            PermitItem(
                permit=permit,
                codes=list(line.codes),
                methods=list(line.methods),
                annual_kg=_scale(line, sums[site.key, i]),
            )
            for i, line in enumerate(lines)
        ]
    Permit.objects.bulk_create(permits)
    PermitItem.objects.bulk_create(items)


def _sums_by_line(city: City, year: Year) -> dict[tuple, Decimal]:
    """Planned kilograms by works and permit line, in whichever calendar year of the history has more.

    What the district stores take in goes on to the works in the end, so it counts there too.
    """
    by_year: dict[tuple, Decimal] = defaultdict(Decimal)
    for load in year.all_loads:
        if load.turn in (Turn.DROPPED, Turn.CALLED_OFF, Turn.REFUSED, Turn.VOIDED):
            continue
        for part in load.parts:
            waste = WASTES[part.waste]
            line = licensed_line(waste.works, waste.code, load.method)
            by_year[waste.works, line, load.day.year] += part.kg
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for (key, line, _year), kg in by_year.items():
        sums[key, line] = max(sums[key, line], kg)
    return sums


def _scale(line: Licensed, planned: Decimal) -> Decimal:
    """The yearly scale in whole tonnes; never less than a few loads."""
    if line.full:
        return max(tonnes_up(planned / Decimal(str(line.full))), 20 * TONNE)
    return max(line.tonnes * TONNE, tonnes_up(planned * 2))


def tonnes_up(kg: Decimal) -> Decimal:
    return (kg / TONNE).quantize(Decimal(1), rounding=ROUND_UP) * TONNE


def _licences(city: City) -> None:
    licences, insurances = [], []
    middle = city.days.first + timedelta(days=180)
    for i, carrier in enumerate(city.carriers):
        number = {
            "facility": carrier.facility,
            "number": f"DEMO-运输-{i + 1:03d}",
            "issuer": "常州市交通运输局（演示）",
        }
        term = _term(city, 200, 20 if i == EXPIRING_CARRIER else 240 + 60 * i)
        if i == LAPSING_CARRIER:
            earlier = {**term, "valid_to": middle}
            licences.append(CarrierLicence(**number, **earlier))
            term["valid_from"] = middle + timedelta(days=22)
        licences.append(CarrierLicence(**number, **term))
    carriers_and_receivers = [*city.carriers, *city.works.values(), *city.stores.values()]
    for i, site in enumerate(carriers_and_receivers):
        insurances.append(
            Insurance(
                facility=site.facility,
                number=f"DEMO-环责险-{i + 1:03d}",
                issuer="演示财产保险（演示）",
                **_term(city, 30 + 9 * i, 60 + 14 * i),
            )
        )
    CarrierLicence.objects.bulk_create(licences)
    Insurance.objects.bulk_create(insurances)


def _contracts(city: City, year: Year) -> None:
    """One for every pair that has dealings. Where the year says so it ends the day before it is needed."""
    pairs: dict[tuple[Site, Site], date | None] = {}
    for load in sorted(year.all_loads, key=lambda load: load.day):
        ends = load.day - timedelta(days=1) if load.turn == Turn.NO_CONTRACT else None
        pair = (load.site, load.goal)
        if pairs.get(pair) is None:
            pairs[pair] = ends
    for store in city.stores.values():
        for works in city.works.values():
            pairs.setdefault((store, works), None)
    for works in city.works.values():
        for waste in works.wastes:
            pairs.setdefault((works, city.works[WASTES[waste].works]), None)
    first = city.generators[0]
    for goal in (city.works["incinerator"], city.works["oil"], city.stores["wujin"]):
        pairs.setdefault((first, goal), None)
    contracts = []
    for i, ((site, goal), ends) in enumerate(pairs.items()):
        contract = sign(city, site, goal, f"DEMO-HT-{i + 1:04d}")
        if ends:
            contract.valid_to = ends
        contracts.append(contract)
    Contract.objects.bulk_create(contracts)


def sign(city: City, site: Site, goal: Site, number: str, first: date | None = None) -> Contract:
    """A contract that runs well past today, from `first` or since before the history."""
    term = _term(city, 60, 180)
    term["valid_from"] = first or term["valid_from"]
    return Contract(consignor=site.facility, consignee=goal.facility, number=number, **term)
