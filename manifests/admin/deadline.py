"""The law's clocks in the official's region: what is late and what will be, with whom it has been taken up."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.admin.facility import add_section
from facilities.admin.facts import link, list_url
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.reading import ReadOnlyAdmin, is_official
from facilities.admin.sections import Facts, Head, Table
from facilities.badges import badge_of
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import rule_for
from facilities.templatetags.quantities import stamp, state_badge
from manifests.clocks.words import told_so_far
from manifests.models import Deadline
from manifests.models.deadline import last_day

SHOWN = 20
COUNTED = 1000
STATES = {
    "overdue": gettext_lazy("overdue"),
    "due_soon": gettext_lazy("due soon"),
    "running": gettext_lazy("running"),
    "late": gettext_lazy("met late"),
}


class DeadlineFilters(ListFilters):
    kind = forms.ChoiceField(label=gettext_lazy("Clock"), required=False, choices=choices(*DeadlineKind.choices))
    watch = forms.ChoiceField(label=gettext_lazy("Attention"), required=False, choices=choices(*STATES.items()))
    district = DistrictField(label=gettext_lazy("District"))
    site = forms.CharField(label=gettext_lazy("Site's name begins with"), required=False, max_length=60)

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["watch"]:
            rows = watched(rows, asked["watch"])
        if asked["district"]:
            rows = rows.filter(in_district(asked["district"], "facility__region", self.person.standing))
        if asked["site"]:
            rows = rows.filter(facility__name__startswith=asked["site"].strip())
        return rows


def watched(rows, what: str):
    now = clock.now()
    match what:
        case "overdue":
            return rows.overdue(now)
        case "due_soon":
            return rows.due_soon(now)
        case "running":
            return rows.running()
        case "late":
            return rows.met_late()
    raise ValueError(what)


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    filters = DeadlineFilters
    list_display = ("kind_shown", "what", "site", "due", "standing", "told_shown")
    list_select_related = ("facility",)
    empty_text = gettext_lazy("No clock fits these filters. The worker looks every ten minutes.")

    @admin.display(description=gettext_lazy("clock"))
    def kind_shown(self, row):
        return capfirst(row.get_kind_display())

    @admin.display(description=gettext_lazy("about"))
    def what(self, row):
        return about(row)

    @admin.display(description=gettext_lazy("site"))
    def site(self, row):
        return row.facility

    @admin.display(description=gettext_lazy("due"))
    def due(self, row):
        return stamp(last_day(row.due_at))

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, row):
        return standing(row)

    @admin.display(description=gettext_lazy("told so far"))
    def told_shown(self, row):
        return told_so_far(row)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility__region", "manifest", "batch")

    def head(self, request, record) -> Head:
        return Head(title=capfirst(record.get_kind_display()), lead=f"{record.facility} · {about(record)}")

    def sections(self, request, record) -> list:
        rule = rule_for(record.kind, clock.today(), record.facility.region_id)
        facts = [
            (_("Standing"), standing(record)),
            (_("Site"), link(record.facility)),
            (_("About"), subject_link(record)),
            (_("Started"), stamp(record.started_at)),
            (_("Warned from"), stamp(record.warn_at)),
            (_("Last day"), stamp(last_day(record.due_at))),
            (_("Met"), stamp(record.met_at) if record.met_at else "–"),
            (_("Told so far"), told_so_far(record)),
            (_("What closes it"), rule.localised_closes),
            (_("Law and article"), rule.localised_law),
        ]
        if record.assumed:
            facts.append((_("Holidays"), _("Those of a year on the way are not published yet, so the day may move.")))
        return [Facts("", facts)]


def about(row: Deadline) -> str:
    return " ".join(part for part in (row.label, row.period) if part)


def subject_link(row: Deadline):
    if row.manifest_id:
        return link(row.manifest)
    return link(row.batch) if row.batch_id else about(row)


def standing(row: Deadline) -> str:
    """Overdue, due soon, running, met in time or late: worked out, for nobody sets it."""
    now = clock.now()
    if row.fell_away:
        return state_badge("cancelled", _("fell away"))
    if row.met_at:
        return (
            state_badge("partially_accepted", _("met late"))
            if row.met_at > row.due_at
            else state_badge("valid", _("met"))
        )
    if row.due_at <= now:
        return state_badge("overdue")
    return state_badge("due_soon") if row.warn_at <= now else state_badge("issued", _("running"))


def clocks_of(person, facility) -> Table | None:
    """What the site owes, the most pressing first."""
    rows = list(Deadline.objects.running().filter(facility=facility).order_by("due_at", "pk")[: SHOWN + 1])
    if not rows:
        return None
    return Table(
        _("Deadlines"),
        [_("Clock"), _("About"), _("Last day"), _("Standing")],
        [
            (
                reverse("admin:manifests_deadline_change", args=[row.pk]),
                [capfirst(row.get_kind_display()), about(row), stamp(last_day(row.due_at)), standing(row)],
            )
            for row in rows[:SHOWN]
        ],
        more_url=f"{list_url(Deadline)}?site={facility.name}" if len(rows) > SHOWN else "",
        more_label=_("All its deadlines"),
    )


def figures(request):
    """What is late in the official's region and what will be, by kind of duty: one statement, counted to a limit."""
    if not is_official(request.user):
        return []
    now = clock.now()
    seen = Deadline.objects.visible_to(request.user)
    late = list(seen.overdue(now).order_by("due_at").values_list("kind", flat=True)[: COUNTED + 1])
    url = list_url(Deadline)
    stats = []
    for kind, word in DeadlineKind.choices:
        if count := late.count(kind):
            stats.append(_stat(capfirst(word), count, f"{url}?watch=overdue&kind={kind}"))
    if not stats:
        stats.append({"label": badge_of("overdue").word, "figure": 0, "url": f"{url}?watch=overdue", "tone": ""})
    return [(_("Overdue by law"), stats)]


def _stat(label, count: int, url: str) -> dict:
    return {"label": label, "figure": f"{COUNTED}+" if count > COUNTED else count, "url": url, "tone": "bad"}


add_section(20, clocks_of)
admin.site.add_figures(20, figures)
