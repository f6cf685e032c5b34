"""Manifests for officials: found, read as a record of custody, held, released and voided; never edited.

transport adds the legs to a manifest's page: `add_section`.
"""

from collections.abc import Callable

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from facilities import clock
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Head
from facilities.templatetags.quantities import NOTHING, kg, stamp, state_badge
from manifests.access import allowed_actions
from manifests.admin import acting
from manifests.admin.manifest_filters import ManifestFilters
from manifests.admin.manifest_sections import for_page
from manifests.admin.manifest_sections import sections as own_sections
from manifests.admin.words import ACTS
from manifests.flows import total_of
from manifests.models import Deadline, Manifest, ManifestLine
from manifests.numbers import spaced
from manifests.states import ManifestState

_sections: list[Callable] = []


def add_section(section: Callable) -> None:
    """Register `section(person, manifest)` → a section or None, shown after the three parts."""
    _sections.append(section)


@admin.register(Manifest)
class ManifestAdmin(ReadOnlyAdmin):
    listing = "admin-manifests"
    filters = ManifestFilters
    list_display = (
        "number_shown",
        "state_shown",
        "parties",
        "codes_shown",
        "declared",
        "accepted",
        "issued_and_closed",
    )
    list_select_related = ("consignor", "consignee", "carrier")
    change_list_template = "admin/manifest_list.html"
    empty_text = gettext_lazy("No manifest fits these filters.")

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        clocks = Deadline.objects.filter(manifest=OuterRef("pk"), kind=Deadline.Kind.CLOSE)
        codes = ManifestLine.objects.filter(manifest=OuterRef("pk")).order_by("waste_code__code").distinct()
        return rows.annotate(
            codes=ArraySubquery(codes.values("waste_code__code")),
            is_overdue=Exists(clocks.filter(met_at=None, due_at__lt=clock.now())),
        )

    def get_list_display(self, request):
        """Opened from a figure of the flows, each row shows its part of that figure."""
        return (*self.list_display, "in_flow") if "flow_from" in request.GET else self.list_display

    @admin.display(description=gettext_lazy("number"))
    def number_shown(self, row):
        return spaced(row.number) if row.number else _("draft")

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row):
        badges = [state_badge(row.state)]
        if is_held(row):
            badges.append(state_badge("frozen"))
        if row.is_overdue:
            badges.append(state_badge("overdue"))
        return format_html(
            '<span class="badges">{}</span>', format_html_join(" ", "{}", ((badge,) for badge in badges))
        )

    @admin.display(description=gettext_lazy("from, to, carrier"))
    def parties(self, row):
        names = (f"{row.consignor} →", row.consignee)
        return format_html(
            '<span class="parties">{}<span class="soft">{}</span></span>',
            format_html_join("", "<span>{}</span>", ((name,) for name in names)),
            row.carrier,
        )

    @admin.display(description=gettext_lazy("waste codes"))
    def codes_shown(self, row):
        return format_html_join(" ", '<span class="code">{}</span>', ((code,) for code in row.codes))

    @admin.display(description=gettext_lazy("declared"))
    def declared(self, row):
        return weight(row.declared_kg)

    @admin.display(description=pgettext_lazy("weight", "accepted"))
    def accepted(self, row):
        return weight(row.received_kg)

    @admin.display(description=gettext_lazy("issued, closed"))
    def issued_and_closed(self, row):
        times = [stamp(moment) for moment in (row.issued_at, row.closed_at) if moment]
        return format_html('<span class="times">{}</span>', format_html_join("", "{}", ((time,) for time in times)))

    @admin.display(description=gettext_lazy("in this flow"))
    def in_flow(self, row):
        return weight(getattr(row, "flow_kg", None))

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        figure = response.context_data["cl"].form.figure if hasattr(response, "context_data") else None
        if figure:
            response.context_data |= {"figure": figure, "flow": total_of(request.user, figure)}
        return response

    def detail_queryset(self, request):
        rows = Manifest.objects.visible_to(request.user).with_parties().select_related("method", "parent")
        return for_page(rows)

    def head(self, request, record) -> Head:
        return Head(
            title=str(record),
            lead=f"{record.consignor} → {record.consignee}",
            state=record.state,
            frozen=is_held(record),
            code=bool(record.number),
            actions=[*self.acts(request.user, record), *document(record)],
        )

    def acts(self, person, record) -> list[dict]:
        """Buttons for what the table lets this official do now, each leading to the page that asks."""
        return [
            {
                "url": reverse(f"admin:manifests_manifest_{row.action}", args=[record.pk]),
                "label": ACTS[row.action],
                "kind": "danger" if row.action == "void" else "quiet",
            }
            for row in allowed_actions(person, record)
            if row.action in ACTS and not (row.action == "void" and cannot_be_voided(record))
        ]

    def sections(self, request, record) -> list:
        further = [section(request.user, record) for section in _sections]
        return own_sections(request.user, record, further)

    def get_urls(self):
        act = self.admin_site.admin_view(self.act_view)
        acts = [
            path(f"<uuid:pk>/{action}/", act, {"action": action}, name=f"manifests_manifest_{action}")
            for action in ACTS
        ]
        return [*acts, *super().get_urls()]

    def act_view(self, request, pk, action):
        record = self.fetch(request, str(pk))
        return acting.act(self, request, record, action)


def weight(value) -> str:
    """A weight of the list; what is not known yet stands under the others."""
    return format_html('<span class="kg">{}</span>', NOTHING) if value is None else kg(value)


def is_held(record: Manifest) -> bool:
    """Frozen, and still open: what is closed for good needs no hold."""
    return record.is_frozen and record.state not in ("closed", "cancelled", "voided")


def cannot_be_voided(record: Manifest) -> bool:
    """What the void action's own check would block (manifests/actions/void.py), so that no button leads there."""
    if record.state == ManifestState.ISSUED:
        return False
    return record.goes_home or record.has_gone_on


def document(record: Manifest) -> list[dict]:
    """The paper, and the proof that goes with it."""
    if not record.number:
        return []
    try:
        paper, proof = (reverse(f"manifests:manifest_{what}", args=[record.pk]) for what in ("pdf", "proof"))
    except NoReverseMatch:
        return []
    notice = reverse("manifests:discrepancy_pdf", args=[record.pk])
    slip = reverse("manifests:weighbridge_pdf", args=[record.pk])
    found = [{"url": notice, "label": _("Discrepancy notice (PDF)"), "kind": "quiet", "shape": "print"}]
    weighed = [{"url": slip, "label": _("Weighbridge slip"), "kind": "quiet", "shape": "weigh"}]
    return [
        *(found if record.discrepancy_at else []),
        *(weighed if record.received_at else []),
        {"url": paper, "label": _("Open the document (PDF)"), "kind": "quiet", "shape": "print"},
        {"url": proof, "label": _("Download the proof"), "kind": "quiet"},
    ]
