"""Incompatible wastes: not on one truck, not in one store. Told, not refused: the list is a beginning, not law."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, combinations, product

from facilities.incompatible import kept_apart
from facilities.models import WasteCode
from manifests.rules.finding import Finding, hold, skip, warn


def on_one_truck(load) -> Iterator[Finding]:
    """The wastes of one load with each other, and at departure with what rides on the truck besides."""
    codes = [code.code for code in load.by_code if code.hazardous]
    if len(codes) + len(load.aboard) < 2 or not codes:
        yield skip("one_waste")
        return
    within = clashing(combinations(codes, 2), load.day, "incompatible_load", "/lines")
    beside = product(sorted(set(codes)), sorted(set(load.aboard)))
    found = list(chain(within, clashing(beside, load.day, "incompatible_load", "/vehicle")))
    yield from found or [hold("apart_holds")]


def clashing(pairs: Iterable[tuple[str, str]], day: date, code: str, where: str) -> Iterator[Finding]:
    """The pairs of waste codes that the table holds apart."""
    for first, second in pairs:
        if kept_apart(category(first), category(second), day):
            yield warn(code, where, first=first, second=second)


def category(code: str) -> str:
    return WasteCode(code=code).category_code
