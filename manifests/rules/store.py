"""What a storage area may hold (GB 18597-2023). Overfilling is told and recorded: the waste is already there."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from facilities import clock
from facilities.limits import limit
from facilities.models import StorageArea
from manifests.models import Stock
from manifests.rules.finding import Finding, warn


def area_holds(area: StorageArea, more_kg: Decimal) -> Iterator[Finding]:
    held = Stock.objects.filter(area=area).aggregate(total=Sum("kg"))["total"] or Decimal(0)
    total = held + more_kg
    if total > area.capacity_kg:
        yield warn("store_over_capacity", "/area", area=str(area), total=total, capacity=area.capacity_kg)
    is_point = area.kind == StorageArea.Kind.POINT
    if is_point and total > limit("storage_point.kg", clock.today(), area.facility.region_id):
        yield warn("storage_point_over_limit", "/area", area=str(area), total=total)
