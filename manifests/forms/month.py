"""A calendar month in a form."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from facilities.forms.day import in_living_memory


class MonthField(forms.CharField):
    """A calendar month as `2026-11`; the first day of it."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 7, "required": False, **kwargs})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            month = datetime.strptime(text, "%Y-%m").date()
        except ValueError as error:
            raise ValidationError(_("Write the month as 2026-11."), code="month_unreadable") from error
        in_living_memory(month)
        return month
