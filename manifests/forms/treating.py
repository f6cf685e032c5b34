"""Which batches were treated, and how."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.models import DisposalMethod


class TreatForm(OnceForm):
    """Ticked batches and one method. Batches are read as sent: a second click names some that wait no more."""

    batches = forms.TypedMultipleChoiceField(label=_("Batches"), coerce=UUID)
    method = forms.ChoiceField(label=_("Method"))

    def __init__(self, choices: list[tuple[str, str]], methods: list[DisposalMethod], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batches"].choices = choices
        self.fields["batches"].error_messages["required"] = _("Choose at least one batch.")
        self.fields["method"].choices = [("", _("Choose a method")), *[(row.code, str(row)) for row in methods]]
        self.fields["method"].error_messages["required"] = _("Choose a method from the list.")

    @property
    def ticked(self) -> set[str]:
        return set(self["batches"].value() or ())
