"""What limits and deadline rules have in common in the admin: dated rows for the country or a region, all officials
read them with their history, a city's may enter new ones, which end the row before on the eve."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.set_limit import may_set
from facilities.admin.catalogue import CatalogueAdmin
from facilities.admin.facts import page_url
from facilities.admin.filters import ListFilters, choices, day_input
from facilities.admin.reading import is_official
from facilities.admin.sections import Head
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.models import Region
from facilities.templatetags.quantities import state_badge

COUNTRY = "CN"


class DatedFilters(ListFilters):
    """By what the row is about (`code`, whose choices the list says) and whether it is in force."""

    code = forms.ChoiceField(required=False)
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


class DatedForm(OnceForm):
    """What a new row always says: about what, where, from when, by which law."""

    code = forms.ChoiceField()
    region = forms.ChoiceField(label=gettext_lazy("Where it holds"))
    valid_from = DayField(
        label=gettext_lazy("First day"), widget=day_input(), help_text=gettext_lazy("Tomorrow at the earliest.")
    )
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


class DatedAdmin(CatalogueAdmin):
    """One line a term, the newest of each first; a row's page shows all its terms.

    A list says its own `entry_form`, the `words` of a row, how it is entered (`enter`), and the sentences of `asking`.
    """

    ordering = ("code", "-valid_from", "pk")
    list_select_related = ("region",)
    entry_form: type[DatedForm]
    entered: str | Promise

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user) or request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        if request.user.is_superuser:
            return True
        return any(may_set(request.user, Region(code=prefix)) for prefix in request.user.standing.region_prefixes)

    @admin.display(description=gettext_lazy("where it holds"))
    def where(self, row):
        return place_of(row)

    @admin.display(description=gettext_lazy("in force"))
    def standing(self, row):
        return standing_badge(row)

    @admin.display(description=gettext_lazy("law and article"))
    def basis(self, row):
        return row.localised_law

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("region", "entered_by")

    def terms_of(self, record):
        """Every row about the same, of each place the newest first."""
        rows = self.model.objects.filter(code=record.code).select_related("region", "entered_by")
        return rows.order_by("region", "-valid_from")

    def enter(self, person, form: DatedForm):
        """The new row, through its action."""
        raise NotImplementedError

    def asking(self) -> dict:
        """head, question, text and submit of the page that asks."""
        raise NotImplementedError

    def add_view(self, request, form_url="", extra_context=None):
        """Enter a new row from a day on. The row before it ends on the eve."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.entry_form(data_of(request), person=request.user, initial={"code": request.GET.get("code", "")})
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                row = self.enter(request.user, form)
                messages.success(request, self.entered)
                return redirect(page_url(row))
        said = self.asking()
        context = {
            **said,
            "head": Head(title=said["head"]),
            "original": None,
            "form": form,
            "cancel_url": "../",
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)


def place_of(row) -> str:
    return row.region.localised_name if row.region_id else _("The whole country")


def standing_badge(row) -> str:
    today = clock.today()
    if row.was_withdrawn:
        return state_badge("cancelled", _("replaced before its first day"))
    if today < row.valid_from:
        return state_badge("draft", _("from %(day)s") % {"day": row.valid_from.isoformat()})
    if row.valid_to and row.valid_to < today:
        return state_badge("expired", _("ended"))
    return state_badge("valid")
