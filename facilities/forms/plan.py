"""What a site plans for a year, waste by waste."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.actions.file_plan import PlannedWaste
from facilities.errors import Refusal
from facilities.forms.once import sentence

KG = {"max_digits": 15, "decimal_places": 3, "min_value": 0, "required": False}


class PlanLineForm(forms.Form):
    code = forms.CharField(max_length=11, widget=forms.HiddenInput)
    generated_kg = forms.DecimalField(label=_("Will arise"), widget=forms.NumberInput(attrs={"data-unit": "kg"}), **KG)
    transferred_kg = forms.DecimalField(
        label=_("Will be handed over"), widget=forms.NumberInput(attrs={"data-unit": "kg"}), **KG
    )

    @property
    def is_planned(self) -> bool:
        """False for a waste whose two boxes are empty: it is not in the plan."""
        return any(self.cleaned_data.get(name) is not None for name in ("generated_kg", "transferred_kg"))

    @property
    def planned(self) -> PlannedWaste:
        data = self.cleaned_data
        return PlannedWaste(data["code"], data["generated_kg"] or Decimal(0), data["transferred_kg"] or Decimal(0))


class PlanLines(forms.BaseFormSet):
    @property
    def planned_forms(self) -> list[PlanLineForm]:
        return [form for form in self.forms if form.is_planned]

    def show(self, refusal: Refusal) -> None:
        """Put each reason beside its line's box; what is about no single line goes on top."""
        planned = self.planned_forms
        for reason in refusal.all:
            match reason.field.strip("/").split("/"):
                case ["lines", number, name]:
                    form = planned[int(number)]
                    form.add_error(name if name != "code" else None, sentence(reason))
                case _:
                    self.non_form_errors().append(sentence(reason))


PlanFormSet = forms.formset_factory(PlanLineForm, formset=PlanLines, extra=0, max_num=200, absolute_max=200)
