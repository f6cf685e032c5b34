"""What changes the weight in the books: a count, a loss, a declaration taken back, an export.

Sent once to see the mass, once to confirm it.
"""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.forms.batch import kilograms
from manifests.forms.reason import ReasonForm
from manifests.quantities import ZERO


class Confirmed(OnceForm):
    """`confirmed` is the weight in the books (kg) that was shown when it was confirmed; empty until then."""

    confirmed = forms.DecimalField(widget=forms.HiddenInput, max_digits=15, decimal_places=3, required=False)

    @property
    def is_confirmed(self) -> bool:
        return self.cleaned_data.get("confirmed") is not None

    def ask_again(self) -> None:
        """Shown once more it is not confirmed any longer: the mass may have changed, and is shown anew."""
        self.data = self.data.copy()
        self.data.pop(self.add_prefix("confirmed"), None)

    @property
    def deed(self) -> dict:
        """What the action wants; once confirmed, with the weight that was shown."""
        sent = {name: str(self.cleaned_data[name]) for name in self.field_order}
        return sent | ({"booked_kg": str(self.cleaned_data["confirmed"])} if self.is_confirmed else {})

    def left_of(self, booked: Decimal) -> Decimal:
        """What will lie there (kg), of what the books say lies there now."""
        raise NotImplementedError


class CountForm(ReasonForm, Confirmed):
    counted_kg = kilograms(_("Counted weight"), least=ZERO, help_text=_("What is really there; 0 when nothing is."))

    field_order = ["counted_kg", "reason"]

    def left_of(self, booked: Decimal) -> Decimal:
        return self.cleaned_data["counted_kg"]


class LoseForm(ReasonForm, Confirmed):
    kg = kilograms(_("Lost weight"), help_text=_("What evaporated or was spilled. It leaves the books for good."))

    field_order = ["kg", "reason"]

    def left_of(self, booked: Decimal) -> Decimal:
        return booked - self.cleaned_data["kg"]


class RetractForm(ReasonForm, Confirmed):
    """The whole of it never arose."""

    field_order = ["reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "For waste that never arose or was declared twice."
            " What was weighed wrongly is counted; what is gone is a loss."
        )

    def left_of(self, booked: Decimal) -> Decimal:
        return ZERO


class ExportForm(Confirmed):
    notice = forms.CharField(
        label=_("Number of the export approval notice"),
        max_length=40,
        help_text=_("Order 47 of 2008: one notice a shipment."),
    )
    country = forms.CharField(label=_("Country of destination"), max_length=60)
    receiver = forms.CharField(label=_("Receiver abroad"), max_length=120)

    field_order = ["notice", "country", "receiver"]

    def left_of(self, booked: Decimal) -> Decimal:
        return ZERO
