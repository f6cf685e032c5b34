"""What is written down of permits, licences, insurances and contracts."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.actions.grant_permit import Allowed
from facilities.errors import Refusal
from facilities.forms.day import DayField
from facilities.forms.firm import ReasonForm, day_input
from facilities.forms.once import OnceForm, sentence
from facilities.forms.site import ask_site
from facilities.models import Facility, Permit

LINES = 8  # of a permit; one line takes many codes
BETWEEN = re.compile(r"[\s,，、;；/]+")


class CodesField(forms.CharField):
    """Codes one after the other, parted by spaces, commas or 、; each once."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 1200, **options})

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(part.upper() for part in BETWEEN.split(text) if part))


class Term(OnceForm):
    """A number, an issuer, a first and a last day."""

    number = forms.CharField(label=_("Number"), max_length=60)
    issuer = forms.CharField(label=_("Issued by"), max_length=80)
    valid_from = DayField(label=_("First day"), widget=day_input())
    valid_to = DayField(label=_("Last day, this day included"), widget=day_input())

    @property
    def particulars(self) -> dict:
        """The checked fields as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


class PermitForm(Term):
    facility = forms.ModelChoiceField(label=_("Site"), queryset=Facility.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Permit.Kind.choices)

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        ask_site(self, sites)
        for place in range(LINES):
            needed = place == 0
            self.fields |= {
                f"codes_{place}": CodesField(
                    label=_("Waste codes or categories"),
                    required=needed,
                    help_text=_("Such as HW08 or 900-249-08; several one after the other.") if needed else "",
                ),
                f"methods_{place}": CodesField(
                    label=_("Methods"), required=needed, help_text=_("Such as R9 or D10.") if needed else ""
                ),
                f"annual_kg_{place}": forms.DecimalField(
                    label=_("Yearly scale"),
                    max_digits=15,
                    decimal_places=3,
                    required=needed,
                    widget=forms.NumberInput({"data-unit": "kg"}),
                ),
            }

    @property
    def groups(self) -> list:
        named = ["facility", "number", "issuer", "kind", "valid_from", "valid_to"]
        lines = [
            (_("Line %(number)s") % {"number": place + 1}, [f"{name}_{place}" for name in Allowed._fields])
            for place in range(LINES)
        ]
        return [(_("The permit"), named), *lines]

    def clean(self):
        cleaned = super().clean()
        for place in range(LINES):
            names = [f"{name}_{place}" for name in Allowed._fields]
            filled = [name for name in names if cleaned.get(name)]
            if filled and place:
                for name in names:
                    if name not in self.errors and not cleaned.get(name):
                        self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    @property
    def particulars(self) -> dict:
        named = {name: self.cleaned_data[name] for name in ("number", "issuer", "kind", "valid_from", "valid_to")}
        rows = [[self.cleaned_data[f"{name}_{place}"] for name in Allowed._fields] for place in range(LINES)]
        named["items"] = [Allowed(*row) for row in rows if row[0]]
        self.places = [place for place, row in enumerate(rows) if row[0]]
        return named | ({"facility": self.cleaned_data["facility"]} if "facility" in self.fields else {})

    def show(self, refusal: Refusal) -> None:
        """`/items/0/codes` is about the first filled line."""
        for reason in refusal.all:
            match reason.field.strip("/").split("/"):
                case ["items", place, name]:
                    self.add_error(f"{name}_{self.places[int(place)]}", sentence(reason))
                case [name]:
                    self.add_error(name if name in self.fields else None, sentence(reason))


class ItemForm(ReasonForm):
    codes = CodesField(label=_("Waste codes or categories"))
    methods = CodesField(label=_("Methods"))
    annual_kg = forms.DecimalField(
        label=_("Yearly scale"), max_digits=15, decimal_places=3, widget=forms.NumberInput({"data-unit": "kg"})
    )
    field_order = ["codes", "methods", "annual_kg", "reason"]

    @property
    def allowed(self) -> Allowed:
        return Allowed(*(self.cleaned_data[name] for name in Allowed._fields))


class LicenceForm(Term):
    facility = forms.ModelChoiceField(label=_("Carrier's site"), queryset=Facility.objects.none())
    scope = forms.CharField(
        label=_("Licensed scope"),
        max_length=120,
        initial="危险货物运输（危险废物）",
        help_text=_("As printed on the licence."),
    )
    field_order = ["facility", "number", "issuer", "scope", "valid_from", "valid_to"]

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        ask_site(self, sites)


class InsuranceForm(Term):
    facility = forms.ModelChoiceField(label=_("Site"), queryset=Facility.objects.none())
    insured_yuan = forms.DecimalField(
        label=_("Sum insured"),
        max_digits=15,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput({"data-unit": "¥"}),
    )
    covers = forms.CharField(
        label=_("What it covers"),
        max_length=200,
        required=False,
        help_text=_("The site, or the vehicles by their plates."),
    )
    field_order = ["facility", "issuer", "number", "insured_yuan", "covers", "valid_from", "valid_to"]

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        ask_site(self, sites)
        self.fields["issuer"].label, self.fields["number"].label = _("Insurer"), _("Number of the policy")


class ContractForm(Term):
    consignor = forms.ModelChoiceField(label=_("Site that hands over"), queryset=Facility.objects.none())
    consignee = forms.ModelChoiceField(
        label=_("Receiver"),
        queryset=Facility.objects.none(),
        help_text=_("Open collectors and disposal sites that are registered here."),
    )
    codes = CodesField(
        label=_("Wastes it names"),
        required=False,
        help_text=_("Codes or categories, such as 900-249-08 HW12. Empty where it names none."),
    )
    agreed_kg = forms.DecimalField(
        label=_("Amount agreed for the whole term"),
        max_digits=15,
        decimal_places=3,
        required=False,
        widget=forms.NumberInput({"data-unit": "kg"}),
    )
    field_order = ["consignor", "consignee", "number", "codes", "agreed_kg", "valid_from", "valid_to"]

    def __init__(self, *args, sites, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["issuer"]
        self.fields["number"].label = _("Number of the contract")
        self.fields["consignee"].queryset = receivers
        field = self.fields["consignor"]
        field.queryset = sites
        first = list(sites[:2])
        if len(first) == 1:
            field.widget, field.initial = forms.HiddenInput(), first[0].pk


class AnswerForm(OnceForm):
    """What the receiver says of a contract that the other firm entered."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("confirm", _("We signed this contract, as it stands here.")),
            ("dispute", _("There is no such contract. It holds no load from today on.")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed where you dispute it.")
    )
