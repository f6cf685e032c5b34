"""To whom a firm entrusts what, and for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.models import Facility

DAY = forms.DateInput({"type": "date"})


class DelegationForm(OnceForm):
    facility = forms.ModelChoiceField(label=_("Site"), queryset=Facility.objects.none())
    registration_no = forms.CharField(
        label=_("Unified social credit code of the firm you trust"),
        max_length=32,
        help_text=_("18 characters, as on its business licence."),
    )
    may_declare = forms.BooleanField(label=_("May confirm our declarations"), required=False)
    may_fill = forms.BooleanField(label=_("May declare our batches and fill in our manifests"), required=False)
    valid_from = DayField(label=pgettext_lazy("date", "From"), widget=DAY)
    valid_to = DayField(label=_("To, this day included"), widget=DAY)

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        field.queryset = sites
        first = list(sites[:2])
        if len(first) == 1:
            field.widget, field.initial = forms.HiddenInput(), first[0].pk

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
