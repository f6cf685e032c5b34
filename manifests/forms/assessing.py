"""Which months a self-check is about, and what a firm says of a point itself."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput
from facilities.forms.day import DayField
from facilities.forms.evidence import WithEvidence
from facilities.forms.once import OnceForm, sentence
from manifests.actions.keep_assessment import check_span
from manifests.assessment.asked import whole_months
from manifests.forms.month import MonthField


class SpanForm(forms.Form):
    """From a month to a month, both included; this year to date unless told otherwise."""

    since = MonthField(label=_("From month"), widget=forms.TextInput({"type": "month"}))
    until = MonthField(label=_("To month"), widget=forms.TextInput({"type": "month"}))

    def __init__(self, asked=None, **kwargs):
        today = clock.today()
        usual = {"since": f"{today.year}-01", "until": f"{today:%Y-%m}"}
        sent = {name: text for name, text in (asked or {}).items() if name in usual and text}
        super().__init__({**usual, **sent}, initial=usual, **kwargs)

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("until"):
            try:
                check_span(*whole_months(said["since"], said["until"]))
            except BadInput as refusal:
                self.add_error(refusal.field.strip("/"), sentence(refusal))
        return said

    @property
    def span(self) -> tuple[date, date]:
        """(first day, first day after); of a valid form."""
        return whole_months(self.cleaned_data["since"], self.cleaned_data["until"])


class PracticeForm(WithEvidence, OnceForm):
    text = forms.CharField(
        label=_("How it stands"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What was done, by whom, and where the papers are."),
        error_messages={"required": _("Say how it stands.")},
    )
    day = DayField(
        label=_("Day it is about"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day of the training, of the filing, of the last look."),
    )
