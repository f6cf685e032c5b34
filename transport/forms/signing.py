"""What a driver signs on the phone, and what a dispatcher records for a driver who cannot."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.day import MomentField
from facilities.forms.once import OnceForm
from manifests.forms.weighing import OF_SCALE, DepartureFields

SIGNED = ("depart", "hand_over", "resume", "arrive")


class PlacedForm(OnceForm):
    """Where the phone says it is comes along if it may; a wrong place never stops a signature."""

    latitude = forms.CharField(widget=forms.HiddenInput({"data-latitude": ""}), required=False)
    longitude = forms.CharField(widget=forms.HiddenInput({"data-longitude": ""}), required=False)

    def place(self) -> dict:
        """{"latitude": …, "longitude": …} in degrees, or nothing when they are not both sensible."""
        degrees = {}
        for name, most in (("latitude", 90), ("longitude", 180)):
            try:
                field = forms.DecimalField(min_value=-most, max_value=most, max_digits=9, decimal_places=6)
                degrees[name] = field.clean(self.cleaned_data.get(name))
            except forms.ValidationError:
                return {}
        return degrees


class SignForm(PlacedForm):
    """One tap."""

    action = forms.ChoiceField(choices=[(name, name) for name in SIGNED], widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=forms.Textarea({"form": "sign", "rows": 3})
    )

    @property
    def signs(self) -> dict:
        """What the action is sent."""
        own = ("action", "latitude", "longitude")
        return {name: value for name, value in self.told.items() if name not in own}


class DepartForm(DepartureFields, SignForm):
    """The tap that takes custody, with what the consignor's weighbridge said."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in OF_SCALE:  # they stand outside the form, whose button lies in thumb's reach
            self.fields[name].widget.attrs["form"] = "sign"


class RecordForm(OnceForm):
    """Recorded by the desk, with the time at which it really happened."""

    happened_at = MomentField(
        label=_("When it happened"),
        required=False,
        help_text=_("Leave empty for now."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For example why the driver could not sign.")
    )

    @property
    def details(self) -> dict:
        """What the action is sent, beside the time."""
        return {name: value for name, value in self.told.items() if name != "happened_at"}


class RecordDepartureForm(DepartureFields, RecordForm):
    """The pick-up, with what the consignor's weighbridge said."""
