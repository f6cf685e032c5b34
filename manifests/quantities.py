"""Kilograms, exact to the gram. Pure: no Django here."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

GRAM = Decimal("0.001")
ZERO = Decimal("0.000")
MOST_KG = Decimal("999999999999.999")  # numeric(15,3)
KG_PER_TONNE = Decimal(1000)


class NotAQuantity(ValueError):
    """The text is not a positive quantity to the gram."""


def kilograms(value: "Decimal | str | int", *, least: Decimal = GRAM) -> Decimal:
    """Read kilograms exactly: `least` or more, at most three decimals; floats are refused, they are not exact."""
    if isinstance(value, float):
        raise NotAQuantity(value)
    try:
        kg = Decimal(str(value).strip())
    except InvalidOperation:
        raise NotAQuantity(value) from None
    if not kg.is_finite() or kg < least or kg > MOST_KG or kg != kg.quantize(GRAM):
        raise NotAQuantity(value)
    return kg.quantize(GRAM)


def kg_text(kg: Decimal) -> str:
    """The one canonical spelling, three decimals, as hashed and sent."""
    return str(kg.quantize(GRAM))


def tonnes(kg: Decimal) -> Decimal:
    """Kilograms in tonnes with the four decimals of the forms; half a unit rounds to even. For show, never for sums."""
    return (kg / KG_PER_TONNE).quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)


def share_out(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Split `total` over `weights` to the gram so that the parts add up exactly (largest remainder first)."""
    whole = sum(weights, Decimal(0))
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(GRAM, rounding="ROUND_FLOOR") for part in exact]
    missing = int((total - sum(parts, Decimal(0))) / GRAM)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:missing]:
        parts[i] += GRAM
    return parts
