"""What the fate of one's waste is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities import clock
from manifests.fate import Kind
from manifests.forms.month import MonthField
from manifests.models.fate import KINDS
from manifests.waste_fates import Asked

MONTHS_SHOWN = 12  # unless a period is asked for
MONTH = forms.TextInput({"type": "month"})


class FateFilter(forms.Form):
    """The months in which the waste arose, and a code or category."""

    start = MonthField(label=_("Arose from month"), widget=MONTH)
    end = MonthField(label=_("Arose to month"), widget=MONTH)
    code = forms.CharField(label=_("Waste code or category"), required=False, max_length=11)

    def __init__(self, asked=None, **kwargs):
        last = clock.today().replace(day=1)
        years, index = divmod(last.month - MONTHS_SHOWN, 12)
        first = last.replace(year=last.year + years, month=index + 1)
        usual = {"start": f"{first:%Y-%m}", "end": f"{last:%Y-%m}"}
        sent = {name: text for name, text in (asked or {}).items() if text}
        super().__init__({**usual, **sent}, initial=usual, **kwargs)

    def clean(self):
        asked = super().clean()
        first, last = asked.get("start"), asked.get("end")
        if first and last and first > last:
            self.add_error("end", _("The period ends before it begins."))
        return asked

    def asked(self) -> Asked | None:
        """What to look for; None where it cannot be read."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Asked(said["start"], said["end"], said["code"].strip().upper(), said.get("stream"))


class FigureFilter(FateFilter):
    """One figure of the page: the same, and of which stream, in which way, at which site, by which method."""

    stream = forms.UUIDField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *KINDS.items()])
    facility = forms.UUIDField(required=False)
    area = forms.UUIDField(required=False)
    held = forms.BooleanField(required=False)  # in a store or on site
    method = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)

    def fits(self, end) -> bool:
        """True for a destination that the figure is made of."""
        said = self.cleaned_data
        if said["kind"] and end.kind != Kind(said["kind"]):
            return False
        if said["held"] and end.kind not in (Kind.STORE, Kind.SITE):
            return False
        return all(said[name] is None or said[name] == getattr(end, name) for name in ("facility", "area", "method"))
