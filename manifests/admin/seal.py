"""The signed tree heads, for officials: how much is sealed, since when, and that each signature proves it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head
from facilities.templatetags.quantities import stamp, state_badge
from manifests.models import Seal

ROOT_SHOWN = 16


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    list_display = ("number", "events", "signed", "mark", "key_shown", "root_shown")
    list_select_related = ("key",)
    empty_text = gettext_lazy("Nothing is sealed yet. The worker does it every ten minutes, or: manage.py seal")

    @admin.display(description=gettext_lazy("events under it"))
    def events(self, row):
        return f"{row.size:,}"

    @admin.display(description=gettext_lazy("root"))
    def root_shown(self, row):
        return format_html('<span class="code">{}…</span>', row.root[:ROOT_SHOWN])

    @admin.display(description=gettext_lazy("signed"))
    def signed(self, row):
        return stamp(row.signed_at)

    @admin.display(description=pgettext_lazy("signature", "key"))
    def key_shown(self, row):
        return format_html('<span class="code">{}</span>', row.key_id)

    @admin.display(description=gettext_lazy("signature"))
    def mark(self, row):
        return proven(row)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("key")

    def head(self, request, record) -> Head:
        actions = [
            {"url": reverse("manifests:proof_heads"), "label": _("Newest heads (JSON)"), "kind": "quiet"},
            {"url": reverse("manifests:proof_keys"), "label": _("Public keys (JSON)"), "kind": "quiet"},
        ]
        return Head(title=_("Seal %(number)s") % {"number": record.number}, actions=actions)

    def sections(self, request, record) -> list:
        facts = [
            (pgettext("seal", "Signature"), proven(record)),
            (_("Events under it"), f"{record.size:,}"),
            (_("Root"), code(record.root)),
            (_("Signed"), stamp(record.signed_at)),
            (_("Key"), code(record.key_id)),
            (_("Service"), record.service),
            (_("Digest of the seal before"), code(record.previous)),
            (_("Digest"), code(record.head.digest)),
        ]
        return [Facts("", facts)]


def code(text: str) -> str:
    """A hash in full, over as many lines as it takes."""
    return format_html('<span class="code code--long">{}</span>', text)


def proven(record: Seal) -> str:
    return state_badge("valid", _("Verified")) if record.is_proven else state_badge("expired", _("Does not verify"))
