"""Decide who is in the city, on paper: how many, where, in which trade. Nothing is written yet."""

from datetime import date, timedelta
from math import sqrt

from config.demo.cast import Carrier, City, Site
from config.demo.days import Days
from config.demo.dice import dice
from config.demo.industries import CLINIC, HOUSEHOLD_WASTE_PLANT, INDUSTRIES, Industry
from config.demo.outlets import CARRIERS, MEDICAL_CARRIER, NEAREST_STORE, STORES, WORKS
from config.demo.places import DISTRICTS, JINTAN, TIANNING, WUJIN, XINBEI, ZHONGLOU

GENERATORS, CLINICS = 60, 8
DAYS_OF_HISTORY = 365


def cast(until: date, scale: float) -> City:
    """Generators and clinics grow with the square root of the scale: a longer list, and a longer history for each."""
    size = sqrt(scale)
    generators = [_generator(i) for i in range(max(len(INDUSTRIES), round(GENERATORS * size)))]
    clinics = [_clinic(i) for i in range(max(3, round(CLINICS * size)))]
    return City(
        days=Days(until - timedelta(days=DAYS_OF_HISTORY), until - timedelta(days=1)),
        until=until,
        generators=generators,
        clinics=clinics,
        plant=_site("plant", "generator", ZHONGLOU, HOUSEHOLD_WASTE_PLANT, 0, size=1.0),
        newcomer=_site("newcomer", "generator", JINTAN, INDUSTRIES["garages"], 0, size=0.5),
        stores={key: Site(key, "store", district, "固废收集贮存", "7724") for key, district in STORES.items()},
        works={
            key: Site(
                key, "works", work.district, work.trade, "7724", tuple(rest.waste for rest in work.yields), carrier=1
            )
            for key, work in WORKS.items()
        },
        carriers=[
            Carrier(f"carrier{i}", "carrier", district, "危货运输", "5435") for i, district in enumerate(CARRIERS)
        ],
    )


def _site(key: str, role: str, district: str, industry: Industry, turn: int, *, size: float, **more) -> Site:
    trade = industry.trades[turn % len(industry.trades)]
    return Site(key, role, district, trade, industry.code, industry.wastes, size, **more)


def _generator(i: int) -> Site:
    """The first is the demo clerk's: a machining works in Wujin that hands over a little of everything."""
    throw = dice("generator", i)
    key = list(INDUSTRIES)[i % len(INDUSTRIES)]
    industry = INDUSTRIES[key]
    district = WUJIN if i == 0 else throw.choice(list(DISTRICTS))
    small = industry.small or (key == "machining" and i > 0 and throw.happens(0.3))
    wastes = industry.wastes
    if i and len(wastes) > 4:
        wastes = tuple(waste for waste in wastes if waste == wastes[0] or throw.happens(0.7))
    size = 1.4 if i == 0 else throw.choice((0.3, 0.6, 0.8, 1.0, 1.0, 1.5))
    if small and key == "machining":
        wastes = tuple(waste for waste in wastes if waste not in ("emulsion", "grinding_sludge"))
        size *= 0.25
    site = _site(
        f"generator{i}",
        "generator",
        district,
        industry,
        throw.randrange(9),
        size=size,
        store=NEAREST_STORE[district] if small else "",
        carrier=0 if i == 0 else throw.choice([n for n in range(len(CARRIERS)) if n != MEDICAL_CARRIER]),
    )
    site.wastes = wastes
    return site


def _clinic(i: int) -> Site:
    throw = dice("clinic", i)
    district = (TIANNING, ZHONGLOU, XINBEI, WUJIN)[i % 4]
    return _site(
        f"clinic{i}",
        "clinic",
        district,
        CLINIC,
        throw.randrange(9),
        size=throw.uniform(0.5, 1.5),
        carrier=MEDICAL_CARRIER,
    )
