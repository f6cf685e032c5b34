"""Record a treatment that yields new waste: fill in, look at all masses, save. Works without a script."""

from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import shown_on
from facilities.guards import with_role
from facilities.models import DisposalMethod, Facility, StorageArea, WasteStream
from facilities.roles import Role
from manifests.actions.yielding import MOST_INPUTS
from manifests.custody import perform, review
from manifests.forms.transforming import TransformForm
from manifests.models import WasteBatch
from manifests.quantities import ZERO
from manifests.rules.permit import covering, permit_lines
from manifests.views.batch_words import tell_warnings
from manifests.views.mending import with_mending
from manifests.views.treatment import held_for_treatment

JUDGED = ("check", "save")
NOT_FIELDS = ("csrfmiddlewaretoken", "do")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.RECEIVER)
def transform(request):
    """`do` says which button was pressed: check, add (a row), change (what was checked), save."""
    person, pressed = request.user, request.POST.get("do", "")
    if request.method == "POST" and not pressed:
        return redirect(_address(request.POST.getlist("batches")))
    batches = _chosen(person, request.POST.getlist("batch") or request.GET.getlist("batch"))
    if not batches:
        return render(request, "manifests/transform.html", {"batches": []}, status=_status(request, "none"))
    site = batches[0].holder
    form = TransformForm(
        request.POST if pressed in JUDGED else None,
        batches=batches,
        methods=_methods(site, batches),
        streams=WasteStream.objects.visible_to(person)
        .filter(facility=site, retired_on=None)
        .select_related("waste_code"),
        areas=StorageArea.objects.visible_to(person).filter(facility=site, closed_on=None),
        unfinished=request.POST if pressed and pressed not in JUDGED else None,
    )
    context = {"form": form, "batches": batches, "site": site, "total": _sum(batch.kg for batch in batches)}
    if pressed in JUDGED and form.is_valid():
        with shown_on(form):
            if pressed == "save":
                return _save(request, form)
            findings = review(batches[0], "transform", by=person, data=form.deed)
            return render(request, "manifests/transform_check.html", context | _checked(request, form, findings))
    return render(request, "manifests/transform.html", context, status=_status(request, pressed))


def _status(request, pressed: str) -> int:
    """Adding a row and going back to change something are no mistakes."""
    return 422 if request.method == "POST" and (pressed in JUDGED or pressed == "none") else 200


def _address(sent: list[str]) -> str:
    """The page about what was ticked elsewhere; short ids, because many must fit into one address."""
    keys = [("batch", key.hex) for key in _keys(sent)]
    return f"{reverse('manifests:transform')}?{urlencode(keys)}"


def _keys(sent: list[str]) -> list[UUID]:
    """The ids among what was sent, a bounded number of them."""
    keys = []
    for text in sent[:MOST_INPUTS]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


def _chosen(person, sent: list[str]) -> list[WasteBatch]:
    """In key order, so that two who overlap wait for each other and do not deadlock."""
    rows = held_for_treatment(person).select_related("holder__enterprise")
    return list(rows.filter(pk__in=_keys(sent)).order_by("pk"))


def _methods(site: Facility, batches: list[WasteBatch]) -> list[tuple]:
    """Methods the permit covers for every input first; others too, since what has happened must be recorded."""
    lines = permit_lines([site.pk], clock.today()).get(site.pk, [])
    codes = {batch.waste_code.code: batch.waste_code for batch in batches}.values()
    inside, outside = [], []
    for method in DisposalMethod.objects.chinese():
        is_covered = all(covering(lines, code, method.code) is not None for code in codes)
        (inside if is_covered else outside).append((method.code, str(method)))
    groups = [(_("Within the permit"), inside), (_("Outside the permit; will be flagged"), outside)]
    return [group for group in groups if group[1]]


def _checked(request, form: TransformForm, findings: list) -> dict:
    """Every mass of the deed, and what was filled in, to be sent once more."""
    data = form.cleaned_data
    products = [row.cleaned_data for row in form.named]
    return {
        "method": dict(pair for _name, group in form.fields["method"].choices[1:] for pair in group)[data["method"]],
        "products": products,
        "products_kg": _sum(row["kg"] for row in products),
        "additives_kg": data["additives_kg"] or ZERO,
        "burn_off_kg": data["burn_off_kg"] or ZERO,
        "entered_kg": _sum(batch.kg for batch in form.batches) + (data["additives_kg"] or ZERO),
        "findings": with_mending(findings),
        "sent": [
            (name, value) for name in request.POST for value in request.POST.getlist(name) if name not in NOT_FIELDS
        ],
    }


def _save(request, form: TransformForm):
    outcome = perform(form.batches[0], "transform", by=request.user, data=form.deed, idempotency_key=form.key)
    done = ngettext("%(count)s batch is treated.", "%(count)s batches are treated.", len(form.batches))
    new = ngettext("%(count)s batch of new waste arose.", "%(count)s batches of new waste arose.", len(form.named))
    messages.success(request, done % {"count": len(form.batches)})
    messages.success(request, new % {"count": len(form.named)})
    tell_warnings(request, outcome)
    return redirect("manifests:batch", outcome.subject.pk)


def _sum(weights) -> Decimal:
    return sum(weights, ZERO)
