"""One handing-over as it is planned: who, what, how much, where to, and what will go wrong with it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from config.demo.cast import Site
from config.demo.wastes import WASTES


class Turn(StrEnum):
    """What becomes of a load."""

    PLAIN = "plain"
    LIGHTER = "lighter"  # the receiver's scale shows clearly less …
    HEAVIER = "heavier"  # … or more, which is a significant difference
    PART = "part"
    REFUSED = "refused"
    LATE = "late"  # closed after the five working days
    UNCLOSED = "unclosed"  # never closed: overdue today
    DROPPED = "dropped"  # the draft is cancelled
    CALLED_OFF = "called off"  # cancelled after issue
    VOIDED = "voided"
    FROZEN = "frozen"  # and released again
    HELD = "held"  # frozen to this day
    HANDED_OVER = "handed over"
    NO_CONTRACT = "no contract"
    WRONG_METHOD = "wrong method"
    PLAN_SHORT = "plan short"


@dataclass(frozen=True)
class Part:
    """One line: a waste, its weight and the containers it fills."""

    waste: str
    kg: Decimal
    containers: int

    @classmethod
    def of(cls, waste: str, kg: Decimal) -> "Part":
        return cls(waste, kg, min(60, max(1, -(-int(kg) // WASTES[waste].kg_each))))


@dataclass(eq=False)
class Load:
    site: Site
    goal: Site
    method: str
    parts: tuple[Part, ...]
    day: date  # when the manifest is drawn up
    carrier: int
    turn: Turn = Turn.PLAIN
    name: str = ""  # what its dice are called

    @property
    def kg(self) -> Decimal:
        return sum(part.kg for part in self.parts)


@dataclass(eq=False)
class Round:
    """A milk run: one truck, several shippers, one manifest each (Order 23, Art. 16)."""

    goal: Site
    day: date
    carrier: int
    stops: list[Load] = field(default_factory=list)
    name: str = ""
