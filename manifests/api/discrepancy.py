"""The discrepancy notice as data: what a receipt refused or found otherwise than its manifest says."""

from rest_framework import serializers

from facilities.api.fields import Kg
from manifests.misfits import Misfit


class DiscrepantLine(serializers.Serializer):
    """One line, as the receipt froze it; kilograms are exact, `percent` has two decimals."""

    position = serializers.IntegerField(source="sent.position")
    waste_name, waste_code = serializers.CharField(source="sent.name"), serializers.CharField(source="sent.code")
    declared_kg, accepted_kg, rest_kg = Kg(), Kg(), Kg()
    weighed_kg, difference_kg = Kg(allow_null=True), Kg(allow_null=True)
    percent = serializers.DecimalField(max_digits=24, decimal_places=2, allow_null=True)
    opinion = serializers.CharField(source="judged.opinion")
    misfits = serializers.ListField(
        child=serializers.ChoiceField(Misfit.choices), source="judged.misfits", default=list
    )
    reason = serializers.CharField(source="judged.reason")
    significant_difference = serializers.CharField(source="judged.significant_difference")


class SeenRecord(serializers.Serializer):
    """Who of the consignor has seen it."""

    person, on_behalf_of = serializers.CharField(), serializers.CharField()
    at = serializers.CharField(source="recorded")


class DiscrepancyRecord(serializers.Serializer):
    """To the consignor and to the authority of the receiving place. `seen` is empty until it is acknowledged."""

    number = serializers.CharField(help_text="Spaced, as printed.")
    consignor = serializers.CharField(source="part.consignor.enterprise")
    consignee = serializers.CharField(source="consignee.enterprise")
    authority = serializers.CharField(help_text="The receiving place, by name.")
    lines = DiscrepantLine(many=True)
    child = serializers.CharField(help_text="The manifest under which the rest goes on; empty where nothing does.")
    seen = SeenRecord(allow_null=True)
