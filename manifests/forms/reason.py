"""The few words an action asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.forms.weighing import DepartureFields


class ReasonForm(OnceForm):
    """What cannot be done without saying why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )


class NoteForm(OnceForm):
    """What may be added, if there is something to say."""

    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=forms.Textarea({"rows": 3}))


class ConfirmForm(OnceForm):
    """Nothing to say: only the confirmation itself."""


class IssueForm(DepartureFields):
    """Nothing need be said; what the own weighbridge said may be."""
