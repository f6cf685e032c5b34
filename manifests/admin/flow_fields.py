"""The hidden filters by which a figure of the flows page opens its manifests."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from manifests.flows import Figure, behind


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
            return datetime.strptime(text, "%Y-%m").date()
        except ValueError as error:
            raise ValidationError(_("Write the month as 2026-11."), code="month_unreadable") from error


class FlowFields(forms.Form):
    """Names as `Figure.as_params` writes them. Without both months there is no figure."""

    flow_from = MonthField(widget=forms.HiddenInput)
    flow_to = MonthField(widget=forms.HiddenInput)
    flow_district = forms.CharField(widget=forms.HiddenInput, required=False, max_length=6)
    flow_category = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4)
    flow_method = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**31 - 1)
    flow_site = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def figure(self) -> Figure | None:
        """The figure that was opened, if one was."""
        asked = getattr(self, "cleaned_data", {})
        if not (asked.get("flow_from") and asked.get("flow_to")):
            return None
        return Figure(
            start=asked["flow_from"],
            end=asked["flow_to"],
            district=asked.get("flow_district", ""),
            category=asked.get("flow_category", ""),
            method=asked.get("flow_method"),
            site=asked.get("flow_site"),
        )

    def narrow_to_flow(self, rows):
        return behind(rows, self.figure) if self.figure else rows
