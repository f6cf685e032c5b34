"""What the gate is asked: the number on the paper, or the code on a drum."""

from django import forms
from django.utils.translation import gettext_lazy as _

from manifests.numbers import NATIONAL_NUMBER
from manifests.printed import Mistyped, NotOurs, Printed, read_printed

NATIONAL = "national"  # the nation's 14 digits, beside the kinds of what we print


class FindForm(forms.Form):
    """`printed` is what was read, once the form is valid."""

    code = forms.CharField(label=_("Number"), max_length=1000)
    printed: Printed

    def clean_code(self) -> str:
        digits = "".join(self.cleaned_data["code"].split())
        if NATIONAL_NUMBER.fullmatch(digits):  # all that another platform's paper says
            self.printed = Printed(NATIONAL, digits)
            return digits
        try:
            self.printed = read_printed(self.cleaned_data["code"])
        except Mistyped:
            raise forms.ValidationError(
                _("A character of this number is wrong. Compare it with the paper."), code="mistyped"
            ) from None
        except NotOurs:
            raise forms.ValidationError(
                _("This is no manifest number. It begins with LD and stands under the code on the paper."),
                code="not_ours",
            ) from None
        return self.printed.text
