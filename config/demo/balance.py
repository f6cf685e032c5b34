"""Does the mass add up? What arose is in stock, treated, or booked as a scale's correction; nothing else (kg).

What a treatment left as new waste is in stock again and counts as treated when it ends itself.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q, Sum

from manifests.models import Movement, Stock, WasteBatch
from manifests.quantities import ZERO


@dataclass(frozen=True)
class Balance:
    arisen: Decimal
    corrected_up: Decimal
    corrected_down: Decimal
    treated: Decimal
    stock: Decimal
    open_batches: Decimal
    least: Decimal

    @property
    def holds(self) -> bool:
        entered, left = self.arisen + self.corrected_up, self.treated + self.corrected_down
        return entered == self.stock + left and self.stock == self.open_batches and self.least >= 0


def balance() -> Balance:
    """Over everything in the database, so that what lies beside the demo is checked too."""

    def booked(**account) -> Sum:
        return Sum("kg", filter=Q(**account), default=ZERO)

    moved = Movement.objects.aggregate(
        arisen=booked(from_account="source"),
        corrected_up=booked(from_account="adjustment"),
        corrected_down=booked(to_account="adjustment"),
        processed=booked(to_account="process"),
        yielded=booked(from_account="process"),
    )
    moved["treated"] = moved.pop("processed") - moved.pop("yielded")
    stock = Stock.objects.aggregate(stock=Sum("kg", default=ZERO), least=Min("kg", default=ZERO))
    lying = WasteBatch.objects.open().aggregate(open_batches=Sum("kg", default=ZERO))
    return Balance(**moved, **stock, **lying)
