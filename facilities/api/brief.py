"""How other nouns name a facility, a region or a waste code: enough to know which one, and no statement of its own."""

from rest_framework import serializers

from facilities.api.fields import Record
from facilities.models import Facility, Region, WasteCode


class RegionBrief(Record):
    name = serializers.CharField(source="localised_name", help_text="In the reader's language.")

    class Meta:
        model = Region
        fields = ["code", "name"]


class FacilityBrief(Record):
    """Needs the facility's enterprise loaded."""

    enterprise = serializers.CharField(source="enterprise.name", help_text="The enterprise's name.")
    registration_no = serializers.CharField(
        source="enterprise.registration_no", help_text="Unified social credit code (GB 32100)."
    )
    region = serializers.CharField(source="region_id", help_text="Six-digit code (GB/T 2260).")

    class Meta:
        model = Facility
        fields = ["id", "name", "enterprise", "registration_no", "region"]


class WasteCodeBrief(Record):
    category = serializers.CharField(source="category_code", help_text="HW08, S17.")
    edition = serializers.CharField(source="edition_id")

    class Meta:
        model = WasteCode
        fields = ["id", "code", "category", "edition", "hazardous"]
