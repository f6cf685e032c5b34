"""What a clerk says about a storage area."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.forms.site import ask_site
from facilities.models import Facility, StorageArea


class AreaForm(OnceForm):
    facility = forms.ModelChoiceField(label=_("Site"), queryset=Facility.objects.none(), empty_label=None)
    code = forms.CharField(
        label=_("Facility code"), max_length=20, help_text=_("As in your management plan, such as TS001.")
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=StorageArea.Kind)
    capacity_kg = forms.DecimalField(
        label=_("Capacity"),
        max_digits=15,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"data-unit": "kg"}),
        help_text=_("What it is designed to hold."),
    )
    day_limit = forms.IntegerField(
        label=_("Longest stay in days"),
        max_value=3650,
        required=False,
        help_text=_("Empty: as long as the law allows. A shorter stay of your own counts before it."),
    )

    responsible_name = forms.CharField(
        label=_("Person in charge"),
        max_length=60,
        required=False,
        help_text=_("Stands on the sign on the door. Empty for the technical lead of the site."),
    )
    responsible_phone = forms.CharField(label=_("Phone of the person in charge"), max_length=30, required=False)

    def __init__(self, *args, sites, **kwargs):
        """`sites`: the facilities to choose from, None when the site is known."""
        super().__init__(*args, **kwargs)
        ask_site(self, sites)

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
