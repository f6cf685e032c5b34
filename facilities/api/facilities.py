"""Facilities: those of the reader's enterprises or region, and the public directory to choose receivers from."""

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from facilities import clock
from facilities.api.brief import RegionBrief
from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from facilities.models import Enterprise, Facility, Permit, PermitItem


class EnterpriseRecord(Record):
    class Meta:
        model = Enterprise
        fields = ["id", "country", "registration_no", "name"]


class FacilityRecord(Record):
    enterprise = EnterpriseRecord()
    region = RegionBrief()

    class Meta:
        model = Facility
        fields = [
            "id", "name", "enterprise", "region", "address", "longitude", "latitude", "contact_name", "contact_phone",
            "emergency_phone", "is_generator", "is_collector", "is_transporter", "is_disposal_site",
            "management_class", "closed_on",
        ]  # fmt: skip


class PublicPermitItem(Record):
    """What may be taken: whole categories (HW08) or full codes, by which methods."""

    annual_kg = Kg()

    class Meta:
        model = PermitItem
        fields = ["codes", "methods", "annual_kg"]


class PublicPermit(Record):
    items = PublicPermitItem(many=True)

    class Meta:
        model = Permit
        fields = ["number", "kind", "valid_from", "valid_to", "items"]


class DirectoryEntry(Record):
    """A receiver or carrier as everybody may know it, with the permits valid today."""

    enterprise = EnterpriseRecord()
    region = RegionBrief()
    permits = PublicPermit(many=True, source="valid_permits")

    class Meta:
        model = Facility
        fields = [
            "id", "name", "enterprise", "region", "address", "contact_phone", "is_collector", "is_transporter",
            "is_disposal_site", "permits",
        ]  # fmt: skip


class FacilityFilter(filters.FilterSet):
    region = filters.CharFilter(method="in_region", label="Region code; a city's code finds its districts too.")
    name = filters.CharFilter(lookup_expr="icontains", label="Part of the name.")
    registration_no = filters.CharFilter(field_name="enterprise__registration_no")

    class Meta:
        model = Facility
        fields = ["is_generator", "is_collector", "is_transporter", "is_disposal_site"]

    def in_region(self, rows, _name, code):
        return rows.filter(region__code__startswith=code.rstrip("0") or code)


class DirectoryFilter(FacilityFilter):
    code = filters.CharFilter(method="may_take", label="Waste code: receivers with a valid permit for it.")

    def may_take(self, rows, _name, code):
        ending = code.rpartition("-")[2]
        items = PermitItem.objects.filter(codes__overlap=[code, f"HW{ending}"])
        return rows.filter(permits__in=Permit.objects.valid_on(clock.today()).filter(items__in=items)).distinct()


@extend_schema_view(
    list=extend_schema(summary="Facilities of the own enterprises, or of the official's region"),
    retrieve=extend_schema(summary="One facility"),
)
class Facilities(Shown):
    """Sites: the unit that plans, permits and limits are about."""

    queryset = Facility.objects.select_related("enterprise", "region")
    serializer_class = FacilityRecord
    filterset_class = FacilityFilter


@extend_schema_view(
    list=extend_schema(summary="Open receivers and carriers of everybody, to choose from"),
    retrieve=extend_schema(summary="One entry of the directory"),
)
class Directory(Shown):
    """The public list of receivers and carriers."""

    queryset = Facility.objects.directory().select_related("enterprise", "region")
    serializer_class = DirectoryEntry
    filterset_class = DirectoryFilter

    def seen(self, rows):
        valid = Permit.objects.valid_on(clock.today()).prefetch_related("items").order_by("pk")
        return rows.prefetch_related(Prefetch("permits", valid, to_attr="valid_permits"))
