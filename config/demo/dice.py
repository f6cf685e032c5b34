"""Chance that can be repeated: every actor throws dice of their own, so that one story never disturbs another."""

import random
from decimal import Decimal

HALF_KG = Decimal("0.5")


class Dice(random.Random):
    """A generator seeded by a name; the same name throws the same numbers on every machine."""

    def kg(self, low: int, high: int) -> Decimal:
        """A weight between two whole kilograms, to the half kilogram below a tonne and to 10 kg above."""
        if low >= 1000:
            return Decimal(self.randint(low // 10, high // 10) * 10)
        return self.randint(low * 2, high * 2) * HALF_KG

    def happens(self, chance: float) -> bool:
        return self.random() < chance


def dice(*name) -> Dice:
    # The generator is for a demo's weights and dates; nothing secret is drawn from it.
    return Dice("liandan demo " + " ".join(str(part) for part in name))
