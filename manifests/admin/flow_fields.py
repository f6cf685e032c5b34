"""The hidden filters by which a figure of the flows page opens its manifests."""

from django import forms

from manifests.flows import Figure, behind
from manifests.forms.month import MonthField


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
