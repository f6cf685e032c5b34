"""The register's pages for officials: what they may see and enter, and the page that asks before something is done."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from facilities.admin.facts import page_url
from facilities.admin.reading import ReadOnlyAdmin, is_official
from facilities.admin.sections import Head, Table
from facilities.forms.once import OnceForm
from facilities.forms.refusals import shown_on
from facilities.register_words import changes_in_words
from facilities.templatetags.quantities import stamp


def is_housekeeper(person) -> bool:
    """The superuser who sets up the house, and is in charge of no place: sees the register, and no waste."""
    return person.is_superuser and not person.standing.region_prefixes


class RegisterAdmin(ReadOnlyAdmin):
    """Firms, sites, permits and licences: officials enter those of their places, the superuser of all."""

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user) or request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request):
        if is_housekeeper(request.user):
            return self.model._default_manager.all()
        return super().get_queryset(request)

    def ask(self, request, form: OnceForm, do: Callable, *, back: str, done: str, head: str, record=None, **said):
        """Show the form, or do what it asks and lead on to the page of what came out.

        `do(form)` runs the action and gives the record to go to, or an answer of its own. `said`: question, text,
        submit and kind of the page.
        """
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                found = do(form)
                if not hasattr(found, "_meta"):
                    return found
                messages.success(request, done)
                return redirect(page_url(found))
        context = {
            **said,
            "head": Head(title=head),
            "original": record,
            "form": form,
            "cancel_url": back,
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)


def history(record) -> Table:
    """Every entry of the register about a record, oldest first."""
    lines = [
        (
            "",
            [
                stamp(entry.recorded_at),
                entry.get_deed_display(),
                stamp(entry.day),
                changes_in_words(record, entry) or "–",
                entry.reason or "–",
                f"{entry.recorded_by_name}（{entry.office}）" if entry.office else entry.recorded_by_name,
            ],
        )
        for entry in record.entries.order_by("pk")
    ]
    return Table(
        _("History in the register"),
        [_("Recorded"), _("What was done"), _("Counts from"), _("Changes"), _("Reason"), _("Recorded by")],
        lines,
        empty=_("No entry: it came with the first filling of this installation."),
    )
