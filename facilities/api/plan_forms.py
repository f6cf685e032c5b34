"""What is sent to write a plan: rows by the codes and keys that the other lists give, amounts in kilograms."""

from rest_framework import serializers

from facilities.api.fields import Form, Kg
from facilities.clock import FIRST_YEAR, LAST_YEAR
from facilities.forms.plan_rows import MOST
from facilities.models import PlannedGeneration, PlannedTransfer


def text(longest: int, **options) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, **options)


def amount(**options) -> Kg:
    return Kg(min_value=0, **options)


class BeginPlan(Form):
    facility = serializers.UUIDField(help_text="An own site where waste arises.")
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text="This year or the next.")


class BasicsForm(Form):
    """Fields that are not sent stay as they are."""

    registered_address, legal_representative, legal_representative_phone = text(200), text(60), text(30)
    technical_lead, technical_lead_phone = text(60), text(30)
    eia_no, discharge_permit_no = text(60), text(60)
    operating_since = serializers.DateField(required=False, allow_null=True)
    eia_annual_kg = amount(required=False, allow_null=True)
    long_cycle = serializers.BooleanField(required=False)
    treats_own_waste = serializers.BooleanField(required=False)


class UnitForm(Form):
    code, unit, name = (serializers.CharField(max_length=longest) for longest in (20, 60, 60))
    process, parameters, capacity = text(60), text(200), text(60)
    products, materials = text(200), text(200)


class GenerationForm(Form):
    stream = serializers.UUIDField()
    kg = amount()
    unit_code = text(20, help_text="Of table A.2.")
    step = text(120)
    destination = serializers.ChoiceField(
        choices=PlannedGeneration.Destination.choices, required=False, allow_blank=True
    )
    destination_code = text(20)
    destination_kg = amount(required=False, allow_null=True)


class StorageForm(Form):
    area_code = serializers.CharField(max_length=20)
    stream = serializers.UUIDField()
    packaging = text(12, help_text="Code such as 1A2 or 桶, or the id that waste streams give.")
    kg = amount()


class TreatmentForm(Form):
    facility_kind, facility_code = (serializers.CharField(max_length=longest) for longest in (60, 20))
    stream = serializers.UUIDField()
    method_code = serializers.CharField(max_length=8)
    kg = amount()


class ReductionForm(Form):
    stream = serializers.UUIDField()
    kg = amount()
    measures = text(200)


class TransferForm(Form):
    """With `receiver`, a site of the directory, name, permit number and kind of transfer follow from it."""

    code = serializers.CharField(max_length=11)
    name = text(120)
    kg = amount()
    scope = serializers.ChoiceField(choices=PlannedTransfer.Scope.choices, required=False)
    method_code = text(8)
    receiver_kind = serializers.ChoiceField(choices=PlannedTransfer.ReceiverKind.choices, required=False)
    receiver = serializers.UUIDField(required=False, allow_null=True)
    receiver_name, permit_no = text(120), text(60)


class SeenForm(Form):
    """The digest of each table as it was read."""

    a1, a2, a3, a4 = (text(64, allow_null=True) for _table in range(4))
    a5, a6, a7 = (text(64, allow_null=True) for _table in range(3))


def rows(form: type[Form]) -> Form:
    return form(many=True, required=False, max_length=MOST)


class WritePlan(Form):
    """Tables to put in place of those that the draft has; those that are not sent stay."""

    a1 = BasicsForm(required=False)
    a2, a3, a4 = rows(UnitForm), rows(GenerationForm), rows(StorageForm)
    a5, a6, a7 = rows(TreatmentForm), rows(ReductionForm), rows(TransferForm)
    seen = SeenForm(
        required=False, help_text="From `seen` of the draft: a table that somebody has saved since is refused."
    )


class FilePlan(Form):
    note = text(200, help_text="What was changed, and why; asked of every version but the first.")


ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
BEGIN = {"facility": f"{ID}0", "year": 2026}
WRITE = {
    "a3": [{"stream": f"{ID}1", "kg": "1200.000", "step": "turning"}],
    "a7": [{"code": "900-249-08", "kg": "1200.000", "method_code": "R9", "receiver": f"{ID}2"}],
}
