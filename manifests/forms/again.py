"""Why something is printed again, asked only where it was printed before."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.once import OnceForm, sentence
from manifests.models import LabelPrint


class AgainForm(OnceForm):
    """`again`: some of the labels were printed before, so a reason is asked for."""

    reason = forms.ChoiceField(
        label=_("Why again"),
        choices=[("", _("Choose a reason")), *LabelPrint.Reason.choices],
        required=False,
        help_text=_("A second label of one code may stand on a second drum. What is printed again is counted."),
    )
    note = forms.CharField(label=_("In words"), max_length=200, required=False)

    def __init__(self, *args, again: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"], self.fields["note"]

    def show(self, refusal: Refusal) -> None:
        for reason in refusal.all:
            name = reason.field.strip("/")
            self.add_error(name if name in self.fields else None, sentence(reason))
