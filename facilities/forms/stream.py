"""What a clerk says about a waste of the site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.forms.site import ask_site
from facilities.models import DisposalMethod, Facility, Hazard, Packaging, PhysicalState


class StreamForm(OnceForm):
    facility = forms.ModelChoiceField(label=_("Site where it arises"), queryset=Facility.objects.none())
    code = forms.CharField(
        label=_("Waste code"),
        max_length=20,
        help_text=_("Search by number, by a word or by the process. General solid waste: such as 900-001-S17."),
    )
    alias = forms.CharField(
        label=_("What you call it"), max_length=60, help_text=_("The name your people use, such as “used oil, hall 2”.")
    )
    official_name = forms.CharField(
        label=_("Waste name on labels and manifests"),
        max_length=120,
        required=False,
        help_text=_("Leave empty to take the catalogue's."),
    )
    physical_state = forms.ModelChoiceField(
        label=_("Physical state"),
        queryset=PhysicalState.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    hazards = forms.MultipleChoiceField(
        label=_("Hazard characteristics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave empty to take the catalogue's."),
    )
    main_components = forms.CharField(label=_("Main components"), max_length=200, required=False)
    harmful_components = forms.CharField(label=_("Harmful components"), max_length=200, required=False)
    process = forms.CharField(label=_("Process it comes from"), max_length=120, required=False)
    packaging = forms.ModelChoiceField(label=_("Packaging"), queryset=Packaging.objects.all(), required=False)
    precautions = forms.CharField(
        label=_("Precautions"), max_length=200, required=False, help_text=_("Printed on the label.")
    )
    default_consignee = forms.ModelChoiceField(
        label=_("Usual receiver"), queryset=Facility.objects.none(), required=False
    )
    default_method = forms.ModelChoiceField(
        label=_("Usual method"), queryset=DisposalMethod.objects.chinese(), required=False
    )

    groups = [
        (_("What it is"), ["facility", "code", "alias", "official_name", "physical_state", "hazards"]),
        (_("What is in it"), ["main_components", "harmful_components", "process"]),
        (_("How it is kept"), ["packaging", "precautions"]),
        (_("Where it usually goes"), ["default_consignee", "default_method"]),
    ]

    def __init__(self, *args, sites, receivers, **kwargs):
        """`sites`: the facilities to choose from, None when the site is known; `receivers`: who may be sent waste."""
        super().__init__(*args, **kwargs)
        ask_site(self, sites)
        self.fields["default_consignee"].queryset = receivers
        self.fields["hazards"].choices = [(hazard.pk, str(hazard)) for hazard in Hazard.objects.all()]

    @property
    def particulars(self) -> dict:
        """The checked fields as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
