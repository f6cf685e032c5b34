"""Limits of the law and of authorities: all officials read them with their history, a city's may enter new values."""

from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.set_limit import may_set, set_limit
from facilities.admin.catalogue import CatalogueAdmin
from facilities.admin.facts import page_url
from facilities.admin.filters import ListFilters, choices, day_input
from facilities.admin.reading import is_official
from facilities.admin.sections import Facts, Head, Table
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.limit_names import NAMES, UNITS
from facilities.models import Limit, Region
from facilities.templatetags.quantities import grouped, stamp, state_badge

COUNTRY = "CN"


class LimitFilters(ListFilters):
    code = forms.ChoiceField(label=gettext_lazy("Limit"), required=False)
    in_force = forms.ChoiceField(
        label=gettext_lazy("In force"), required=False, choices=choices(("today", gettext_lazy("today")))
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = choices(*((code, name) for code, (name, _unit) in NAMES.items()))

    def narrow(self, rows):
        if self.cleaned_data["code"]:
            rows = rows.filter(code=self.cleaned_data["code"])
        if self.cleaned_data["in_force"]:
            today = clock.today()
            rows = rows.filter(valid_from__lte=today).exclude(valid_to__lt=today)
        return rows


class LimitForm(OnceForm):
    code = forms.ChoiceField(label=gettext_lazy("Limit"))
    region = forms.ChoiceField(label=gettext_lazy("Where it holds"))
    value = forms.DecimalField(
        label=gettext_lazy("New value"),
        max_digits=15,
        decimal_places=3,
        min_value=Decimal(0),
        help_text=gettext_lazy("In the unit of the limit; nine tenths of the whole are 0.9."),
    )
    valid_from = DayField(
        label=gettext_lazy("First day"), widget=day_input(), help_text=gettext_lazy("Tomorrow at the earliest.")
    )
    law = forms.CharField(label=gettext_lazy("Law and article, or the authority's notice"), max_length=160)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, data, *, person, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["code"].choices = [
            (code, f"{name}（{UNITS[unit]}）") for code, (name, unit) in sorted(NAMES.items(), key=lambda row: row[0])
        ]
        own = Region.objects.filter(code__in=[prefix.ljust(6, "0") for prefix in person.standing.region_prefixes])
        places = [(row.pk, row.localised_name) for row in own if may_set(person, row)]
        country = [(COUNTRY, _("The whole country"))] if may_set(person, None) else []
        self.fields["region"].choices = [*country, *places]

    @property
    def place(self) -> Region | None:
        chosen = self.cleaned_data["region"]
        return None if chosen == COUNTRY else Region.objects.get(pk=chosen)


@admin.register(Limit)
class LimitAdmin(CatalogueAdmin):
    """One line a term, the newest of each limit first; a limit's page shows all its values."""

    filters = LimitFilters
    ordering = ("code", "-valid_from", "pk")
    list_display = ("words", "where", "amount", "valid_from", "valid_to", "standing", "basis")
    list_select_related = ("region",)
    empty_text = gettext_lazy("No limit fits. Choose fewer filters, or load the reference data.")

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user) or request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        if request.user.is_superuser:
            return True
        return any(may_set(request.user, Region(code=prefix)) for prefix in request.user.standing.region_prefixes)

    @admin.display(description=gettext_lazy("limit"))
    def words(self, row):
        return NAMES[row.code][0] if row.code in NAMES else row.code

    @admin.display(description=gettext_lazy("where it holds"))
    def where(self, row):
        return place_of(row)

    @admin.display(description=gettext_lazy("value"))
    def amount(self, row):
        return amount(row)

    @admin.display(description=gettext_lazy("in force"))
    def standing(self, row):
        return standing_badge(row)

    @admin.display(description=gettext_lazy("law and article"))
    def basis(self, row):
        return row.localised_law

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("region", "entered_by")

    def head(self, request, record) -> Head:
        return Head(title=str(self.words(record)), lead=record.code)

    def sections(self, request, record) -> list:
        rows = Limit.objects.filter(code=record.code).select_related("region", "entered_by")
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
                for row in rows.order_by("region", "-valid_from")
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

    def add_view(self, request, form_url="", extra_context=None):
        """Enter a new value from a day on. The value before it ends on the eve."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LimitForm(data_of(request), person=request.user, initial={"code": request.GET.get("code", "")})
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                asked = form.cleaned_data
                row = set_limit(
                    by=request.user,
                    code=asked["code"],
                    region=form.place,
                    value=asked["value"],
                    valid_from=asked["valid_from"],
                    law=asked["law"],
                    note=asked["note"],
                )
                messages.success(request, _("The new value is entered."))
                return redirect(page_url(row))
        context = {
            "head": Head(title=_("A new value of a limit")),
            "original": None,
            "form": form,
            "question": _("Enter a new value?"),
            "text": _("What was in force stays in the history; the value before this one ends on the day before."),
            "submit": _("Enter the value"),
            "cancel_url": "../",
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)


def place_of(row: Limit) -> str:
    return row.region.localised_name if row.region_id else _("The whole country")


def amount(row: Limit) -> str:
    """`5 working days`, `90 %`, `3 000 kg`: without the zeros that the database keeps."""
    if row.unit == "share":
        return f"{grouped(row.value * 100)}\N{NO-BREAK SPACE}%"
    return f"{grouped(row.value)}\N{NO-BREAK SPACE}{UNITS.get(row.unit, row.unit)}"


def standing_badge(row: Limit) -> str:
    today = clock.today()
    if row.was_withdrawn:
        return state_badge("cancelled", _("replaced before its first day"))
    if today < row.valid_from:
        return state_badge("draft", _("from %(day)s") % {"day": row.valid_from.isoformat()})
    if row.valid_to and row.valid_to < today:
        return state_badge("expired", _("ended"))
    return state_badge("valid")
