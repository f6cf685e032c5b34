"""Cross-province applications for officials: what was handed in, which clock runs, and the step that comes next."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from facilities import clock
from facilities.actions.record_crossing import kinds_for, may_record, record_crossing
from facilities.admin.facts import page_url
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Head, Table
from facilities.crossing.checklist import checklist
from facilities.crossing.timers import next_kinds, standing
from facilities.forms.day import DayField
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.models import CrossingApplication
from facilities.templatetags.quantities import kg, stamp, state_badge

State = CrossingApplication.State
# In the words of what is done, not of what then holds.
DEEDS = {
    State.RETURNED: gettext_lazy("Return it as incomplete"),
    State.ACCEPTED: gettext_lazy("Accept it as complete"),
    State.CONSULTED: gettext_lazy("Reviewed; the receiving province is asked"),
    State.REPLIED: gettext_lazy("The receiving province has answered"),
    State.GRANTED: gettext_lazy("Grant it: makes the approvals"),
    State.REFUSED: gettext_lazy("Refuse it"),
}
ITEM_STATES = {
    "there": gettext_lazy("there"),
    "missing": gettext_lazy("missing"),
    "wanting": gettext_lazy("advisable"),
    "by_hand": gettext_lazy("a copy, by hand"),
}


class StepForm(OnceForm):
    kind = forms.ChoiceField(label=gettext_lazy("Step taken"), widget=forms.RadioSelect)
    happened_on = DayField(
        label=gettext_lazy("On"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Empty means today."),
    )
    agrees = forms.NullBooleanField(
        label=gettext_lazy("The receiving province agrees"),
        required=False,
        widget=forms.Select(choices=[("unknown", "–"), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]),
    )
    document_no = forms.CharField(label=gettext_lazy("Number of the letter or decision"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Note or reason"), max_length=200, required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, DEEDS[kind]) for kind in kinds]
        if State.REPLIED not in kinds:
            del self.fields["agrees"]

    @property
    def particulars(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}


@admin.register(CrossingApplication)
class CrossingApplicationAdmin(ReadOnlyAdmin):
    list_display = ("number", "consignor_filed", "consignee_filed", "state_shown", "first_day", "last_day")
    list_select_related = ("consignor", "consignee", "method")
    empty_text = gettext_lazy("No application has been handed in.")

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row):
        return state_badge(row.state, row.get_state_display())

    def get_queryset(self, request):
        return super().get_queryset(request).with_filed()

    @admin.display(description=gettext_lazy("consignor"))
    def consignor_filed(self, row):
        return row.filed.consignor

    @admin.display(description=gettext_lazy("consignee"))
    def consignee_filed(self, row):
        return row.filed.consignee

    @admin.display(description=gettext_lazy("period asked for, from"))
    def first_day(self, row):
        return stamp(row.filed.valid_from)

    @admin.display(description=gettext_lazy("period asked for, to"))
    def last_day(self, row):
        return stamp(row.filed.valid_to)

    def detail_queryset(self, request):
        return (
            super().detail_queryset(request).select_related("consignor__enterprise", "consignee__enterprise", "method")
        )

    def head(self, request, record) -> Head:
        steps = list(record.steps.order_by("number"))
        found = standing(steps, record.consignor.region_id, clock.now())
        actions = []
        if may_record(request.user, record) and kinds_for(request.user, record, next_kinds(found, steps)):
            url = reverse("admin:facilities_crossingapplication_record", args=[record.pk])
            actions.append({"url": url, "label": _("Record the next step"), "kind": ""})
        actions.append(
            {"url": record.get_absolute_url(), "label": _("As the firm sees it, with the papers"), "kind": "quiet"}
        )
        said = record.versions.order_by("-number").first().content
        lead = f"{said['consignor']['facility']} → {said['consignee']['facility']}"
        return Head(title=str(record), lead=lead, actions=actions)

    def sections(self, request, record) -> list:
        steps = list(record.steps.order_by("number"))
        content = record.versions.order_by("-number").first().content
        return [
            facts(record, steps, content),
            Table(
                _("What is asked for"),
                [_("Code"), _("Waste"), (_("Weight"), "number"), _("Permit")],
                [("", [row["code"], row["name"], kg(row["kg"]), row["permit"] or "–"]) for row in content["lines"]],
            ),
            Table(
                _("What it needs"),
                [_("What"), _("State"), _("Detail")],
                [("", [item.what, ITEM_STATES[item.state], item.detail or "–"]) for item in checklist(content)],
            ),
            history(steps),
        ]

    def get_urls(self):
        record = self.admin_site.admin_view(self.record_view)
        return [path("<uuid:pk>/record/", record, name="facilities_crossingapplication_record"), *super().get_urls()]

    def record_view(self, request, pk):
        row = self.fetch(request, str(pk))
        if not may_record(request.user, row):
            raise PermissionDenied
        steps = list(row.steps.order_by("number"))
        found = standing(steps, row.consignor.region_id, clock.now())
        kinds = kinds_for(request.user, row, next_kinds(found, steps))
        if found and found.by_silence:  # what had happened before the term ran out may still be entered
            kinds = (*kinds, State.RETURNED, State.ACCEPTED)
        if not kinds:
            return redirect(page_url(row))
        form = StepForm(data_of(request), kinds=kinds)
        if request.method == "POST" and form.is_valid():
            with shown_on(form):
                record_crossing(row, by=request.user, **form.particulars)
                messages.success(request, _("The step is recorded."))
                return redirect(page_url(row))
        context = {
            "head": Head(title=_("Next step of %(number)s") % {"number": row}),
            "original": row,
            "form": form,
            "question": _("What happened to this application?"),
            "text": _("The day counts, not the day of entry; what was late is recorded beside when it was due."),
            "submit": _("Record the step"),
            "cancel_url": page_url(row),
            "ready": True,
        }
        return self.page(request, "admin/confirm.html", context)


def facts(record: CrossingApplication, steps: list, content: dict) -> Facts:
    """As it was handed in, whatever the firm is changing in what came back."""
    found = standing(steps, record.consignor.region_id, clock.now())
    method = content["method"]
    name = record.method.localised_name if record.method.code == method["code"] else method["name"]
    told = [
        (_("State"), state_badge(record.state, record.get_state_display())),
        (_("Method"), f"{method['code']} {name}"),
        (_("Period asked for"), " – ".join(content["period"])),
    ]
    if found and found.by_silence:
        told.append((_("Complete by silence"), stamp(found.since)))
    if found and found.clock:
        told.append((_("Due"), f"{found.clock.what}: {found.clock.last_day}"))
    return Facts("", told)


def history(steps: list) -> Table:
    heads = [_("Step"), _("On"), _("Was due"), _("Office"), _("Recorded by"), _("Number"), _("Note")]
    return Table(
        _("What has happened"),
        heads,
        [
            (
                "",
                [
                    _said(step),
                    stamp(step.happened_on),
                    stamp(step.due_at),
                    step.office or "–",
                    step.recorded_by_name,
                    step.document_no or "–",
                    step.note or "–",
                ],
            )
            for step in steps
        ],
    )


def _said(step) -> str:
    if step.agrees is None:
        return step.get_kind_display()
    return f"{step.get_kind_display()}: {pgettext('crossing', 'agrees') if step.agrees else _('does not agree')}"
