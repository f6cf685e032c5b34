"""Trips: one vehicle, one crew, one tour, and the manifests it carries."""

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from facilities.api.brief import FacilityBrief
from facilities.api.fields import Form, Record
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from manifests.actions.picking import MOST_LINES
from transport.actions.plan_trip import assign, plan_trip
from transport.models import Driver, Escort, Leg, Trip, Vehicle

ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
PLAN = {
    "carrier": f"{ID}0",
    "vehicle": f"{ID}1",
    "driver": f"{ID}2",
    "planned_for": "2026-03-01",
    "manifests": [f"{ID}3"],
}


class PlanTrip(Form):
    """Vehicle, driver and escort are the carrier's own, with certificates valid on the day."""

    carrier = serializers.UUIDField(help_text="The own site that carries.")
    vehicle = serializers.UUIDField()
    driver = serializers.UUIDField()
    escort = serializers.UUIDField(required=False)
    planned_for = serializers.DateField(required=False, help_text="Today unless told.")
    manifests = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=MOST_LINES)


class Assign(Form):
    manifest = serializers.UUIDField(help_text="Issued or on the road, with this carrier for its next leg.")


class VehicleBrief(Record):
    class Meta:
        model = Vehicle
        fields = ["id", "plate"]


class DriverBrief(Record):
    class Meta:
        model = Driver
        fields = ["id", "name", "phone"]


class EscortBrief(Record):
    class Meta:
        model = Escort
        fields = ["id", "name", "phone"]


class LoadRecord(Record):
    """A manifest on the trip, and when this truck had custody of it."""

    manifest = serializers.UUIDField(source="manifest_id")
    number = serializers.CharField(source="manifest.number")
    state = serializers.CharField(source="manifest.state", help_text="The manifest's state.")
    leg = serializers.UUIDField(source="id")

    class Meta:
        model = Leg
        fields = ["leg", "manifest", "number", "state", "position", "taken_over_at", "ended_at"]


class TripRecord(Record):
    carrier = FacilityBrief()
    vehicle = VehicleBrief()
    driver = DriverBrief()
    escort = EscortBrief(allow_null=True)
    loads = LoadRecord(many=True, source="legs")

    class Meta:
        model = Trip
        fields = ["id", "carrier", "vehicle", "driver", "escort", "planned_for", "recorded_at", "ended_at", "loads"]


class TripFilter(filters.FilterSet):
    carrier = filters.UUIDFilter()
    vehicle = filters.UUIDFilter()
    driver = filters.UUIDFilter()
    manifest = filters.UUIDFilter(field_name="legs__manifest")
    planned_for = filters.DateFilter()
    ended = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


LOADS = Prefetch("legs", Leg.objects.select_related("manifest").order_by("pk"))


@extend_schema_view(list=extend_schema(summary="Trips"), retrieve=extend_schema(summary="A trip"))
class Trips(Shown):
    queryset = Trip.objects.select_related("carrier__enterprise", "vehicle", "driver", "escort").prefetch_related(LOADS)
    serializer_class = TripRecord
    filterset_class = TripFilter

    @extend_schema(
        summary="Plan a trip",
        request=PlanTrip,
        responses={201: TripRecord, 200: OpenApiResponse(TripRecord, "Planned before with the same Idempotency-Key.")},
        examples=[OpenApiExample("Example", PLAN, request_only=True)],
    )
    def create(self, request):
        sent = self._read(PlanTrip)
        pk, repeated = once(request, "plan_trip", sent, lambda: plan_trip(by=request.user, **sent).pk)
        return answered(self._shown(pk), repeated)

    @extend_schema(
        summary="Put a manifest on it",
        request=Assign,
        responses=TripRecord,
        examples=[OpenApiExample("Example", {"manifest": f"{ID}3"}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def assign(self, request, pk):
        trip = get_object_or_404(self.get_queryset(), pk=pk)
        sent = self._read(Assign)
        what = f"assign {pk}"
        _key, repeated = once(request, what, sent, lambda: assign(by=request.user, trip=trip, **sent).pk)
        return answered(self._shown(pk), repeated, made=False)

    def _read(self, form: type[Form]) -> dict:
        sent = form(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    def _shown(self, pk) -> dict:
        return TripRecord(self.get_queryset().get(pk=pk)).data
