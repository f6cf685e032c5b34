"""Days and moments that somebody can mean."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from facilities.clock import FIRST_YEAR, LAST_YEAR


def in_living_memory(value: date | datetime) -> None:
    """Refuse years like 1 and 9999: their midnight in another zone is no moment that a computer can tell."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Give a year between 1900 and 2199."), code="year_invalid")


class DayField(forms.DateField):
    default_validators = [in_living_memory]


class MomentField(forms.DateTimeField):
    default_validators = [in_living_memory]
