"""A measured figure beside the one that is asked for."""

from dataclasses import dataclass

HEAD = f"{'at size':58}{'':23}{'asked':>10}"


@dataclass(frozen=True)
class Figure:
    """`asked` is what the figure must not exceed, or must reach where `at_least`; None where nothing is asked."""

    name: str
    value: float
    unit: str
    asked: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.asked is None or (self.value >= self.asked if self.at_least else self.value <= self.asked)

    def __str__(self) -> str:
        asked = "" if self.asked is None else f"{'≥' if self.at_least else '≤'} {_text(self.asked)}"
        missed = "" if self.holds else "  missed"
        return f"{self.name:58}{_text(self.value, 2):>12} {self.unit:10}{asked:>10}{missed}"


def _text(value: float, places: int = 1) -> str:
    """Large figures without decimals, whole ones without zeros behind them."""
    return f"{value:,.0f}" if value >= 1000 or value == round(value) else f"{value:,.{places}f}"
