"""How the law's clocks run: all officials read the rules with their history, a city's may enter new ones."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.set_deadline_rule import Terms, set_deadline_rule
from facilities.admin.dated_rows import DatedAdmin, DatedFilters, DatedForm, place_of, standing_badge
from facilities.admin.facts import page_url
from facilities.admin.filters import choices
from facilities.admin.sections import Facts, Head, Table
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import length_of
from facilities.limit_names import NAMES
from facilities.models import DeadlineRule
from facilities.models.membership import ROLE_NAMES
from facilities.templatetags.quantities import stamp

NUMBERS = ("length", "month", "day", "warn", "district_days", "city_days")


class RuleFilters(DatedFilters):
    code = forms.ChoiceField(label=gettext_lazy("Clock"), required=False, choices=choices(*DeadlineKind.choices))


def number(label, help_text="", *, required=False) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=0, max_value=3650)


class RuleForm(DatedForm):
    code = forms.ChoiceField(label=gettext_lazy("Clock"), choices=DeadlineKind.choices)
    length = number(
        gettext_lazy("Length"),
        gettext_lazy("In the rule's own unit. Empty leaves it as it is; where it follows a limit, set the limit."),
    )
    month = number(gettext_lazy("Month"), gettext_lazy("Only for clocks that end on a date."))
    day = number(gettext_lazy("Day"), gettext_lazy("Only for clocks that end on a date."))
    warn = number(gettext_lazy("Warn so many days before"), required=True)
    role = forms.ChoiceField(label=gettext_lazy("Who is told first"), choices=ROLE_NAMES.items())
    district_days = number(
        gettext_lazy("District told so many days after"), gettext_lazy("Empty: the district is not told.")
    )
    city_days = number(gettext_lazy("City told so many days after"), gettext_lazy("Empty: the city is not told."))
    field_order = (
        "code",
        "region",
        "valid_from",
        "length",
        "month",
        "day",
        "warn",
        "role",
        "district_days",
        "city_days",
    )

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in (*NUMBERS, "role", "law")})


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(DatedAdmin):
    filters, entry_form = RuleFilters, RuleForm
    list_display = ("words", "where", "how_long", "warned", "first", "valid_from", "standing", "basis")
    empty_text = gettext_lazy("No rule fits. Choose fewer filters, or load the reference data.")
    entered = gettext_lazy("The new rule is entered.")

    @admin.display(description=gettext_lazy("clock"))
    def words(self, row):
        return capfirst(row.get_code_display())

    @admin.display(description=gettext_lazy("runs for"))
    def how_long(self, row):
        return how_long(row)

    @admin.display(description=gettext_lazy("warned before"))
    def warned(self, row):
        return row.warn

    @admin.display(description=gettext_lazy("told first"))
    def first(self, row):
        return row.get_role_display()

    def head(self, request, record) -> Head:
        return Head(title=capfirst(record.get_code_display()), lead=record.localised_law)

    def sections(self, request, record) -> list:
        heads = [
            _("Where it holds"),
            _("Runs for"),
            (_("Warned before"), "number"),
            _("Told first"),
            (_("District after"), "number"),
            (_("City after"), "number"),
            _("First day"),
            _("Last day"),
            _("In force"),
            _("Entered by"),
        ]
        return [Facts("", facts_of(record)), Table(_("Every term of this clock"), heads, _lines(self.terms_of(record)))]

    def enter(self, person, form):
        asked = form.cleaned_data
        return set_deadline_rule(
            by=person, code=asked["code"], region=form.place, valid_from=asked["valid_from"], terms=form.terms
        )

    def asking(self) -> dict:
        return {
            "head": _("A new rule for a clock"),
            "question": _("Enter a new rule?"),
            "text": _("What was in force stays in the history; the rule before this one ends on the day before."),
            "submit": _("Enter the rule"),
        }


def how_long(row: DeadlineRule) -> str:
    """`5 working days`, `until 03-31`: today's number of the country's limit where it follows one."""
    if row.starts == DeadlineRule.Start.VALID_TO and not row.length and not row.limit:
        return _("to the last valid day")
    if row.unit == DeadlineRule.Unit.DATE:
        return _("until %(month)02d-%(day)02d") % {"month": row.month, "day": row.day}
    if row.unit == DeadlineRule.Unit.MONTH_DAY:
        return _("until day %(day)s of the month") % {"day": row.day}
    length = f"{length_of(row, clock.today(), row.region_id or '')}\N{NO-BREAK SPACE}{row.get_unit_display()}"
    return _("%(length)s, by a limit that a region may set") % {"length": length} if row.limit else length


def facts_of(row: DeadlineRule) -> list[tuple]:
    return [
        (_("Where it holds"), place_of(row)),
        (_("Runs from when"), row.get_starts_display()),
        (_("Runs for"), how_long(row)),
        *([(_("The limit it follows"), NAMES[row.limit][0])] if row.limit in NAMES else []),
        (_("What closes it"), row.localised_closes),
        (_("Law and article"), row.localised_law),
    ]


def _lines(rows) -> list[tuple]:
    dash = "–"
    return [
        (
            page_url(row),
            [
                place_of(row),
                how_long(row),
                row.warn,
                row.get_role_display(),
                dash if row.district_days is None else row.district_days,
                dash if row.city_days is None else row.city_days,
                stamp(row.valid_from),
                stamp(row.valid_to) if row.valid_to else dash,
                standing_badge(row),
                row.entered_by or row.get_source_display(),
            ],
        )
        for row in rows
    ]
