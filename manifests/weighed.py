"""What the consignor's weighbridge said at departure, beside what the gate weighed; read from what was signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from facilities.templatetags.quantities import kg, more_or_less, signed
from manifests.models import CustodyEvent

SIGNED_AWAY = ("issue", "depart")


@dataclass(frozen=True)
class Compared:
    """Net weights at both ends (kg)."""

    departure_kg: Decimal
    gate_kg: Decimal

    @property
    def difference_kg(self) -> Decimal:
        """At the gate less at departure."""
        return self.gate_kg - self.departure_kg

    @property
    def percent(self) -> Decimal:
        """In hundredths of the weight at departure, to two decimals."""
        return (self.difference_kg * 100 / self.departure_kg).quantize(Decimal("0.01"))

    @property
    def words(self) -> str:
        """`+12 kg (+0.12 %)`."""
        return format_html("{} ({}\N{NO-BREAK SPACE}%)", more_or_less(self.difference_kg), signed(self.percent))


def departure_of(events: Sequence[CustodyEvent]) -> CustodyEvent | None:
    """The event that signed it: driving off, else issuing. None where nobody weighed."""
    found = [event for event in events if event.action in SIGNED_AWAY and event.particulars.get("weighing")]
    return found[-1] if found else None


def compared(events: Sequence[CustodyEvent]) -> Compared | None:
    """Both ends, once both have weighed the whole load. `events` in order, as signed or as corrected since."""
    departed = departure_of(events)
    receipt = next((event for event in reversed(events) if event.action == "receive"), None)
    if departed is None or receipt is None:
        return None
    sent, taken = departed.particulars["weighing"].get("net_kg"), _at_the_gate(receipt.particulars)
    return Compared(Decimal(sent), taken) if sent and taken is not None else None


def weighed_words(departed: CustodyEvent | None) -> str:
    """`1,000 kg · gross 9,000 kg, tare 8,000 kg · Weighbridge 1 · T-17`; empty where nobody weighed."""
    if departed is None:
        return ""
    said = departed.particulars["weighing"]
    words = ""
    if "net_kg" in said:
        figures = {name: kg(said[f"{name}_kg"]) for name in ("net", "gross", "tare")}
        words = format_html(_("{net} (gross {gross}, tare {tare})"), **figures)
    for text in (said.get("scale"), said.get("ticket"), said.get("note")):
        words = format_html("{} · {}", words, text) if words and text else words or text or ""
    return words


def _at_the_gate(said: dict) -> Decimal | None:
    """What the lines weigh together; of a load in which one was not weighed, what the whole of it did."""
    weights = [line["weighed_kg"] for line in said["lines"]]
    if all(weight not in (None, "") for weight in weights):
        return sum((Decimal(weight) for weight in weights), Decimal(0))
    whole = said.get("weighing", {}).get("net_kg")
    return Decimal(whole) if whole else None
