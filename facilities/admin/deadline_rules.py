"""How the law's clocks run: all officials read the rules with their history, a city's may enter new ones."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.set_deadline_rule import Terms, set_deadline_rule
from facilities.actions.set_limit import may_set
from facilities.admin.catalogue import CatalogueAdmin
from facilities.admin.facts import page_url
from facilities.admin.filters import ListFilters, choices, day_input
from facilities.admin.limits import place_of, standing_badge
from facilities.admin.reading import is_official
from facilities.admin.sections import Facts, Head, Table
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import length_of
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.limit_names import NAMES
from facilities.models import DeadlineRule, Region
from facilities.models.membership import ROLE_NAMES
from facilities.templatetags.quantities import stamp

COUNTRY = "CN"
NUMBERS = ("length", "month", "day", "warn", "district_days", "city_days")


class RuleFilters(ListFilters):
    code = forms.ChoiceField(label=gettext_lazy("Clock"), required=False, choices=choices(*DeadlineKind.choices))
    in_force = forms.ChoiceField(
        label=gettext_lazy("In force"), required=False, choices=choices(("today", gettext_lazy("today")))
    )

    def narrow(self, rows):
        if self.cleaned_data["code"]:
            rows = rows.filter(code=self.cleaned_data["code"])
        if self.cleaned_data["in_force"]:
            today = clock.today()
            rows = rows.filter(valid_from__lte=today).exclude(valid_to__lt=today)
        return rows


def number(label, help_text="", *, required=False) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=0, max_value=3650)


class RuleForm(OnceForm):
    code = forms.ChoiceField(label=gettext_lazy("Clock"), choices=DeadlineKind.choices)
    region = forms.ChoiceField(label=gettext_lazy("Where it holds"))
    valid_from = DayField(
        label=gettext_lazy("First day"), widget=day_input(), help_text=gettext_lazy("Tomorrow at the earliest.")
    )
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
    law = forms.CharField(label=gettext_lazy("Law and article, or the authority's notice"), max_length=160)

    def __init__(self, data, *, person, **kwargs):
        super().__init__(data, **kwargs)
        own = Region.objects.filter(code__in=[prefix.ljust(6, "0") for prefix in person.standing.region_prefixes])
        places = [(row.pk, row.localised_name) for row in own if may_set(person, row)]
        country = [(COUNTRY, _("The whole country"))] if may_set(person, None) else []
        self.fields["region"].choices = [*country, *places]

    @property
    def place(self) -> Region | None:
        chosen = self.cleaned_data["region"]
        return None if chosen == COUNTRY else Region.objects.get(pk=chosen)

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in (*NUMBERS, "role", "law")})


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(CatalogueAdmin):
    """One line a term, the newest of each clock first; a rule's page shows all its terms."""

    filters = RuleFilters
    ordering = ("code", "-valid_from", "pk")
    list_display = ("words", "where", "how_long", "warned", "first", "valid_from", "standing", "basis")
    list_select_related = ("region",)
    empty_text = gettext_lazy("No rule fits. Choose fewer filters, or load the reference data.")

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user) or request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        if request.user.is_superuser:
            return True
        return any(may_set(request.user, Region(code=prefix)) for prefix in request.user.standing.region_prefixes)

    @admin.display(description=gettext_lazy("clock"))
    def words(self, row):
        return capfirst(row.get_code_display())

    @admin.display(description=gettext_lazy("where it holds"))
    def where(self, row):
        return place_of(row)

    @admin.display(description=gettext_lazy("runs for"))
    def how_long(self, row):
        return how_long(row)

    @admin.display(description=gettext_lazy("warned before"))
    def warned(self, row):
        return row.warn

    @admin.display(description=gettext_lazy("told first"))
    def first(self, row):
        return row.get_role_display()

    @admin.display(description=gettext_lazy("in force"))
    def standing(self, row):
        return standing_badge(row)

    @admin.display(description=gettext_lazy("law and article"))
    def basis(self, row):
        return row.localised_law

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("region", "entered_by")

    def head(self, request, record) -> Head:
        return Head(title=capfirst(record.get_code_display()), lead=record.localised_law)

    def sections(self, request, record) -> list:
        rows = DeadlineRule.objects.filter(code=record.code).select_related("region", "entered_by")
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
        return [Facts("", facts_of(record)), Table(_("Every term of this clock"), heads, _lines(rows))]

    def add_view(self, request, form_url="", extra_context=None):
        """Enter how a clock runs from a day on. The rule before it ends on the eve."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RuleForm(data_of(request), person=request.user, initial={"code": request.GET.get("code", "")})
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                asked = form.cleaned_data
                row = set_deadline_rule(
                    by=request.user,
                    code=asked["code"],
                    region=form.place,
                    valid_from=asked["valid_from"],
                    terms=form.terms,
                )
                messages.success(request, _("The new rule is entered."))
                return redirect(page_url(row))
        context = {
            "head": Head(title=_("A new rule for a clock")),
            "original": None,
            "form": form,
            "question": _("Enter a new rule?"),
            "text": _("What was in force stays in the history; the rule before this one ends on the day before."),
            "submit": _("Enter the rule"),
            "cancel_url": "../",
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)


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
        for row in rows.order_by("region", "-valid_from")
    ]
