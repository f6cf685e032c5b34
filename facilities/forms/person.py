"""Whom a manager adds, and for what."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.forms.once import OnceForm
from facilities.models import Enterprise
from facilities.models.membership import ROLE_NAMES


class PersonForm(OnceForm):
    enterprise = forms.ModelChoiceField(label=_("Enterprise"), queryset=Enterprise.objects.none())
    name = forms.CharField(label=_("Name of the person"), max_length=60)
    username = forms.CharField(
        label=_("Account"), max_length=150, help_text=_("Letters, digits and @ . + - _ only; used to sign in.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    roles = forms.MultipleChoiceField(
        label=pgettext_lazy("person", "Roles"), choices=[(role.value, word) for role, word in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["enterprise"]
        field.queryset = enterprises
        first = list(enterprises[:2])
        if len(first) == 1:
            field.widget, field.initial = forms.HiddenInput(), first[0].pk

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
