"""What really happened at a site in a year, as the mass ledger has it. The app above says so: `tell`.

Plans are pre-filled from it and shown against it, and the management class is computed from it. Without a teller
nothing is known, and everything is 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Handed:
    """One line of what was accepted elsewhere: code, receiver (key and name), method code, and kilograms."""

    code: str
    receiver: UUID
    receiver_name: str
    method: str
    kg: Decimal


@dataclass(frozen=True)
class Happened:
    """A calendar year at one site, all in kg.

    `generated` and `treated` by stream; `treatments` by stream and method code. What lay there when the year ended, of
    this year and the next what lies there now: `stored` (in the stores) by area and stream, `held` (all) by code.
    """

    generated: dict[UUID, Decimal] = field(default_factory=dict)
    treated: dict[UUID, Decimal] = field(default_factory=dict)
    treatments: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)
    stored: dict[tuple[UUID, UUID], Decimal] = field(default_factory=dict)
    held: dict[str, Decimal] = field(default_factory=dict)
    handed: tuple[Handed, ...] = ()


class Teller(Protocol):
    """What the app above offers."""

    def happened(self, facility: UUID, year: int) -> Happened: ...

    def generated_by_year(self, facilities: Iterable[UUID], since: int) -> dict[UUID, dict[int, Decimal]]: ...


_teller: list[Teller] = []


def tell(teller: Teller) -> None:
    """Register who knows; the last one told is asked."""
    _teller[:] = [teller]


def happened(facility: UUID, year: int) -> Happened:
    return _teller[0].happened(facility, year) if _teller else Happened()


def generated_by_year(facilities: Iterable[UUID], since: int) -> dict[UUID, dict[int, Decimal]]:
    """{site: {calendar year: kg of hazardous waste that arose}} from `since` on; years without any are left out."""
    return _teller[0].generated_by_year(facilities, since) if _teller else {}
