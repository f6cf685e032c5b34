"""What many documents are printed as."""

from django import forms
from django.utils.translation import gettext_lazy as _

from manifests.actions.print_labels import Asked
from manifests.forms.again import AgainForm
from manifests.models import PrintRun


class PrintForm(AgainForm):
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
    field_order = ("form", "reason", "note")

    @property
    def asked(self) -> Asked:
        return Asked(reason=self.cleaned_data.get("reason", ""), note=self.cleaned_data.get("note", ""))
