"""Legs: who carries a manifest over which stretch, in order."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.brief import FacilityBrief
from facilities.api.fields import Form, Record
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from manifests.models import Manifest
from transport.actions.add_leg import add_leg
from transport.models import Leg, Trip


class NextCarrier(Form):
    """Who takes over on the road after the carriers already named (Order 23, Art. 17)."""

    manifest = serializers.UUIDField()
    carrier = serializers.UUIDField(help_text="A carrier from the directory.")


class TripBrief(Record):
    plate = serializers.CharField(source="vehicle.plate")
    driver_name = serializers.CharField(source="driver.name")

    class Meta:
        model = Trip
        fields = ["id", "planned_for", "plate", "driver_name"]


class LegRecord(Record):
    """Without a trip the carrier has not named a truck yet."""

    manifest = serializers.UUIDField(source="manifest_id")
    carrier = FacilityBrief()
    trip = TripBrief(allow_null=True)

    class Meta:
        model = Leg
        fields = ["id", "manifest", "position", "carrier", "trip", "taken_over_at", "ended_at"]


class LegFilter(filters.FilterSet):
    manifest = filters.UUIDFilter()
    carrier = filters.UUIDFilter()
    trip = filters.UUIDFilter()


EXAMPLE = {"manifest": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a10", "carrier": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a11"}


@extend_schema_view(
    list=extend_schema(summary="Legs of the manifests one sees"), retrieve=extend_schema(summary="A leg")
)
class Legs(Shown):
    queryset = Leg.objects.select_related("carrier__enterprise", "trip__vehicle", "trip__driver")
    serializer_class = LegRecord
    filterset_class = LegFilter

    def seen(self, rows):
        return rows.filter(manifest__in=Manifest.objects.visible_to(self.request.user).values("pk"))

    @extend_schema(
        summary="Name the next carrier",
        request=NextCarrier,
        responses={201: LegRecord, 200: OpenApiResponse(LegRecord, "Named before with the same Idempotency-Key.")},
        examples=[OpenApiExample("Example", EXAMPLE, request_only=True)],
    )
    def create(self, request):
        form = NextCarrier(data=request.data)
        form.is_valid(raise_exception=True)
        sent = form.validated_data
        pk, repeated = once(request, "add_leg", sent, lambda: add_leg(by=request.user, **sent).pk)
        return answered(LegRecord(self.get_queryset().get(pk=pk)).data, repeated)
