from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm


class RedirectForm(OnceForm):
    """The last look before a load goes elsewhere; receiver and method stand in the address."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}))
