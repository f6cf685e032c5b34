"""Waste streams: a site's own profiles of what arises there, from which batches are declared."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.brief import WasteCodeBrief
from facilities.api.fields import Record
from facilities.api.reading import Shown
from facilities.models import WasteStream


class WasteStreamRecord(Record):
    facility = serializers.UUIDField(source="facility_id")
    waste_code = WasteCodeBrief()
    physical_state = serializers.CharField(source="physical_state_id", help_text="HJ 1276: S, L, G, SS, D …")
    packaging = serializers.CharField(source="packaging_id", allow_null=True)
    default_consignee = serializers.UUIDField(source="default_consignee_id", allow_null=True)
    default_method = serializers.CharField(source="default_method.code", allow_null=True, default=None)

    class Meta:
        model = WasteStream
        fields = [
            "id", "facility", "alias", "waste_code", "official_name", "physical_state", "hazards", "main_components",
            "harmful_components", "precautions", "packaging", "process", "default_consignee", "default_method",
            "retired_on",
        ]  # fmt: skip


class WasteStreamFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    code = filters.CharFilter(field_name="waste_code__code")
    retired = filters.BooleanFilter(field_name="retired_on", lookup_expr="isnull", exclude=True)


@extend_schema_view(
    list=extend_schema(summary="Waste streams of the own sites"), retrieve=extend_schema(summary="One waste stream")
)
class WasteStreams(Shown):
    queryset = WasteStream.objects.select_related("waste_code", "default_method")
    serializer_class = WasteStreamRecord
    filterset_class = WasteStreamFilter
