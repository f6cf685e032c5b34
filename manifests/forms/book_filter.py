"""Which permit holder's record book, and of which month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities import clock
from manifests.forms.month import MonthField


class BookFilter(forms.Form):
    """The first site and this month unless told."""

    site = forms.UUIDField(label=_("Site"), required=False, widget=forms.Select)
    month = MonthField(label=_("Month"), widget=forms.TextInput({"type": "month"}))

    def __init__(self, asked=None, *, sites):
        usual = {"site": str(sites[0].pk) if sites else "", "month": f"{clock.today():%Y-%m}"}
        sent = {name: text for name, text in (asked or {}).items() if name in usual and text}
        super().__init__({**usual, **sent}, initial=usual)
        self.fields["site"].widget.choices = [(str(site.pk), site.name) for site in sites]
