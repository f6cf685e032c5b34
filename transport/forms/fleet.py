"""Vehicles and crew with their certificates. What is well formed is decided by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.forms.day import DayField
from facilities.forms.once import OnceForm


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PapersForm(OnceForm):
    """A certificate's number and term, and the depot the row belongs to when the firm has several."""

    carrier = forms.ChoiceField(label=_("Depot"))
    number = forms.CharField(label=_("Certificate number"), max_length=60)
    issuer = forms.CharField(label=_("Issued by"), max_length=80, required=False)
    valid_from = DayField(label=_("Valid from"), widget=day_input())
    valid_to = DayField(label=_("Valid to"), widget=day_input(), help_text=_("The last day on which it counts."))

    def __init__(self, *args, depots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [(str(depot.pk), depot.name) for depot in depots]
        if len(depots) == 1:
            self.fields["carrier"].initial = str(depots[0].pk)
            self.fields["carrier"].widget = forms.HiddenInput()
        elif not depots:
            del self.fields["carrier"]  # an existing row stays with its depot


class VehicleForm(PapersForm):
    groups = [
        (_("The vehicle"), ["carrier", "plate", "kind", "max_kg"]),
        (_("Road transport certificate"), ["number", "issuer", "valid_from", "valid_to"]),
    ]

    plate = forms.CharField(label=_("Plate"), max_length=20)
    kind = forms.CharField(label=_("Kind"), max_length=40, required=False, help_text=_("For example tanker or box."))
    max_kg = forms.CharField(
        label=_("May carry"), widget=forms.TextInput({"inputmode": "decimal", "data-unit": "kg"}), max_length=20
    )


class CrewMemberForm(PapersForm):
    groups = [
        (_("The person"), ["carrier", "name", "phone"]),
        (_("Qualification certificate"), ["number", "issuer", "valid_from", "valid_to"]),
    ]

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30, widget=forms.TextInput({"type": "tel"}))
