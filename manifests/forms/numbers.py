"""The numbers that nation and province gave a manifest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.actions.outer_numbers import LONGEST, open_slots
from manifests.models import Manifest

SLOTS = ("national_no", "provincial_no")


def national_field() -> forms.CharField:
    return forms.CharField(
        label=_("National number"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("14 digits: the year, the city the waste leaves from, and a serial of six."),
    )


def provincial_field() -> forms.CharField:
    return forms.CharField(
        label=_("Provincial number"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("As the province spells it."),
    )


class NumbersForm(OnceForm):
    """Only the numbers that are still missing are asked for."""

    national_no = national_field()
    provincial_no = provincial_field()

    def suit(self, record: Manifest) -> None:
        for name in set(SLOTS) - set(open_slots(record)):
            del self.fields[name]
