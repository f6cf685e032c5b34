"""Storage areas: where a batch can be put (GB 18597-2023)."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from facilities.models import StorageArea


class StorageAreaRecord(Record):
    facility = serializers.UUIDField(source="facility_id")
    capacity_kg = Kg()

    class Meta:
        model = StorageArea
        fields = ["id", "facility", "code", "name", "kind", "capacity_kg", "day_limit", "closed_on"]


class StorageAreaFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    closed = filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull", exclude=True)


@extend_schema_view(
    list=extend_schema(summary="Storage areas of the own sites"), retrieve=extend_schema(summary="One storage area")
)
class StorageAreas(Shown):
    queryset = StorageArea.objects.all()
    serializer_class = StorageAreaRecord
    filterset_class = StorageAreaFilter
