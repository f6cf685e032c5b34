"""Custody events as the API tells them: who did what, as whom, when, and what was signed."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from facilities.api.fields import Record
from manifests.api.particulars import PARTICULARS
from manifests.models import CustodyEvent
from manifests.rules.finding import Finding
from manifests.states import TRANSITIONS, Party


class WarningRecord(serializers.Serializer):
    """What a rule noted and did not block, in the reader's language."""

    code = serializers.CharField()
    field = serializers.CharField(help_text="JSON Pointer.")
    message = serializers.CharField()
    rule = serializers.CharField()


class EventRecord(Record):
    """One link of the subject's chain. `hash` covers everything here and `previous_hash` (RFC 8785, SHA-256)."""

    action = serializers.ChoiceField(choices=sorted({row.action for row in TRANSITIONS}))
    party = serializers.ChoiceField(choices=[party.value for party in Party])
    particulars = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = CustodyEvent
        fields = [
            "id", "sequence", "action", "old_state", "new_state", "person_name", "party", "on_behalf_of",
            "happened_at", "recorded_at", "longitude", "latitude", "device", "evidence", "particulars", "warnings",
            "previous_hash", "hash",
        ]  # fmt: skip

    @extend_schema_field(PARTICULARS)
    def get_particulars(self, event) -> dict:
        return event.particulars

    @extend_schema_field(WarningRecord(many=True))
    def get_warnings(self, event) -> list[dict]:
        findings = [Finding.from_record(record) for record in event.warnings]
        return [
            {"code": found.code, "field": found.field, "message": found.message, "rule": found.law}
            for found in findings
        ]
