"""Declare a batch in whatever unit it was counted in and, if it is there already, put it straight into its store."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.custody import Outcome, perform
from manifests.models import WasteBatch
from manifests.quantities import GRAM, KG_PER_TONNE

# Units that are kilograms by definition; of all others the site says what one weighs.
WEIGHTS = {"kg": Decimal(1), "t": KG_PER_TONNE}
WEIGHT_MISSING = _("Say how many kilograms one of it weighs.")


@dataclass(frozen=True)
class Counted:
    """What was counted: so many of a unit; `kg_per_unit` (kg) where the unit is no weight."""

    quantity: Decimal
    unit: str = "kg"
    kg_per_unit: Decimal | None = None

    @property
    def kg(self) -> Decimal:
        """The weight to the gram; half a gram rounds to even. Raises BadInput where a unit's weight is not known."""
        factor = WEIGHTS.get(self.unit) or self.kg_per_unit
        if not factor or factor <= 0:
            raise BadInput(WEIGHT_MISSING, code="kg_per_unit_missing", field="/kg_per_unit")
        kg = (self.quantity * factor).quantize(GRAM, rounding=ROUND_HALF_EVEN)
        if kg <= 0:
            raise BadInput(_("That is less than a gram."), code="kg_invalid", field="/quantity", value=self.quantity)
        return kg

    @property
    def as_declared(self) -> dict:
        """The original count, kept beside the weight; nothing for kilograms."""
        if self.unit == "kg":
            return {}
        return {
            "original_quantity": str(self.quantity),
            "original_unit": self.unit,
            "kg_per_unit": str(WEIGHTS.get(self.unit) or self.kg_per_unit),
        }


def declare_into_store(
    *,
    by,
    stream,
    counted: Counted,
    containers: dict,
    area=None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Outcome:
    """The declaration's outcome, its batch stored in `area` (an id or row) where one is given: both or neither.

    `containers` holds `container_count` and `container_litres`, or nothing. `key` makes a repeat answer the same.
    """
    data = {"stream": str(getattr(stream, "pk", stream)), "kg": str(counted.kg), **counted.as_declared, **containers}
    with transaction.atomic():
        declared = perform(WasteBatch, "declare", by=by, data=data, happened_at=happened_at, idempotency_key=key)
        if area is None:
            return declared
        stored = perform(
            declared.subject,
            "store",
            by=by,
            data={"area": str(getattr(area, "pk", area))},
            happened_at=happened_at,
            idempotency_key=f"{key}.store" if key else None,
        )
    return Outcome(stored.subject, stored.event, declared.repeated)
