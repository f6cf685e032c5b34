"""What a treatment yields: inputs and additives in, products and burn-off out, exact to the gram. Pure: no Django here.

Who is in which drum of ash follows from shares: additives go into the products in proportion to the products' weights,
burn-off is taken from the inputs in proportion to theirs, and what is left of each input goes into each product alike.
Every share is a whole number of grams, and they add up on both sides.
"""

from dataclasses import dataclass
from decimal import Decimal

from manifests.quantities import ZERO, share_out


@dataclass(frozen=True)
class Yield:
    """Kilograms of each input and product, of the additives and of what left as gas, water or product."""

    inputs: list[Decimal]
    products: list[Decimal]
    additives: Decimal = ZERO
    burn_off: Decimal = ZERO

    @property
    def entered(self) -> Decimal:
        return sum(self.inputs, ZERO) + self.additives

    @property
    def left(self) -> Decimal:
        return sum(self.products, ZERO) + self.burn_off

    @property
    def missing(self) -> Decimal:
        """What entered and is not accounted for; below zero where more came out than went in."""
        return self.entered - self.left

    @property
    def additive_shares(self) -> list[Decimal]:
        """Kilograms of the additives in each product."""
        return share_out(self.additives, self.products)

    @property
    def waste_shares(self) -> list[Decimal]:
        """Kilograms of the inputs in each product: its weight without its additives."""
        return [kg - added for kg, added in zip(self.products, self.additive_shares, strict=True)]

    @property
    def burn_off_shares(self) -> list[Decimal]:
        """Kilograms of each input that are in no product."""
        return share_out(self.burn_off, self.inputs)

    def links(self) -> list[list[Decimal]]:
        """Kilograms of each input (row) in each product (column). Needs a balance without anything missing.

        Each product takes from what is left of the inputs, in proportion; the last one takes the rest, so rows and
        columns come out exactly.
        """
        rest = [kg - burnt for kg, burnt in zip(self.inputs, self.burn_off_shares, strict=True)]
        columns = []
        for kg in self.waste_shares:
            taken = share_out(kg, rest)
            rest = [left - part for left, part in zip(rest, taken, strict=True)]
            columns.append(taken)
        return [list(row) for row in zip(*columns, strict=True)]
