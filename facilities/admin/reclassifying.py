"""The page on which an official sets a facility's management class, and the record of earlier decisions."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions import reclassify as action
from facilities.admin.facts import page_url
from facilities.admin.sections import Head, Table
from facilities.class_words import why
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from facilities.models import ClassRecord, Facility
from facilities.templatetags.quantities import stamp


class ClassForm(OnceForm):
    management_class = forms.ChoiceField(
        label=gettext_lazy("Management class"),
        choices=[
            *Facility.ManagementClass.choices,
            (action.AS_COMPUTED, gettext_lazy("as computed from the amounts (gives up what was set)")),
        ],
        widget=forms.RadioSelect,
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty means today."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))


def reclassify(page, request, facility: Facility):
    """Show or take the form. `page` is the admin that frames it."""
    if not action.may_reclassify(request.user, facility):
        raise PermissionDenied
    form = ClassForm(data_of(request), initial={"management_class": facility.management_class})
    if request.method == "POST" and form.is_valid():
        before = facility.get_management_class_display()
        with shown_on(form):
            with transaction.atomic():
                row = action.reclassify(
                    by=request.user,
                    facility=facility,
                    management_class=form.cleaned_data["management_class"],
                    reason=form.cleaned_data["reason"],
                    valid_from=form.cleaned_data["valid_from"],
                )
                after = dict(form.fields["management_class"].choices)[form.cleaned_data["management_class"]]
                _remember(request, row, f"{before} → {after}: {form.cleaned_data['reason']}")
            messages.success(request, _("The management class is set."))
            return redirect(page_url(facility))
    context = {
        "head": Head(title=_("Management class of %(facility)s") % {"facility": facility}),
        "original": facility,
        "form": form,
        "question": _("Set the management class?"),
        "text": _("It decides how often the site reports and for how long it may store waste."),
        "submit": _("Set the class"),
        "cancel_url": page_url(facility),
        "ready": True,
    }
    return page.page(request, "admin/confirm.html", context)


def _remember(request, row: Facility, words: str) -> None:
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Facility),
        object_id=str(row.pk),
        object_repr=str(row)[:200],
        action_flag=CHANGE,
        change_message=words,
    )


def classified_before(facility: Facility) -> Table | None:
    entries = LogEntry.objects.filter(
        content_type__app_label="facilities", content_type__model="facility", object_id=str(facility.pk)
    ).select_related("user")[:20]
    lines = [("", [stamp(entry.action_time), str(entry.user), entry.change_message]) for entry in entries]
    if not lines:
        return None
    return Table(_("Decisions of officials"), [_("Time"), _("Official"), _("Decision")], lines)


def classes(facility: Facility) -> Table | None:
    """Which class from which day, why, and who set it."""
    records = ClassRecord.objects.filter(facility=facility).select_related("set_by")[:20]
    lines = [
        (
            "",
            [
                stamp(record.valid_from),
                record.get_management_class_display(),
                why(record),
                record.set_by.name if record.set_by else "–",
            ],
        )
        for record in records
    ]
    if not lines:
        return None
    return Table(_("Management class"), [_("From"), _("Management class"), _("Why"), _("Set by")], lines)
