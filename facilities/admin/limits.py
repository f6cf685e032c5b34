"""Limits of the law and of authorities: all officials read them with their history, a city's may enter new values."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions.set_limit import set_limit
from facilities.admin.dated_rows import DatedAdmin, DatedFilters, DatedForm, place_of, standing_badge
from facilities.admin.facts import page_url
from facilities.admin.filters import choices
from facilities.admin.sections import Facts, Head, Table
from facilities.limit_names import NAMES, UNITS
from facilities.models import Limit
from facilities.templatetags.quantities import grouped, stamp


class LimitFilters(DatedFilters):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Limit")
        self.fields["code"].choices = choices(*((code, name) for code, (name, _unit) in NAMES.items()))


class LimitForm(DatedForm):
    value = forms.DecimalField(
        label=gettext_lazy("New value"),
        max_digits=15,
        decimal_places=3,
        min_value=Decimal(0),
        help_text=gettext_lazy("In the unit of the limit; nine tenths of the whole are 0.9."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    field_order = ("code", "region", "value", "valid_from", "law", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Limit")
        self.fields["code"].choices = [
            (code, f"{name}（{UNITS[unit]}）") for code, (name, unit) in sorted(NAMES.items(), key=lambda row: row[0])
        ]


@admin.register(Limit)
class LimitAdmin(DatedAdmin):
    filters, entry_form = LimitFilters, LimitForm
    list_display = ("words", "where", "amount", "valid_from", "valid_to", "standing", "basis")
    empty_text = gettext_lazy("No limit fits. Choose fewer filters, or load the reference data.")
    entered = gettext_lazy("The new value is entered.")

    @admin.display(description=gettext_lazy("limit"))
    def words(self, row):
        return NAMES[row.code][0] if row.code in NAMES else row.code

    @admin.display(description=gettext_lazy("value"))
    def amount(self, row):
        return amount(row)

    def head(self, request, record) -> Head:
        return Head(title=str(self.words(record)), lead=record.code)

    def sections(self, request, record) -> list:
        history = Table(
            _("Every value of this limit"),
            [
                _("Where it holds"),
                (_("Value"), "number"),
                _("First day"),
                _("Last day"),
                _("In force"),
                _("Law and article"),
                _("Note"),
                _("Entered by"),
            ],
            [
                (
                    page_url(row),
                    [
                        place_of(row),
                        amount(row),
                        stamp(row.valid_from),
                        stamp(row.valid_to) if row.valid_to else "–",
                        standing_badge(row),
                        row.localised_law,
                        row.note or "–",
                        row.entered_by or row.get_source_display(),
                    ],
                )
                for row in self.terms_of(record)
            ],
        )
        return [
            Facts(
                "",
                [
                    (_("Where it holds"), place_of(record)),
                    (_("Value"), amount(record)),
                    (_("First day"), stamp(record.valid_from)),
                    (_("Last day"), stamp(record.valid_to) if record.valid_to else "–"),
                    (_("Law and article"), record.localised_law),
                    (_("Note"), record.note or "–"),
                ],
            ),
            history,
        ]

    def enter(self, person, form):
        asked = form.cleaned_data
        return set_limit(
            by=person,
            code=asked["code"],
            region=form.place,
            value=asked["value"],
            valid_from=asked["valid_from"],
            law=asked["law"],
            note=asked["note"],
        )

    def asking(self) -> dict:
        return {
            "head": _("A new value of a limit"),
            "question": _("Enter a new value?"),
            "text": _("What was in force stays in the history; the value before this one ends on the day before."),
            "submit": _("Enter the value"),
        }


def amount(row: Limit) -> str:
    """`5 working days`, `90 %`, `3 000 kg`: without the zeros that the database keeps."""
    if row.unit == "share":
        return f"{grouped(row.value * 100)}\N{NO-BREAK SPACE}%"
    return f"{grouped(row.value)}\N{NO-BREAK SPACE}{UNITS.get(row.unit, row.unit)}"
