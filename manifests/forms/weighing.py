"""What the scale said, beside the net weight: optional, for gates that have a weighbridge."""

from django import forms
from django.utils.translation import gettext_lazy as _

WEIGHT = {"inputmode": "decimal", "data-unit": "kg", "autocomplete": "off"}
NAMES = ("gross_kg", "tare_kg", "scale", "ticket", "note")


class WeighingFields(forms.Form):
    """One passage over a scale. Whether it adds up, the action says."""

    gross_kg = forms.CharField(label=_("Gross"), max_length=20, required=False, widget=forms.TextInput(WEIGHT))
    tare_kg = forms.CharField(
        label=_("Tare"),
        max_length=20,
        required=False,
        widget=forms.TextInput(WEIGHT),
        help_text=_("Gross less tare is the net. Leave the net empty, and it is worked out."),
    )
    scale = forms.CharField(label=_("Scale"), max_length=40, required=False)
    ticket = forms.CharField(label=_("Number of the scale's ticket"), max_length=40, required=False)
    note = forms.CharField(
        label=_("Why the net is not gross less tare"),
        max_length=200,
        required=False,
        help_text=_("Only if it is not, for example because the drums were weighed apart."),
    )

    @property
    def weighing(self) -> dict:
        """What was filled in. A scale's name alone, proposed by the page, says nothing."""
        said = {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data.get(name)}
        return said if set(said) - {"scale"} else {}

    @property
    def weighing_fields(self) -> list:
        return [self[name] for name in NAMES if name in self.fields]

    @property
    def tells_weighing(self) -> bool:
        """True when something is said, so that the page shows it."""
        return any(field.errors or (field.value() and field.name != "scale") for field in self.weighing_fields)
