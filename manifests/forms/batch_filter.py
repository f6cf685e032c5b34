"""What a list of batches can be narrowed by."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.badges import badge_of
from facilities.models import WasteStream
from manifests.models import Container
from manifests.states import BatchState

OPEN = "open"


def _states() -> list[tuple]:
    return [
        ("", _("All")),
        (OPEN, pgettext_lazy("state", "Open")),
        *[(state.value, badge_of(state).word) for state in BatchState],
    ]


class BatchFilter(forms.Form):
    """Every field is optional; what cannot be read is said beside its field and narrows nothing."""

    text = forms.CharField(label=_("Number"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False, choices=_states)
    code = forms.CharField(label=_("Waste code or category"), required=False, max_length=11)
    stream = forms.ModelChoiceField(
        label=_("Waste"), queryset=WasteStream.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stream"].queryset = WasteStream.objects.visible_to(person).order_by("alias")

    def narrow(self, rows: QuerySet) -> QuerySet:
        self.is_valid()
        asked = self.cleaned_data if self.is_bound else {}
        if text := "".join(asked.get("text", "").split()).upper():
            rows = rows.filter(
                Q(number__contains=text) | Q(pk__in=Container.objects.filter(digital_id=text).values("batch"))
            )
        if asked.get("state") == OPEN:
            rows = rows.open()
        elif state := asked.get("state"):
            rows = rows.filter(state=state)
        if code := asked.get("code", "").strip().upper():
            rows = rows.filter(Q(waste_code__code__startswith=code) | Q(waste_code__category__code=code))
        if stream := asked.get("stream"):
            rows = rows.filter(stream=stream)
        return rows
