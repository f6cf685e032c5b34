from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm


class NextCarrierForm(OnceForm):
    """Who takes over on the road: carriers whose licence is valid today."""

    carrier = forms.ChoiceField(label=_("Next carrier"))

    def __init__(self, *args, carriers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [("", "—")] + [(str(row.pk), f"{row.name} · {row.region}") for row in carriers]
