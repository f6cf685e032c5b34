"""Stock: what lies where now, from the ledger's running balance."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Kg, Moment, Record
from facilities.api.reading import Listed
from manifests.filters import StockFilter
from manifests.models import Stock, WasteBatch


class StockRecord(Record):
    """Without a facility it is on the road; without an area it is on site and not in a store."""

    batch = serializers.UUIDField(source="batch_id")
    batch_number = serializers.CharField(source="batch.number")
    waste_code = serializers.CharField(source="batch.waste_code.code")
    facility = serializers.UUIDField(source="facility_id", allow_null=True)
    area = serializers.UUIDField(source="area_id", allow_null=True)
    held_since = Moment(source="batch.held_since")
    kg = Kg()

    class Meta:
        model = Stock
        fields = ["batch", "batch_number", "waste_code", "account", "facility", "area", "held_since", "kg"]


@extend_schema_view(list=extend_schema(summary="What lies where now"))
class StockList(Listed):
    queryset = Stock.objects.filter(kg__gt=0).select_related("batch__waste_code")
    serializer_class = StockRecord
    filterset_class = StockFilter

    def seen(self, rows):
        return rows.filter(batch__in=WasteBatch.objects.visible_to(self.request.user).values("pk"))
