"""What many documents are printed as."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from manifests.models import PrintRun


class PrintForm(OnceForm):
    form = forms.ChoiceField(
        label=_("Print as"),
        choices=PrintRun.Form.choices,
        initial=PrintRun.Form.PDF,
        widget=forms.RadioSelect,
        help_text=_(
            "One PDF is for a printer: page behind page, with a table of contents. In the zip file each document is "
            "the one that its own page gives, with its proof inside."
        ),
    )
