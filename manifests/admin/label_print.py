"""Prints of labels for officials: what was printed where, and what was printed again and why."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.admin.facility import add_section
from facilities.admin.facts import link, percent
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.templatetags.quantities import stamp, state_badge
from manifests.models import BlockSerial, LabelPrint, PrintRun

LOOKED_BACK = timedelta(days=365)
MOST_CODES = 1000


class LabelPrintFilters(ListFilters):
    site = forms.CharField(label=gettext_lazy("Site's name begins with"), required=False, max_length=60)
    watch = forms.ChoiceField(
        label=gettext_lazy("Attention"),
        required=False,
        choices=choices(("again", gettext_lazy("printed again")), *LabelPrint.Reason.choices),
    )
    district = DistrictField(label=gettext_lazy("District"))

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["site"]:
            rows = rows.filter(facility__name__startswith=asked["site"].strip())
        if asked["watch"] == "again":
            rows = rows.standing().filter(reprints__gt=0)
        elif asked["watch"]:
            rows = rows.standing().filter(reason=asked["watch"])
        if asked["district"]:
            rows = rows.filter(in_district(asked["district"], "facility__region", self.person.standing))
        return rows


@admin.register(LabelPrint)
class LabelPrintAdmin(ReadOnlyAdmin):
    filters = LabelPrintFilters
    list_display = ("when", "facility", "person_name", "count", "again", "why")
    list_select_related = ("facility",)
    empty_text = gettext_lazy("No print of labels fits these filters.")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(run_state=F("run__state"))

    @admin.display(description=gettext_lazy("printed"))
    def when(self, row):
        return stamp(row.recorded_at)

    @admin.display(description=gettext_lazy("of them printed before"))
    def again(self, row):
        return state_badge("overdue", str(row.reprints)) if row.reprints else "–"

    @admin.display(description=gettext_lazy("why again"))
    def why(self, row):
        return why(row, row.run_state)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility")

    def head(self, request, record) -> Head:
        return Head(title=_("Print of labels"), lead=f"{record.facility} · {record.person_name}")

    def sections(self, request, record) -> list:
        facts = [
            (_("Site"), link(record.facility)),
            (_("Printed"), stamp(record.recorded_at)),
            (_("Printed by"), record.person_name),
            (_("Paper"), record.layout_shown),
            (_("Labels"), record.count),
            (_("Of them printed before"), record.reprints),
            (_("Why again"), why(record, record.run_state)),
        ]
        rows = record.labels.order_by("pk")[:MOST_CODES]
        lines = [("", [row.digital_id, row.copy]) for row in rows]
        return [
            Facts("", facts),
            Table(_("Codes"), [_("Digital identification code"), (_("Copy"), "number")], lines),
        ]


def why(row: LabelPrint, run_state: str | None) -> str:
    """Reason and words for a second label; and that there was none, where its run was cancelled or failed."""
    said = [row.get_reason_display(), row.note] if row.reason else []
    if run_state in PrintRun.FRUITLESS:
        said.append(str(_("nothing was printed: %(state)s") % {"state": PrintRun.State(run_state).label}))
    return " · ".join(text for text in said if text) or "–"


def printing(person, facility) -> Table | None:
    """A year of a site's prints: how much was printed again, for which reasons, and what became of codes ahead."""
    rows = LabelPrint.objects.standing().filter(facility=facility, recorded_at__gte=clock.now() - LOOKED_BACK)
    sums = rows.aggregate(prints=Count("pk"), labels=Sum("count"), again=Sum("reprints"))
    drawn = BlockSerial.objects.filter(block__facility=facility, block__recorded_at__gte=clock.now() - LOOKED_BACK)
    codes = drawn.aggregate(
        all=Count("pk"),
        used=Count("pk", filter=Q(container__isnull=False)),
        void=Count("pk", filter=Q(voided_at__isnull=False)),
    )
    if not sums["prints"] and not codes["all"]:
        return None
    labels, again = sums["labels"] or 0, sums["again"] or 0
    lines = [
        ("", [_("Labels printed"), labels, "–"]),
        ("", [_("Of them printed before"), again, percent(again, labels) if labels else "–"]),
    ]
    reasons = rows.exclude(reason="").order_by().values_list("reason").annotate(total=Sum("reprints"))
    words = dict(LabelPrint.Reason.choices)
    lines += [("", [words[reason], total, percent(total, labels)]) for reason, total in sorted(reasons)]
    if codes["all"]:
        lines += [
            ("", [_("Codes drawn ahead"), codes["all"], "–"]),
            ("", [_("Of them on containers"), codes["used"], percent(codes["used"], codes["all"])]),
            ("", [_("Of them declared void"), codes["void"], percent(codes["void"], codes["all"])]),
        ]
    return Table(
        _("Labels, the last 12 months"),
        ["", (_("Number of labels"), "number"), (_("Share"), "number")],
        lines,
        more_url=f"{reverse('admin:manifests_labelprint_changelist')}?{urlencode({'site': facility.name})}",
        more_label=_("All its prints of labels"),
    )


add_section(55, printing)
