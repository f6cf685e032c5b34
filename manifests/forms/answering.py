from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm


class AnswerForm(OnceForm):
    """Agree, decline or take back, with words; who declines must say why, and the action tells them so."""

    do = forms.ChoiceField(
        choices=[("agree", _("Agree")), ("decline", _("Decline")), ("withdraw", _("Take it back"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Agree or decline.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed if you decline."),
    )
