"""What sites have declared, for officials: each confirmed version as it was frozen."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from facilities import clock
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.declarations.due import due_day
from manifests.declarations.period import Stretch
from manifests.models import Declaration, DeclarationDraft


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyAdmin):
    list_display = ("receipt_no", "facility", "period", "start", "version", "due_on", "confirmed")
    list_select_related = ("facility",)
    empty_text = gettext_lazy("Nothing is declared yet. What a site owes stands on the site's own page.")

    @admin.display(description=gettext_lazy("confirmed"))
    def confirmed(self, row):
        return stamp(row.confirmed_at)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility__enterprise", "delegation__delegate")

    def head(self, request, record) -> Head:
        return Head(title=record.receipt_no, code=True)

    def sections(self, request, record) -> list:
        facts = [
            (_("Site"), record.facility),
            (_("Enterprise"), record.on_behalf_of),
            (_("Period"), f"{record.content['start']} – {record.content['last_day']}"),
            (_("Version"), record.version),
            (_("Voluntary"), _("yes") if record.voluntary else ""),
            (_("Reason"), record.reason),
            (_("Due"), stamp(record.due_on)),
            (_("Confirmed by"), format_html("{} · {}", record.confirmed_by_name, stamp(record.confirmed_at))),
            (_("Entrusted to"), record.delegation.delegate if record.delegation else ""),
            (_("Digest"), record.digest),
        ]
        return [Facts("", facts), _wastes(record)]


@admin.register(DeclarationDraft)
class DeclarationDraftAdmin(ReadOnlyAdmin):
    """Who has not declared: a draft stands here from the night after its period until it is confirmed."""

    list_display = ("name", "facility", "period", "due", "state", "drafted")
    list_select_related = ("facility",)
    empty_text = gettext_lazy("Every period that is over is declared. Drafts are made every night.")

    @admin.display(description=gettext_lazy("what"))
    def name(self, row):
        return _stretch(row).label

    @admin.display(description=gettext_lazy("due"))
    def due(self, row):
        return stamp(due_day(_stretch(row), row.facility))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row):
        if clock.today() > due_day(_stretch(row), row.facility):
            return state_badge("overdue", _("Late"))
        return state_badge("draft", _("To confirm"))

    @admin.display(description=gettext_lazy("drafted"))
    def drafted(self, row):
        return stamp(row.drafted_at)

    def head(self, request, record) -> Head:
        return Head(title=f"{_stretch(record).label} {record.facility}", lead=_("Not confirmed by the firm yet."))

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility")

    def sections(self, request, record) -> list:
        facts = [(_("Due"), self.due(record)), (_("State"), self.state(record)), (_("Drafted"), self.drafted(record))]
        return [Facts("", facts), _wastes(record)]


def _stretch(row: DeclarationDraft) -> Stretch:
    return Stretch.of(row.start, row.period)


def _wastes(record: Declaration | DeclarationDraft) -> Table:
    names = ("opening_kg", "generated_kg", "received_kg", "own_kg", "outsourced_kg", "closing_kg")
    heads = [
        *(_("Opening"), pgettext("books", "Generated"), _("Received"), _("Used or disposed of here")),
        *(_("Handed over"), pgettext("books", "Closing")),
    ]
    return Table(
        _("Wastes"),
        [_("Waste"), _("Code"), *((head, "number") for head in heads)],
        [("", [row["name"], row["code"], *(kg(row[name], 3) for name in names)]) for row in record.content["wastes"]],
        empty=_("Nothing lay here and nothing moved."),
    )
