"""What a store keeper ticks: batches to put into a store, or to regroup."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.forms.once import OnceForm
from facilities.models import StorageArea
from manifests.models import WasteBatch


class TickedForm(OnceForm):
    """Batches, by their ids; their own rules are the action's to judge."""

    batches = forms.ModelMultipleChoiceField(
        label=_("Batches"),
        queryset=WasteBatch.objects.none(),
        error_messages={"required": _("Tick at least one batch.")},
    )

    def __init__(self, *args, batches, **kwargs):
        """`batches`: those the person may see."""
        super().__init__(*args, **kwargs)
        self.fields["batches"].queryset = batches


class StockInForm(TickedForm):
    area = forms.ModelChoiceField(
        label=_("Store"), queryset=StorageArea.objects.none(), empty_label=_("Choose a store")
    )

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas


class RegroupForm(TickedForm):
    def clean_batches(self):
        chosen = self.cleaned_data["batches"]
        if len(chosen) < 2:
            raise forms.ValidationError(_("Tick at least two batches."))
        return chosen
