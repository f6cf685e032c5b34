"""The last self-check that each site in the official's region has kept, and each one as it was frozen."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from facilities.admin.facility import add_section
from facilities.admin.facts import link, list_url
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.reading import ReadOnlyAdmin, is_official
from facilities.admin.sections import Facts, Head, Table
from facilities.templatetags.quantities import stamp
from manifests.assessment.content import before, compared
from manifests.assessment.words import grade_badge, stood, worded
from manifests.models import Assessment
from manifests.models.assessment import GRADES

HISTORY = 20


class AssessmentFilters(ListFilters):
    grade = forms.ChoiceField(label=pgettext_lazy("assessment", "Result"), required=False, choices=choices(*GRADES))
    failing = forms.IntegerField(
        label=gettext_lazy("At least so many points do not fit"), required=False, min_value=0, max_value=1000
    )
    district = DistrictField(label=gettext_lazy("District"))
    site = forms.CharField(label=gettext_lazy("Site's name begins with"), required=False, max_length=60)
    earlier = forms.BooleanField(label=gettext_lazy("Earlier ones too"), required=False)

    def narrow(self, rows):
        asked = self.cleaned_data
        if not asked["earlier"]:
            rows = rows.latest()
        if asked["grade"]:
            rows = rows.filter(grade=asked["grade"])
        if asked["failing"]:
            rows = rows.filter(failing__gte=asked["failing"])
        if asked["district"]:
            rows = rows.filter(in_district(asked["district"], "facility__region", self.person.standing))
        if asked["site"]:
            rows = rows.filter(facility__name__startswith=asked["site"].strip())
        return rows


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    filters = AssessmentFilters
    list_display = ("number", "facility", "grade_shown", "failing", "judged", "period", "kept")
    list_select_related = ("facility",)
    empty_text = gettext_lazy("No self-check is kept that fits these filters. Each January all sites get theirs.")

    @admin.display(description=pgettext_lazy("assessment", "result"))
    def grade_shown(self, row):
        return grade_badge(row.grade)

    @admin.display(description=gettext_lazy("period"))
    def period(self, row):
        return format_html("{} – {}", row.start.isoformat(), row.last_day.isoformat())

    @admin.display(description=pgettext_lazy("assessment", "kept"))
    def kept(self, row):
        return stamp(row.made_at)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def detail_queryset(self, request):
        return super().get_queryset(request).select_related("facility__enterprise")

    def head(self, request, record) -> Head:
        actions = [
            {"url": reverse("manifests:assessment_pdf", args=[record.pk]), "label": _("Print (PDF)"), "kind": "quiet"},
            {"url": reverse("manifests:assessment_xlsx", args=[record.pk]), "label": _("Excel"), "kind": "quiet"},
            {
                "url": reverse("manifests:assess", args=[record.facility_id]),
                "label": _("As it stands now"),
                "kind": "quiet",
            },
        ]
        lead = f"{record.facility} · {record.start} – {record.last_day}"
        return Head(title=record.number, lead=lead, code=True, actions=actions)

    def sections(self, request, record) -> list:
        earlier = before(record)
        facts = [
            (_("Site"), link(record.facility)),
            (_("Result"), grade_badge(record.grade)),
            (_("Share that fits"), f"{record.score * 100:.1f} %"),
            (_("Points that do not fit"), f"{record.failing} / {record.judged}"),
            (_("Catalogue of checks"), record.edition),
            (_("Kept by"), record.made_by_name or _("the yearly job")),
            (_("Kept"), stamp(record.made_at)),
            (_("Digest"), record.digest),
        ]
        changes = compared(record.content, earlier.content if earlier else None)
        changed = Table(
            _("What changed since the one before"),
            [_("Point"), _("Before"), _("Now")],
            [("", [worded(row["title"]), stood(row["before"]), stood(row["now"])]) for row in changes],
            empty=_("Every point stands as it did."),
        )
        return [Facts("", facts), changed if earlier else None, _points(record)]


def _points(record: Assessment) -> Table:
    return Table(
        _("Points"),
        [_("Group"), _("Point"), _("Law and article"), _("Verdict"), _("What the firm says")],
        [
            (
                "",
                [
                    worded(row["group_name"]),
                    worded(row["title"]),
                    worded(row["law"]),
                    stood(row),
                    f"{row['statement']['text']} ({row['statement']['day']})" if row["statement"] else "–",
                ],
            )
            for row in record.content["checks"]
        ],
    )


def kept_of(person, facility) -> Table | None:
    """The site's self-checks, the last first, and the way to how it stands now."""
    if not facility.is_generator and not facility.receives:
        return None
    rows = Assessment.objects.visible_to(person).filter(facility=facility).defer("content").order_by("-pk")[:HISTORY]
    return Table(
        _("Self-checks"),
        [_("Number"), _("Result"), (_("Do not fit"), "number"), _("Period"), _("Kept")],
        [
            (
                reverse("admin:manifests_assessment_change", args=[row.pk]),
                [row.number, grade_badge(row.grade), row.failing, f"{row.start} – {row.last_day}", stamp(row.made_at)],
            )
            for row in rows
        ],
        empty=_("None is kept yet."),
        more_url=reverse("manifests:assess", args=[facility.pk]),
        more_label=_("As it stands now"),
    )


def figures(request):
    """How the sites of the official's region stand by the last self-check each has kept: one statement."""
    if not is_official(request.user):
        return []
    last = Assessment.objects.visible_to(request.user).latest()
    counts = dict(last.order_by().values_list("grade").annotate(count=Count("pk")))
    url = list_url(Assessment)
    tones = {"missed": "bad", "nearly": "warn", "reached": "good"}
    stats = [
        {"label": word, "figure": counts.get(grade, 0), "url": f"{url}?grade={grade}", "tone": tones[grade]}
        for grade, word in GRADES
        if grade in tones
    ]
    return [(_("Self-checks of sites"), stats)] if counts else []


add_section(22, kept_of)
admin.site.add_figures(60, figures)
