"""What is sent of a cross-province application."""

from rest_framework import serializers

from facilities.api.fields import Form, Kg
from facilities.models import CrossingApplication

State = CrossingApplication.State
MOST_WASTES = 200
# What authorities do; the firm's own steps have their own addresses.
KINDS = [(kind.value, kind.label) for kind in State if kind not in (State.DRAFT, State.HANDED_IN, State.WITHDRAWN)]


class WasteForm(Form):
    code = serializers.CharField(max_length=11)
    kg = Kg()


class WriteCrossing(Form):
    consignee = serializers.UUIDField(help_text="A receiver from the directory, in another province.")
    method = serializers.CharField(max_length=8, help_text="R9, D10: from `methods`.")
    valid_from, valid_to = serializers.DateField(), serializers.DateField(help_text="This day included.")
    treatment = serializers.CharField(
        max_length=600, required=False, allow_blank=True, help_text="How the receiver stores, uses or disposes of it."
    )
    wastes = WasteForm(many=True, required=False, max_length=MOST_WASTES)


class BeginCrossing(WriteCrossing):
    consignor = serializers.UUIDField(help_text="The own site it leaves.")


class RecordStep(Form):
    kind = serializers.ChoiceField(
        choices=KINDS,
        help_text="What happened; `next_steps` of the application names what may come now.",
    )
    happened_on = serializers.DateField(required=False, help_text="Today unless told.")
    agrees = serializers.BooleanField(
        required=False, allow_null=True, help_text="Of a reply: whether the receiving province agrees."
    )
    document_no = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="Number of the letter or decision."
    )
    note = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="The reason of a return or refusal."
    )


ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
WRITE = {
    "consignee": f"{ID}1",
    "method": "R9",
    "valid_from": "2026-10-01",
    "valid_to": "2027-09-30",
    "treatment": "Distilled in plant 2, 30,000 t a year",
    "wastes": [{"code": "900-249-08", "kg": "50000.000"}],
}
BEGIN = {"consignor": f"{ID}0", **WRITE}
RECORD = {"kind": "granted", "happened_on": "2026-10-30", "document_no": "苏环跨〔2026〕7号"}
