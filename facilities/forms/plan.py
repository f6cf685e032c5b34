"""What a plan says of the site itself (A.1), and what a change says of itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.forms.plan_rows import TonnesField


class BasicsForm(OnceForm):
    registered_address = forms.CharField(label=_("Registered address"), max_length=200)
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=60)
    legal_representative_phone = forms.CharField(label=_("Legal representative's phone"), max_length=30)
    technical_lead = forms.CharField(
        label=_("Technical lead for hazardous waste"),
        max_length=60,
        help_text=_("Who answers for how hazardous waste is handled on the site."),
    )
    technical_lead_phone = forms.CharField(label=_("Technical lead's phone"), max_length=30)
    eia_no = forms.CharField(
        label=_("EIA document number"), max_length=60, required=False, help_text=_("Leave empty where there is none.")
    )
    discharge_permit_no = forms.CharField(
        label=_("Pollutant permit or registration number"),
        max_length=60,
        required=False,
        help_text=_("Leave empty where there is none."),
    )
    operating_since = forms.DateField(
        label=_("In operation since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    eia_annual_kg = TonnesField(
        label=_("Yearly amount in the EIA or permit"),
        required=False,
        help_text=_("Counts in the first year, and where waste arises less often than every three years."),
    )
    long_cycle = forms.BooleanField(label=_("Waste arises less often than every three years"), required=False)
    treats_own_waste = forms.BooleanField(label=_("Uses or disposes of its own hazardous waste"), required=False)

    groups = [
        (
            _("Enterprise"),
            ["registered_address", "legal_representative", "legal_representative_phone"],
        ),
        (_("Site"), ["technical_lead", "technical_lead_phone", "eia_no", "discharge_permit_no"]),
        (
            _("What the management class rests on"),
            ["operating_since", "eia_annual_kg", "long_cycle", "treats_own_waste"],
        ),
    ]

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class FilingForm(OnceForm):
    """What to do with the draft. `note` is asked of a change."""

    note = forms.CharField(
        label=_("What was changed, and why"), max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )
