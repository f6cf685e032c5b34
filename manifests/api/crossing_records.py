"""What is answered of a cross-province application."""

from rest_framework import serializers

from facilities.api.brief import FacilityBrief
from facilities.api.fields import Moment, Record
from facilities.models import CrossingApplication, CrossingStep, CrossingVersion


class CrossingParty(serializers.Serializer):
    enterprise, registration_no, facility = (serializers.CharField() for _name in range(3))
    address, region, contact, phone, emergency_phone = (serializers.CharField() for _name in range(5))


class CrossingWaste(serializers.Serializer):
    """`planned_kg`: of the filed plan of the year, empty where it names none. `permit`: the receiver's that covers
    it."""

    code, name, category, kg, planned_kg, permit = (serializers.CharField() for _name in range(6))
    hazards = serializers.ListField(child=serializers.CharField())
    physical_state, harmful_components, packaging = (serializers.CharField() for _name in range(3))


class CrossingMethod(serializers.Serializer):
    code, name = serializers.CharField(), serializers.CharField()


class CrossingTerm(serializers.Serializer):
    number, issuer, valid_from, valid_to = (serializers.CharField() for _name in range(4))


class CrossingPermitItem(serializers.Serializer):
    codes = serializers.ListField(child=serializers.CharField())
    methods = serializers.ListField(child=serializers.CharField())
    annual_kg = serializers.CharField()


class CrossingPermit(CrossingTerm):
    items = CrossingPermitItem(many=True)


class CrossingPlan(serializers.Serializer):
    filing_no = serializers.CharField()
    year = serializers.IntegerField()


class OrNull:
    """An empty object of the frozen content is answered as null."""

    def to_representation(self, value):
        return super().to_representation(value) if value else None


class ContractOrNull(OrNull, CrossingTerm):
    """The contract between the two."""


class PlanOrNull(OrNull, CrossingPlan):
    """The filed plan of the year."""


class CrossingContent(serializers.Serializer):
    """All that it says, kilograms and days as text."""

    consignor, consignee = CrossingParty(), CrossingParty()
    method = CrossingMethod()
    period = serializers.ListField(child=serializers.CharField(), help_text="First and last day.")
    treatment, kg = serializers.CharField(), serializers.CharField()
    lines = CrossingWaste(many=True)
    permits = CrossingPermit(many=True)
    contract, plan = ContractOrNull(allow_null=True), PlanOrNull(allow_null=True)


class CrossingItem(serializers.Serializer):
    """`state`: there, missing (nothing is handed in without it), wanting (told, and handed in all the same) or by_hand
    (a copy goes behind what is printed)."""

    code, state, detail = serializers.CharField(), serializers.CharField(), serializers.CharField()
    what = serializers.CharField(help_text="In the language of Accept-Language.")
    who = serializers.CharField(help_text="Who has it where it is not there.")


class CrossingStepRecord(Record):
    due_at = Moment(allow_null=True)

    class Meta:
        model = CrossingStep
        fields = ["number", "kind", "happened_on", "recorded_at", "office", "agrees", "document_no", "note", "due_at"]


class CrossingVersionRecord(Record):
    class Meta:
        model = CrossingVersion
        fields = ["number", "digest", "handed_in_at"]


class CrossingClock(serializers.Serializer):
    """What the authority owes now. `assumed`: a year on the way has no holidays loaded."""

    kind = serializers.CharField()
    due_at, last_day = Moment(), serializers.DateField()
    assumed = serializers.BooleanField()


class CrossingStanding(serializers.Serializer):
    """`by_silence`: the papers count as accepted because nobody answered within the term."""

    state, since = serializers.CharField(), serializers.DateField()
    by_silence = serializers.BooleanField()
    clock = CrossingClock(allow_null=True)


class CrossingBrief(Record):
    """`number` is empty until it is handed in."""

    consignor, consignee = FacilityBrief(), FacilityBrief()

    class Meta:
        model = CrossingApplication
        fields = ["id", "number", "state", "consignor", "consignee", "begun_at"]


class CrossingRecord(CrossingBrief):
    """`version` is the one whose content this is; null for a draft and for what its firm is changing."""

    version = serializers.IntegerField(source="shown_version", allow_null=True)
    content = CrossingContent(source="said")
    checklist = CrossingItem(many=True, source="lacks")
    standing = CrossingStanding(source="stands", allow_null=True)
    steps = CrossingStepRecord(many=True, source="ordered")
    versions = CrossingVersionRecord(many=True, source="handed_in")
    allowed_actions = serializers.ListField(child=serializers.CharField())
    next_steps = serializers.ListField(
        child=serializers.CharField(), help_text="Kinds of steps that the reader may record now."
    )

    class Meta(CrossingBrief.Meta):
        fields = [
            *CrossingBrief.Meta.fields, "version", "content", "checklist", "standing", "steps", "versions",
            "allowed_actions", "next_steps",
        ]  # fmt: skip
