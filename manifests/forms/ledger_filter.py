"""Which ledger of which site and month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities import clock
from manifests.forms.month import MonthField
from manifests.ledger.kinds import Ledger
from manifests.models.ledger_code import LEDGER_NAMES

HAZARDOUS, GENERAL = "hazardous", "general"


class LedgerFilter(forms.Form):
    """Everything has its usual value: the first site, this month, what was generated, hazardous waste."""

    site = forms.UUIDField(label=_("Site"), required=False, widget=forms.Select)
    month = MonthField(label=_("Month"), widget=forms.TextInput({"type": "month"}))
    waste = forms.ChoiceField(
        label=_("Waste"),
        required=False,
        choices=[(HAZARDOUS, _("hazardous waste")), (GENERAL, _("general industrial solid waste"))],
    )
    ledger = forms.ChoiceField(
        label=_("Ledger"), required=False, choices=[(kind.value, word) for kind, word in LEDGER_NAMES.items()]
    )

    def __init__(self, asked=None, *, sites, **kwargs):
        usual = {
            "site": str(sites[0].pk) if sites else "",
            "month": f"{clock.today():%Y-%m}",
            "waste": HAZARDOUS,
            "ledger": Ledger.GENERATED.value,
        }
        sent = {name: text for name, text in (asked or {}).items() if name in usual and text}
        super().__init__({**usual, **sent}, initial=usual, **kwargs)
        self.fields["site"].widget.choices = [(str(site.pk), site.name) for site in sites]
