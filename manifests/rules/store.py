"""What a storage area may hold (GB 18597-2023). Overfilling is told and recorded: the waste is already there."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, combinations, product

from django.db.models import Sum

from facilities import clock
from facilities.incompatible import concerns
from facilities.limits import limit
from facilities.models import StorageArea, WasteCode
from manifests.models import Stock, WasteBatch
from manifests.rules.finding import Finding, warn
from manifests.rules.together import clashing


def area_holds(area: StorageArea, more_kg: Decimal) -> Iterator[Finding]:
    held = Stock.objects.filter(area=area).aggregate(total=Sum("kg"))["total"] or Decimal(0)
    total = held + more_kg
    if total > area.capacity_kg:
        yield warn("store_over_capacity", "/area", area=str(area), total=total, capacity=area.capacity_kg)
    is_point = area.kind == StorageArea.Kind.POINT
    if is_point and total > limit("storage_point.kg", clock.today(), area.facility.region_id):
        yield warn("storage_point_over_limit", "/area", area=str(area), total=total)


def lies_apart(area: StorageArea, batch: WasteBatch) -> Iterator[Finding]:
    """Incompatible wastes in one store are told; asked only where the table names the waste at all."""
    yield from come_together(area, [batch.waste_code], leaving=[batch.pk])


def come_together(area: StorageArea, codes: Iterable[WasteCode], *, leaving: Iterable = ()) -> Iterator[Finding]:
    """The same of several wastes that come into one store: with what lies there, less the batches `leaving`, and with
    each other."""
    coming = {code.code for code in codes if concerns(code.category_code)}
    if not coming:
        return
    beside = WasteBatch.objects.filter(stock__area=area, stock__kg__gt=0).exclude(pk__in=leaving).order_by()
    lying = set(beside.values_list("waste_code__code", flat=True).distinct())
    pairs = chain(product(sorted(coming), sorted(lying - coming)), combinations(sorted(coming), 2))
    yield from clashing(pairs, clock.today(), "incompatible_store", "/area")
