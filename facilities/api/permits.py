"""Operating permits with what the year has used of them (State Council Order 408)."""

from decimal import Decimal

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from facilities import clock
from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from facilities.models import Permit, PermitItem, PermitUsage


class PermitItemRecord(Record):
    """`used_kg` is what this calendar year has accepted and what has been issued and is on its way (kg)."""

    annual_kg = Kg()
    used_kg = serializers.SerializerMethodField()

    class Meta:
        model = PermitItem
        fields = ["id", "codes", "methods", "annual_kg", "used_kg"]

    @extend_schema_field(Kg())
    def get_used_kg(self, item) -> str:
        used = sum((use.committed_kg + use.received_kg for use in item.this_year), Decimal(0))
        return f"{used:.3f}"


class PermitRecord(Record):
    facility = serializers.UUIDField(source="facility_id")
    items = PermitItemRecord(many=True)

    class Meta:
        model = Permit
        fields = [
            "id",
            "facility",
            "number",
            "issuer",
            "kind",
            "valid_from",
            "valid_to",
            "revoked_on",
            "ended_as",
            "items",
        ]


class PermitFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    valid_on = filters.DateFilter(method="valid", label="Valid on this day.")

    class Meta:
        model = Permit
        fields = ["kind"]

    def valid(self, rows, _name, day):
        return rows.valid_on(day)


@extend_schema_view(
    list=extend_schema(summary="Permits of the own sites"), retrieve=extend_schema(summary="One permit")
)
class Permits(Shown):
    queryset = Permit.objects.all()
    serializer_class = PermitRecord
    filterset_class = PermitFilter

    def seen(self, rows):
        use = PermitUsage.objects.filter(year=clock.today().year)
        items = PermitItem.objects.prefetch_related(Prefetch("usages", use, to_attr="this_year")).order_by("pk")
        return super().seen(rows).prefetch_related(Prefetch("items", items))
