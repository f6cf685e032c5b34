"""One batch, one action: store, move, split, repack, treat."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import require_role, with_role
from facilities.models import DisposalMethod, StorageArea
from manifests.access import allowed_actions
from manifests.actions.treat_part import treat_part
from manifests.custody import perform
from manifests.forms.batch import IntoAreaForm, PackingForm, SplitForm, TreatForm
from manifests.models import WasteBatch
from manifests.profiles import profile_of
from manifests.rules.permit import permit_lines
from manifests.states import BatchState
from manifests.views.batch_words import BUTTONS, KEEPERS, tell_warnings


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def store(request: HttpRequest, pk):
    batch = _held(request, pk)
    form = IntoAreaForm(data_of(request), areas=_areas(request, batch))
    return _act(request, batch, "store", form, _("The batch is in the store."))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def move(request: HttpRequest, pk):
    batch = _held(request, pk)
    areas = _areas(request, batch)
    # On a repeated click it lies there already; the door must hear of it to give its first answer.
    form = IntoAreaForm(data_of(request), areas=areas if request.method == "POST" else areas.exclude(pk=batch.area_id))
    return _act(request, batch, "move", form, _("The batch was moved."))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def split(request: HttpRequest, pk):
    batch = _held(request, pk)
    form = SplitForm(data_of(request), containers=list(batch.containers.full().order_by("serial")))
    return _act(request, batch, "split", form, _("The batch is split in two."))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def repack(request: HttpRequest, pk):
    batch = _held(request, pk)
    note = _(
        "All of the batch goes into new containers of equal weight, with new codes and labels. The old containers stay"
        " on record as emptied; declare them as waste if you throw them away."
    )
    form = PackingForm(data_of(request), has_codes=profile_of(batch.waste_code).has_digital_ids)
    return _act(request, batch, "repack", form, _("The batch is repacked."), note)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def treat(request: HttpRequest, pk):
    batch = _held(request, pk)
    form = TreatForm(data_of(request), methods=_methods(batch), divisible=batch.state not in (BatchState.RECEIVED,))
    return _act(request, batch, "treat", form, _("The treatment is recorded."))


def _held(request: HttpRequest, pk) -> WasteBatch:
    rows = WasteBatch.objects.visible_to(request.user).with_particulars().select_related("holder__enterprise")
    batch = get_object_or_404(rows, pk=pk)
    require_role(request.user, batch.holder.enterprise_id, *KEEPERS)
    return batch


def _act(request: HttpRequest, batch: WasteBatch, action: str, form, done: str, note: str = ""):
    """Show the form, or do it. A repeated click is answered by the door, so only looking asks what is allowed now."""
    if request.method == "POST":
        if form.is_valid():
            with shown_on(form):
                outcome = _perform(request.user, batch, action, form)
                messages.success(request, done)
                tell_warnings(request, outcome)
                return redirect("manifests:batch", outcome.subject.pk)
    elif action not in {row.action for row in allowed_actions(request.user, batch)}:
        messages.info(request, _("This cannot be done with the batch as it is now."))
        return redirect("manifests:batch", batch.pk)
    label, _shape = BUTTONS[action]
    return render(
        request,
        "manifests/batch_action.html",
        {
            "form": form,
            "batch": batch,
            "title": label,
            "note": note,
            "lacks_store": _lacks_store(form),
            "has_drawn_codes": "label_codes" in form.fields,
        },
        status=status_of(request),
    )


def _lacks_store(form) -> bool:
    """Whether nothing can be chosen because the site has no store, or no other one."""
    return "area" in form.fields and not form.fields["area"].queryset.exists()


def _perform(person, batch: WasteBatch, action: str, form):
    if action == "treat":
        data = form.cleaned_data
        return treat_part(
            batch,
            by=person,
            method=data["method"],
            kg=data.get("kg"),
            happened_at=data["happened_at"],
            key=form.key,
        )
    return perform(batch, action, by=person, data=form.deed, idempotency_key=form.key)


def _areas(request: HttpRequest, batch: WasteBatch):
    return StorageArea.objects.visible_to(request.user).filter(facility=batch.holder_id, closed_on=None)


def _methods(batch: WasteBatch) -> list[tuple]:
    """Methods the site's permit covers for this waste first; others too, since what has happened must be recorded."""
    lines = permit_lines([batch.holder_id], clock.today()).get(batch.holder_id, [])
    code = batch.waste_code
    inside, outside = [], []
    for method in DisposalMethod.objects.chinese():
        covered = any(line.item.covers(code.code, code.category_code, method.code) for line in lines)
        (inside if covered else outside).append((method.code, str(method)))
    groups = [(_("Within the permit"), inside), (_("Outside the permit; will be flagged"), outside)]
    return [group for group in groups if group[1]]
