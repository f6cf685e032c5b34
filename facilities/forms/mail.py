"""Where notices go by mail."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

HOUSE = "house"  # never empty, so that an empty form changes nothing


class MailForm(forms.Form):
    mail_notices = forms.BooleanField(label=_("Send notices to me by e-mail too"), required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=[(HOUSE, _("As the service is set")), *settings.LANGUAGES]
    )

    def clean(self):
        asked = super().clean()
        if asked.get("mail_notices") and "email" in asked and not asked["email"]:
            self.add_error("email", _("Give an address, or switch mail off."))
        return asked

    @property
    def particulars(self) -> dict:
        asked = self.cleaned_data
        return {**asked, "language": "" if asked["language"] == HOUSE else asked["language"]}
