"""Does the mass add up? What arose is in stock, ended, or was booked as a scale's correction; nothing else (kg). What
was taken back never arose.

What a treatment left as new waste is in stock again, and ends when it ends itself.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q, Sum

from manifests.accounts import Account
from manifests.models import Movement, Stock, WasteBatch
from manifests.quantities import ZERO


@dataclass(frozen=True)
class Balance:
    arisen: Decimal
    corrected_up: Decimal
    corrected_down: Decimal
    ended: Decimal  # treated, lost or exported
    stock: Decimal
    open_batches: Decimal
    least: Decimal

    @property
    def holds(self) -> bool:
        entered, left = self.arisen + self.corrected_up, self.ended + self.corrected_down
        return entered == self.stock + left and self.stock == self.open_batches and self.least >= 0


def balance() -> Balance:
    """Over everything in the database, so that what lies beside the demo is checked too."""

    def booked(**account) -> Sum:
        return Sum("kg", filter=Q(**account), default=ZERO)

    ends = (Account.PROCESS, Account.LOSS, Account.EXPORT)

    moved = Movement.objects.aggregate(
        declared=booked(from_account="source"),
        taken_back=booked(to_account="source"),
        corrected_up=booked(from_account="adjustment"),
        corrected_down=booked(to_account="adjustment"),
        gone=booked(to_account__in=ends),
        yielded=booked(from_account=Account.PROCESS),
    )
    moved["arisen"] = moved.pop("declared") - moved.pop("taken_back")
    moved["ended"] = moved.pop("gone") - moved.pop("yielded")
    stock = Stock.objects.aggregate(stock=Sum("kg", default=ZERO), least=Min("kg", default=ZERO))
    lying = WasteBatch.objects.open().aggregate(open_batches=Sum("kg", default=ZERO))
    return Balance(**moved, **stock, **lying)
