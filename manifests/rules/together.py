"""Incompatible wastes: not on one truck, not in one store. Told, not refused: the list is a beginning, not law."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from facilities.incompatible import kept_apart
from facilities.models import WasteCode
from manifests.rules.finding import Finding, hold, skip, warn


def on_one_truck(load) -> Iterator[Finding]:
    """The wastes of one load. What else rides on the truck is asked at departure."""
    codes = [code.code for code in load.by_code if code.hazardous]
    if len(codes) < 2:
        yield skip("one_waste")
        return
    found = list(clashing(combinations(codes, 2), load.day, "incompatible_load", "/lines"))
    yield from found or [hold("apart_holds")]


def clashing(pairs: Iterable[tuple[str, str]], day: date, code: str, where: str) -> Iterator[Finding]:
    """The pairs of waste codes that the table holds apart."""
    for first, second in pairs:
        if kept_apart(category(first), category(second), day):
            yield warn(code, where, first=first, second=second)


def category(code: str) -> str:
    return WasteCode(code=code).category_code
