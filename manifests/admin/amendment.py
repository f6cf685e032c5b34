"""Corrections for officials: what was asked, who answered how; and imposing one that was not agreed to."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from facilities import clock
from facilities.admin.facts import link, page_url
from facilities.admin.filters import ListFilters, choices
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.enumerating import enumerated
from facilities.forms.refusals import data_of, shown_on
from facilities.templatetags.quantities import stamp, state_badge
from manifests.amended_words import change_rows, field_label
from manifests.custody import perform
from manifests.forms.reason import ReasonForm
from manifests.models import Amendment, AmendmentVoter
from manifests.models.deadline import last_day

IMPOSABLE = (Amendment.State.PROPOSED, Amendment.State.DECLINED, Amendment.State.LAPSED)


class AmendmentFilters(ListFilters):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=choices(*Amendment.State.choices))

    def narrow(self, rows):
        wanted = self.cleaned_data["state"]
        return rows.filter(state=wanted) if wanted else rows


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    filters = AmendmentFilters
    list_display = ("manifest_shown", "state_shown", "fields_shown", "proposed_by", "proposed_at", "lapses")
    list_select_related = ("manifest", "enterprise")
    empty_text = gettext_lazy("No correction has been asked for.")

    @admin.display(description=gettext_lazy("manifest"))
    def manifest_shown(self, row):
        return str(row.manifest)

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row):
        return state_badge(row.state_at(clock.now()))

    @admin.display(description=gettext_lazy("changes"))
    def fields_shown(self, row):
        return enumerated(field_label(change["field"]) for change in row.changes)

    @admin.display(description=gettext_lazy("proposed by"))
    def proposed_by(self, row):
        return format_html("{} · {}", row.person_name, row.enterprise)

    @admin.display(description=pgettext_lazy("amendment", "proposed"))
    def proposed_at(self, row):
        return stamp(row.recorded_at)

    @admin.display(description=gettext_lazy("answer by"))
    def lapses(self, row):
        return stamp(last_day(row.lapses_at))

    def detail_queryset(self, request):
        voters = AmendmentVoter.objects.select_related("enterprise", "vote").order_by("pk")
        rows = super().detail_queryset(request).select_related("manifest", "enterprise")
        return rows.prefetch_related(Prefetch("voters", voters))

    def head(self, request, record) -> Head:
        url = reverse("admin:manifests_amendment_override", args=[record.pk])
        acts = [{"url": url, "label": _("Impose it"), "kind": "danger"}] if may_be_imposed(record) else []
        return Head(title=_("Correction"), lead=str(record.manifest), state=record.state_at(clock.now()), actions=acts)

    def sections(self, request, record) -> list:
        return [what_changes(record), answers(record), facts(record)]

    def get_urls(self):
        act = self.admin_site.admin_view(self.override_view)
        own = [path("<uuid:pk>/override/", act, name="manifests_amendment_override")]
        return [*own, *super().get_urls()]

    def override_view(self, request, pk):
        """Ask why, and impose. The reason and every answer that was given stand in the event."""
        record = self.fetch(request, str(pk))
        if not may_be_imposed(record):
            raise PermissionDenied
        form = ReasonForm(data_of(request))
        if request.method == "POST" and form.is_valid():
            data = {"amendment": record.pk, "reason": form.cleaned_data["reason"]}
            with shown_on(form):
                perform(record.manifest, "override", by=request.user, data=data, idempotency_key=form.key)
                messages.success(request, _("The correction is imposed and holds now."))
                return redirect(page_url(record))
        context = {
            "head": Head(title=_("Correction"), lead=str(record.manifest), state=record.state_at(clock.now())),
            "original": record,
            "findings": [],
            "ready": True,
            "form": form,
            "sections": [what_changes(record), answers(record)],
            "question": _("Impose this correction?"),
            "text": _("It holds against the will of who declined or did not answer. Your reason stands in the record."),
            "submit": _("Impose it"),
            "kind": "danger",
            "cancel_url": page_url(record),
        }
        return self.page(request, "admin/confirm.html", context)


def may_be_imposed(record: Amendment) -> bool:
    return record.state in IMPOSABLE


def what_changes(record: Amendment) -> Table:
    heads = [_("Field"), _("Before"), _("After")]
    rows = [("", [row["label"], row["before"], row["after"]]) for row in change_rows(record.changes)]
    return Table(_("What changes"), heads, rows)


def answers(record: Amendment) -> Table:
    heads = [_("Party"), _("Enterprise"), _("Answer"), _("Person"), _("Recorded"), _("Reason")]
    rows = []
    for voter in record.voters.all():
        vote = getattr(voter, "vote", None)
        said = _("has not answered") if vote is None else _("agreed") if vote.agrees else _("declined")
        given = [vote.person_name, stamp(vote.recorded_at), vote.reason or "–"] if vote else ["–", "–", "–"]
        rows.append(("", [voter.get_party_display(), voter.enterprise, said, *given]))
    return Table(_("Answers"), heads, rows)


def facts(record: Amendment) -> Facts:
    return Facts(
        "",
        [
            (_("Manifest"), link(record.manifest)),
            (_("Reason"), record.reason),
            (_("Proposed by"), f"{record.person_name} · {record.enterprise}"),
            (_("Proposed"), stamp(record.recorded_at)),
            (_("Answer by"), stamp(last_day(record.lapses_at))),
            (_("Ended"), stamp(record.ended_at)),
            (_("Ended by"), record.ended_by),
            (_("Why it ended"), record.ended_reason),
        ],
    )


def corrections(manifest) -> Table | None:
    """For the manifest's own page: every correction that was asked for, the newest first. One statement."""
    rows = list(manifest.amendments.select_related("enterprise").order_by("-pk"))
    if not rows:
        return None
    heads = [_("Changes"), _("State"), _("Proposed by"), _("Proposed"), _("Reason")]
    lines = []
    for row in rows:
        labels = enumerated(field_label(change["field"]) for change in row.changes)
        badge = state_badge(row.state_at(clock.now()))
        lines.append(("", [link(row, labels), badge, row.enterprise, stamp(row.recorded_at), row.reason]))
    return Table(_("Corrections"), heads, lines)
