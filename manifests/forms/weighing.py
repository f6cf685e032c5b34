"""What the scale said, beside the net weight: optional, for sites that have a weighbridge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.once import OnceForm

WEIGHT = {"inputmode": "decimal", "data-unit": "kg", "autocomplete": "off"}
NAMES = ("gross_kg", "tare_kg", "scale", "ticket", "note")
OF_SCALE = NAMES[:4]


class ScaleFields(forms.Form):
    """What a scale's own slip says."""

    names = OF_SCALE

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

    @property
    def weighing(self) -> dict:
        """What was filled in. A scale's name alone, proposed by the page, says nothing."""
        said = {name: self.cleaned_data[name] for name in self.names if self.cleaned_data.get(name)}
        return said if set(said) - {"scale"} else {}

    @property
    def weighing_fields(self) -> list:
        return [self[name] for name in self.names if name in self.fields]

    @property
    def tells_weighing(self) -> bool:
        """True when something is said, so that the page shows it."""
        return any(field.errors or (field.value() and field.name != "scale") for field in self.weighing_fields)


class WeighingFields(ScaleFields):
    """One passage over a scale at the gate. Whether it adds up, the action says."""

    names = NAMES

    note = forms.CharField(
        label=_("Why the net is not gross less tare"),
        max_length=200,
        required=False,
        help_text=_("Only if it is not, for example because the drums were weighed apart."),
    )


class DepartureFields(ScaleFields, OnceForm):
    """The consignor's own weighing, asked for where the load is signed away. It adds up to nothing that is refused."""

    groups = [(_("Weighed at departure, where there is a weighbridge"), OF_SCALE)]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tare_kg"].help_text = _("Gross less tare is the net. A difference to what is declared is told.")

    def show(self, refusal: Refusal) -> None:
        """What is wrong about the weighing stands beside its own field."""
        for reason in refusal.all:
            if reason.field.startswith("/weighing/"):
                reason.field = "/" + reason.field.removeprefix("/weighing/")
        super().show(refusal)

    @property
    def told(self) -> dict:
        others = {name: value for name, value in super().told.items() if name not in OF_SCALE}
        return {**others, "weighing": self.weighing} if self.weighing else others
