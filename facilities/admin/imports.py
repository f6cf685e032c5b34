"""Imports of spreadsheets, for officials: who brought what for which site, and what became of the rows."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.models import SheetImport
from facilities.sheets.kinds import kind_named
from facilities.sheets.problems import sentence
from facilities.templatetags.quantities import stamp

MOST_ROWS = 50
State = SheetImport.State


@admin.register(SheetImport)
class SheetImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "what", "facility", "person", "state", "row_count", "taken_count", "uploaded")
    list_select_related = ("facility", "person")
    empty_text = gettext_lazy("No spreadsheet has been imported.")

    @admin.display(description=gettext_lazy("kind"))
    def what(self, row):
        return kind_named(row.kind).label

    @admin.display(description=gettext_lazy("uploaded"))
    def uploaded(self, row):
        return stamp(row.uploaded_at)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility", "person", "acted_by")

    def head(self, request, record) -> Head:
        return Head(title=record.file_name, lead=f"{kind_named(record.kind).label} · {record.facility}")

    def sections(self, request, record) -> list:
        facts = [
            (_("State"), record.get_state_display()),
            *([(_("failed while"), State(record.failed_in).label)] if record.failed_in else []),
            (_("Person"), record.person),
            (_("uploaded"), stamp(record.uploaded_at)),
            (_("imported by"), record.acted_by or "–"),
            (_("finished"), stamp(record.finished_at)),
            (_("digest (SHA-256)"), record.sha256),
            *(
                (record._meta.get_field(name).verbose_name, f"{getattr(record, name):,}")
                for name in ("row_count", "good_count", "bad_count", "known_count", "taken_count", "failed_count",
                             "undone_count", "kept_count")
            ),
        ]  # fmt: skip
        rows = [
            ("", [row.line, row.key, row.get_state_display(), row.made_name, " ".join(map(sentence, row.errors))])
            for row in record.rows.order_by("line")[:MOST_ROWS]
        ]
        heads = (_("line"), _("Row key"), _("State"), _("record"), _("errors"))
        return [Facts("", facts), Table(_("First rows"), heads, rows, empty=_("No row was read."))]
