"""Confirming a declaration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm


class ConfirmDeclaration(OnceForm):
    """The figures one has seen, by their digest. From the second version on, why it is corrected."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, corrects: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]
