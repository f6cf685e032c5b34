"""A day that somebody can mean."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """Refuses the years 1 and 9999: the midnight after, or before in another zone, is no moment any more."""

    default_validators = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
