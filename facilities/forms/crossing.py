"""An application to move waste to another province: between whom, how, when, and how much of what."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.errors import Refusal
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm, sentence
from facilities.forms.site import ask_site
from facilities.models import DisposalMethod, Facility

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class BeginForm(OnceForm):
    """What a draft needs to be one."""

    facility = forms.ModelChoiceField(label=_("Site it leaves"), queryset=Facility.objects.none())
    consignee = forms.ModelChoiceField(
        label=_("Receiver in another province"),
        queryset=Facility.objects.none(),
        help_text=_("Those who work with this service. Its permit and your contract are taken from here."),
    )
    method = forms.ModelChoiceField(label=_("Method"), queryset=DisposalMethod.objects.chinese())
    valid_from = DayField(label=pgettext_lazy("date", "From"), widget=DAY)
    valid_to = DayField(label=_("To, this day included"), widget=DAY, help_text=_("12 months at most are approved."))

    def __init__(self, *args, sites, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        ask_site(self, sites)
        self.fields["consignee"].queryset = receivers
        self.fields["consignee"].label_from_instance = lambda site: f"{site.name}（{site.enterprise.name}）"

    @property
    def particulars(self) -> dict:
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        if "facility" in said:
            said["consignor"] = said.pop("facility")
        return said


class CrossingForm(BeginForm):
    """The whole draft: a field for each waste that the site has or has planned, left empty where none of it goes."""

    treatment = forms.CharField(
        label=_("How the receiver stores, uses or disposes of it"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Plant, process and capacity, as the receiver describes them."),
    )

    def __init__(self, *args, wastes: dict[str, str], **kwargs):
        """`wastes`: name by code of what may be asked for."""
        super().__init__(*args, sites=None, **kwargs)
        self.wastes = wastes
        for code, name in wastes.items():
            self.fields[f"kg-{code}"] = forms.DecimalField(
                label=f"{code} {name}",
                required=False,
                min_value=Decimal("0.001"),
                max_digits=15,
                decimal_places=3,
                widget=forms.TextInput({"inputmode": "decimal", "data-unit": "kg", "autocomplete": "off"}),
            )

    @property
    def groups(self) -> list[tuple]:
        return [
            (_("Between whom, how and when"), ["consignee", "method", "valid_from", "valid_to"]),
            (_("How much of what"), [f"kg-{code}" for code in self.wastes]),
            (_("What becomes of it"), ["treatment"]),
        ]

    @property
    def particulars(self) -> dict:
        said = super().particulars
        kg_by_code = {code: said.pop(f"kg-{code}") for code in self.wastes}
        return {**said, "kg_by_code": {code: kg for code, kg in kg_by_code.items() if kg}}

    def show(self, refusal: Refusal) -> None:
        for reason in refusal.all:
            name = reason.field.strip("/").replace("/", "-")
            self.add_error(name if name in self.fields else None, sentence(reason))
