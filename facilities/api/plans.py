"""Management plans: what a site may hand over in a year, and how much of it is issued (HJ 1259-2022)."""

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from facilities.deadlines import is_filed_late
from facilities.models import ManagementPlan, PlanLine, PlanVersion


class PlanLineRecord(Record):
    generated_kg, transferred_kg, issued_kg = Kg(), Kg(), Kg()

    class Meta:
        model = PlanLine
        fields = ["id", "code", "generated_kg", "transferred_kg", "issued_kg"]


class PlanVersionRecord(Record):
    class Meta:
        model = PlanVersion
        fields = ["id", "number", "receipt_no", "filed_at", "note", "digest"]


class PlanRecord(Record):
    facility = serializers.UUIDField(source="facility_id")
    filed_on = serializers.DateField()
    is_late = serializers.SerializerMethodField(help_text="Filed after the last day that a dated rule sets.")
    lines = PlanLineRecord(many=True)
    versions = PlanVersionRecord(many=True)

    class Meta:
        model = ManagementPlan
        fields = ["id", "facility", "year", "filing_no", "filed_on", "is_late", "lines", "versions"]

    def get_is_late(self, plan) -> bool:
        return is_filed_late(plan)


class PlanFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    year = filters.NumberFilter(min_value=2000, max_value=2999)


@extend_schema_view(
    list=extend_schema(summary="Management plans of the own sites"), retrieve=extend_schema(summary="One plan")
)
class Plans(Shown):
    queryset = (
        ManagementPlan.objects.filed()
        .select_related("facility")
        .prefetch_related(
            Prefetch("lines", PlanLine.objects.order_by("code")),
            Prefetch("versions", PlanVersion.objects.defer("content").order_by("-number")),
        )
    )
    serializer_class = PlanRecord
    filterset_class = PlanFilter
