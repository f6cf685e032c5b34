"""One row of each of the plan's tables, as a clerk writes it. Amounts are in tonnes, as the plan has them."""

from decimal import Decimal

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from facilities.duties import PlanTable
from facilities.errors import Refusal
from facilities.forms.once import sentence
from facilities.models import PlannedGeneration, PlannedTransfer

TONNE = Decimal(1000)


class TonnesField(forms.DecimalField):
    """Tonnes on the page, kilograms in the program: 1.5 is 1500."""

    def __init__(self, **options):
        shown = forms.NumberInput(attrs={"data-unit": "t", "step": "any"})
        super().__init__(max_digits=15, decimal_places=6, min_value=0, widget=shown, **options)

    def clean(self, value):
        tonnes = super().clean(value)
        return None if tonnes is None else tonnes * TONNE

    def prepare_value(self, value):
        # 12.000000 is exact and hard to read back; 12 says the same.
        return f"{(value / TONNE).normalize():f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class RowField(forms.ChoiceField):
    """A choice among rows that are at hand already, so that a form of fifty lines asks the database once."""

    def offer(self, rows: list[Model], label=str) -> None:
        self.rows = {str(row.pk): row for row in rows}
        # Never chosen beforehand: the table's empty last line must stay a line that says nothing.
        self.choices = [("", "—"), *((key, label(row)) for key, row in self.rows.items())]

    def clean(self, value):
        return self.rows.get(super().clean(value))

    def prepare_value(self, value):
        return str(value.pk) if isinstance(value, Model) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class PlanRowForm(forms.Form):
    """`options`: {field: rows} for the choices, {"code": [(code, label)]} for the wastes of a transfer."""

    columns: tuple[str, ...] = ()

    def __init__(self, *args, options: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RowField):
                field.offer(options.get(name, []), options.get(f"{name}_label", str))
            elif name == "code" and "code" in options:
                field.choices = [("", "—"), *options["code"]]

    @property
    def row(self) -> dict:
        """The row as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}


def stream_label(stream) -> str:
    return f"{stream.waste_code.code} {stream.alias}"


class UnitForm(PlanRowForm):
    unit = forms.CharField(label=_("Production unit"), max_length=60)
    process = forms.CharField(label=_("Production process"), max_length=60, required=False)
    name = forms.CharField(label=_("Facility name"), max_length=60)
    code = forms.CharField(
        label=_("Facility code"),
        max_length=20,
        help_text=_("As in the pollutant permit; without one MF and a number, such as MF0001."),
    )
    parameters = forms.CharField(label=_("Parameters (name, design value, unit)"), max_length=200, required=False)
    capacity = forms.CharField(label=_("Production capacity"), max_length=60, required=False)
    products = forms.CharField(label=_("Products"), max_length=200, required=False)
    materials = forms.CharField(label=_("Raw and auxiliary materials"), max_length=200, required=False)


class GenerationForm(PlanRowForm):
    stream = RowField(label=_("Waste"))
    kg = TonnesField(label=_("Will arise"))
    unit = RowField(label=_("Arises in"), required=False)
    step = forms.CharField(label=_("Step at which it arises"), max_length=120)
    destination = forms.ChoiceField(
        label=_("Goes on the site to"), choices=[("", "—"), *PlannedGeneration.Destination.choices], required=False
    )
    destination_code = forms.CharField(label=_("Facility code there"), max_length=20, required=False)
    destination_kg = TonnesField(label=_("Capacity there"), required=False)


class StorageForm(PlanRowForm):
    area = RowField(label=_("Store"))
    stream = RowField(label=_("Waste"))
    packaging = RowField(label=_("Packaging"), required=False)
    kg = TonnesField(label=_("Will be left"))


class TreatmentForm(PlanRowForm):
    facility_kind = forms.CharField(label=_("Kind of facility"), max_length=60)
    facility_code = forms.CharField(label=_("Facility code"), max_length=20)
    stream = RowField(label=_("Waste"))
    method = RowField(label=_("Method"))
    kg = TonnesField(label=_("Will be treated"))


class ReductionForm(PlanRowForm):
    stream = RowField(label=_("Waste"))
    kg = TonnesField(label=_("Less than without measures"))
    measures = forms.CharField(label=_("Plans and measures"), max_length=200, required=False)


class TransferForm(PlanRowForm):
    code = forms.ChoiceField(label=_("Waste code"))
    name = forms.CharField(label=_("Waste name"), max_length=120, required=False)
    kg = TonnesField(label=_("Will be handed over"))
    method = RowField(label=_("Method"))
    receiver = RowField(
        label=_("Intended receiver"),
        required=False,
        help_text=_("Name, permit and kind of transfer follow from one that is registered here."),
    )
    receiver_name = forms.CharField(label=_("Receiver's name"), max_length=120, required=False)
    permit_no = forms.CharField(label=_("Permit number"), max_length=60, required=False)
    # With an initial value, so that the empty last line stays one that says nothing.
    scope = forms.ChoiceField(
        label=_("Kind of transfer"), choices=PlannedTransfer.Scope.choices, initial=PlannedTransfer.Scope.PROVINCE
    )
    receiver_kind = forms.ChoiceField(
        label=_("Kind of receiver"),
        choices=PlannedTransfer.ReceiverKind.choices,
        initial=PlannedTransfer.ReceiverKind.PERMIT,
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("receiver") and not cleaned.get("receiver_name"):
            self.add_error("receiver_name", _("Choose a receiver or write its name."))
        return cleaned


class PlanRows(forms.BaseFormSet):
    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this line out")

    def clean(self):
        # The page always sends its empty last line; without any the table would be wiped by an accident on the way.
        if self.total_form_count() < 1:
            raise forms.ValidationError(_("No line of the table arrived. Send it again."), code="table_missing")

    @property
    def kept(self) -> list[PlanRowForm]:
        """The forms whose rows stay: those that say something and are not left out."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or not form.empty_permitted)
        ]

    def show(self, refusal: Refusal) -> None:
        """Put each reason beside its row's box; what is about no single row goes on top."""
        kept = self.kept
        for reason in refusal.all:
            match reason.field.strip("/").split("/"):
                case ["rows", number, name] if name in kept[int(number)].fields:
                    kept[int(number)].add_error(name, sentence(reason))
                case ["rows", number, *_rest]:
                    kept[int(number)].add_error(None, sentence(reason))
                case _:
                    self.non_form_errors().append(sentence(reason))


FORMS = {
    PlanTable.PRODUCTION: UnitForm,
    PlanTable.GENERATION: GenerationForm,
    PlanTable.STORAGE: StorageForm,
    PlanTable.OWN_TREATMENT: TreatmentForm,
    PlanTable.REDUCTION: ReductionForm,
    PlanTable.TRANSFER: TransferForm,
}
MOST = 200  # lines of a table
FORMSETS = {
    table: forms.formset_factory(
        form, formset=PlanRows, extra=1, max_num=MOST, absolute_max=MOST, validate_max=True, can_delete=True
    )
    for table, form in FORMS.items()
}
