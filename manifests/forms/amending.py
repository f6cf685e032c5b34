"""Ask for a correction: the sealed fields that one may ask about, each with what it says now."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.forms.day import MomentField
from facilities.forms.once import OnceForm, sentence
from facilities.models import DisposalMethod
from manifests.amendable import Sealed
from manifests.amended_words import NAMES
from manifests.forms.batch import MOMENT

LONG = ("remarks", "reason", "significant_difference")


class AmendForm(OnceForm):
    """One input a field, filled with its value now; what is left as it is stays as it is."""

    why = forms.CharField(
        label=_("Why is it to be corrected?"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )

    def __init__(self, *args, sealed: Mapping[str, Sealed], methods: list[DisposalMethod], **kwargs):
        super().__init__(*args, **kwargs)
        self.sealed = {name_of(pointer): field for pointer, field in sealed.items()}
        groups: dict[tuple, list[str]] = {}
        for name, field in self.sealed.items():
            self.fields[name] = _input(field, methods)
            groups.setdefault((field.pointer.split("/")[1] if field.number else "", field.number), []).append(name)
        self.groups = [(_legend(*key), names) for key, names in groups.items()] + [(_("Reason"), ["why"])]

    @property
    def changes(self) -> list[dict]:
        """What is to be other than it is, as the action reads it."""
        return [
            {"field": self.sealed[name].pointer, "value": self.cleaned_data[name]}
            for name in self.sealed
            if name in self.changed_data
        ]

    def show(self, refusal: Refusal) -> None:
        """Beside the input it is about: a refusal names the change by its place in the list that was sent."""
        names = [name_of(change["field"]) for change in self.changes]
        for reason in refusal.all:
            steps = reason.field.strip("/").split("/")
            if reason.field == "/reason":
                name = "why"
            elif steps[0] == "changes" and len(steps) > 1:
                name = names[int(steps[1])]
            elif steps[0] == "lines":
                name = f"lines-{int(steps[1]) + 1}-{steps[2]}"
            else:
                name = None
            self.add_error(name if name in self.fields else None, sentence(reason))


def name_of(pointer: str) -> str:
    return pointer.strip("/").replace("/", "-")


def _legend(kind: str, number: int | None):
    if kind == "lines":
        return _("Line %(number)s") % {"number": number}
    return _("Leg %(number)s") % {"number": number} if kind == "legs" else _("The manifest")


def _input(field: Sealed, methods: list[DisposalMethod]) -> forms.Field:
    label, value = NAMES[field.name], field.value
    match field.row.reads:
        case "kg":
            shown = f"{Decimal(value):f}".rstrip("0").rstrip(".") if "." in value else value
            widget = forms.TextInput({"inputmode": "decimal", "data-unit": "kg", "autocomplete": "off"})
            return forms.CharField(label=label, initial=shown, max_length=20, widget=widget)
        case "moment":
            # To the minute, as one types it: seconds that nobody touched are no change.
            initial = localtime(datetime.fromisoformat(value)).replace(second=0, microsecond=0)
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
            return MomentField(label=label, initial=initial, widget=widget)
        case "method":
            return forms.ChoiceField(label=label, initial=value, choices=[(row.code, str(row)) for row in methods])
        case "provincial_no":
            return forms.CharField(
                label=label,
                initial=value,
                required=False,
                max_length=40,
                help_text=_("As the province spells it."),
            )
        case "national_no":
            return forms.CharField(
                label=label,
                initial=value,
                required=False,
                max_length=14,
                help_text=_("14 digits, as the nation gave it."),
            )
    widget = forms.Textarea({"rows": 2}) if field.name in LONG else forms.TextInput()
    return forms.CharField(label=label, initial=value, required=False, max_length=field.row.longest, widget=widget)
