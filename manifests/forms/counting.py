"""The stock-taking sheet of a store: a field for each batch, blank where nothing was counted."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from manifests.actions.count_area import MOST, Counted
from manifests.forms.batch import kilograms
from manifests.forms.reason import ReasonForm
from manifests.models import WasteBatch
from manifests.quantities import ZERO

COUNTED, BOOKED = "-counted", "-booked"


def batches_on(sent) -> list[UUID]:
    """The ids of the batches that a sent sheet has a field for, a bounded number of them."""
    keys = []
    for name in sent:
        if name.endswith(COUNTED) and len(keys) < MOST:
            try:
                keys.append(UUID(name.removesuffix(COUNTED)))
            except ValueError:
                continue
    return keys


class SheetForm(ReasonForm):
    """`<batch>-counted` is what was found (kg, 0 or more, or blank), `<batch>-booked` what the books said when the
    differences were shown; `confirmed` is set once they were."""

    confirmed = forms.CharField(widget=forms.HiddenInput, max_length=3, required=False)

    def __init__(self, *args, batches: Iterable[WasteBatch], **kwargs):
        """`batches`: those that may be counted."""
        super().__init__(*args, **kwargs)
        self.batches = list(batches)
        self.fields["reason"].widget.attrs["rows"] = 2
        self.fields["reason"].help_text = _("Such as the yearly stock-taking. It stands in every batch's history.")
        for batch in self.batches:
            label = _("Counted: %(batch)s") % {"batch": batch.number}
            self.fields[f"{batch.pk.hex}{COUNTED}"] = kilograms(label, least=ZERO, required=False)
            self.fields[f"{batch.pk.hex}{BOOKED}"] = forms.DecimalField(
                widget=forms.HiddenInput, max_digits=15, decimal_places=3, required=False
            )

    def clean(self):
        data = super().clean()
        if not self.errors and not self.counts:
            raise forms.ValidationError(_("Fill in what was counted for at least one batch."), code="required")
        return data

    def field_of(self, batch: WasteBatch) -> forms.BoundField | None:
        name = f"{batch.pk.hex}{COUNTED}"
        return self[name] if name in self.fields else None

    @property
    def is_confirmed(self) -> bool:
        """Whether the differences were shown, of every batch that is counted."""
        shown = all(count.booked_kg is not None for count in self.counts)
        return bool(self.cleaned_data.get("confirmed")) and shown

    def ask_again(self) -> None:
        """Shown once more it is not confirmed any longer: the books may have changed, and are shown anew."""
        self.data = self.data.copy()
        for name in ("confirmed", *(name for name in self.fields if name.endswith(BOOKED))):
            self.data.pop(name, None)

    @property
    def counts(self) -> list[Counted]:
        """What was counted, in the sheet's order; blank fields are left out."""
        found = []
        for batch in self.batches:
            counted: Decimal | None = self.cleaned_data.get(f"{batch.pk.hex}{COUNTED}")
            if counted is not None:
                found.append(Counted(batch, counted, self.cleaned_data.get(f"{batch.pk.hex}{BOOKED}")))
        return found
