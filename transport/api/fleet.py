"""The fleet: vehicles, drivers and escorts of the own carriers, each with a certificate and its term."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from transport.models import Driver, Escort, Vehicle

CERTIFICATE = ["number", "issuer", "valid_from", "valid_to", "revoked_on"]


class VehicleRecord(Record):
    carrier = serializers.UUIDField(source="carrier_id")
    max_kg = Kg()

    class Meta:
        model = Vehicle
        fields = ["id", "carrier", "plate", "kind", "max_kg", *CERTIFICATE]


class DriverRecord(Record):
    carrier = serializers.UUIDField(source="carrier_id")

    class Meta:
        model = Driver
        fields = ["id", "carrier", "name", "phone", *CERTIFICATE]


class EscortRecord(DriverRecord):
    class Meta(DriverRecord.Meta):
        model = Escort


class FleetFilter(filters.FilterSet):
    carrier = filters.UUIDFilter()
    valid_on = filters.DateFilter(method="valid", label="Whose certificate is valid on this day.")

    def valid(self, rows, _name, day):
        return rows.valid_on(day)


class VehicleFilter(FleetFilter):
    plate = filters.CharFilter()


@extend_schema_view(list=extend_schema(summary="Vehicles"), retrieve=extend_schema(summary="A vehicle"))
class Vehicles(Shown):
    queryset = Vehicle.objects.all()
    serializer_class = VehicleRecord
    filterset_class = VehicleFilter


@extend_schema_view(list=extend_schema(summary="Drivers"), retrieve=extend_schema(summary="A driver"))
class Drivers(Shown):
    queryset = Driver.objects.all()
    serializer_class = DriverRecord
    filterset_class = FleetFilter


@extend_schema_view(list=extend_schema(summary="Escorts"), retrieve=extend_schema(summary="An escort"))
class Escorts(Shown):
    queryset = Escort.objects.all()
    serializer_class = EscortRecord
    filterset_class = FleetFilter
