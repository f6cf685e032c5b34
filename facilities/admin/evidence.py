"""Photographs and scans, for officials: of firms in their charge, and of what they may read of others."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from facilities.admin.filters import ListFilters, choices
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.evidence.subjects import subject_named, uses_seen_by
from facilities.models import Evidence
from facilities.templatetags.quantities import stamp


class EvidenceFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Firm's name or digest begins with"), required=False, max_length=64)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=choices(*Evidence.Kind.choices))

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["q"]:
            named = rows.filter(enterprise__name__startswith=asked["q"])
            rows = named | rows.filter(sha256__startswith=asked["q"].lower())
        return rows


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    filters = EvidenceFilters
    list_display = ("shows", "kind", "enterprise", "media_type", "kept", "withdrawn")
    list_select_related = ("enterprise",)
    empty_text = gettext_lazy("No photograph and no scan fits these filters.")

    @admin.display(description=pgettext_lazy("evidence", "what it shows"))
    def shows(self, row):
        return str(row)

    @admin.display(description=pgettext_lazy("evidence", "put here"))
    def kept(self, row):
        return stamp(row.put_at)

    @admin.display(description=pgettext_lazy("evidence", "withdrawn"))
    def withdrawn(self, row):
        return stamp(row.withdrawn_at)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("enterprise", "withdrawn_by")

    def head(self, request, record) -> Head:
        return Head(title=str(record), lead=f"{record.get_kind_display()} · {record.enterprise}")

    def sections(self, request, record) -> list:
        page = reverse("facilities:evidence", args=[record.pk])
        file = reverse("facilities:evidence_file", args=[record.pk])
        facts = [
            (_name("file_name"), format_html('<a href="{}">{}</a>', file, record.file_name)),
            (_("small picture"), format_html('<a href="{}">{}</a>', page, _("Look at it"))),
            (_name("put_by"), record.put_by_name),
            (_name("put_at"), stamp(record.put_at)),
            (_name("size"), f"{record.size:,}"),
            (_name("pages"), record.pages),
            (_name("sha256"), record.sha256),
        ]
        if record.withdrawn_at:
            facts += [
                (_name("withdrawn_at"), stamp(record.withdrawn_at)),
                (_name("withdrawn_by"), record.withdrawn_by.name),
                (_name("withdrawn_reason"), record.withdrawn_reason),
            ]
        uses = record.uses.filter(pk__in=uses_seen_by(request.user)).order_by("pk")
        rows = [
            (reverse("facilities:attach", args=[use.subject, use.subject_id]), [_label(use), stamp(use.recorded_at)])
            for use in uses
        ]
        return [Facts("", facts), Table(_("Attached to"), [_("What"), _("When")], rows, empty=_("Nothing yet."))]


def _name(field: str) -> str:
    return capfirst(Evidence._meta.get_field(field).verbose_name)


def _label(use) -> str:
    subject = subject_named(use.subject)
    return str(subject.label) if subject else use.subject
