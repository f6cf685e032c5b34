"""Which file, and for which site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.forms.site import ask_site
from facilities.models import Facility


class UploadForm(OnceForm):
    facility = forms.ModelChoiceField(label=_("Site"), queryset=Facility.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Spreadsheet"),
        allow_empty_file=True,
        help_text=_("The filled-in template as .xlsx, or .csv in UTF-8 or GBK; at most 20 MB and 100,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, sites, **kwargs):
        """`sites`: those the person may import for."""
        super().__init__(*args, **kwargs)
        ask_site(self, sites)
