"""A store keeper's work with many batches at once: putting them in, regrouping them."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import require_role, with_role
from facilities.models import StorageArea
from manifests.actions.store_many import MOST, store_many
from manifests.custody import perform
from manifests.forms.stock import RegroupForm, StockInForm
from manifests.models import WasteBatch
from manifests.views.batch_words import KEEPERS, OUTSIDE, tell_warnings


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def stock_in(request: HttpRequest):
    """Put batches that are on the site, and in no store, into one: many at once."""
    person = request.user
    own = person.standing.enterprises_where(*KEEPERS)
    seen = WasteBatch.objects.visible_to(person).filter(holder__enterprise__in=own)
    areas = StorageArea.objects.visible_to(person).filter(closed_on=None, facility__enterprise__in=own)
    form = StockInForm(data_of(request), batches=seen, areas=areas.order_by("facility", "code"))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            area = form.cleaned_data["area"]
            outcomes = store_many(list(form.cleaned_data["batches"]), by=person, area=area, key=form.key)
            messages.success(request, _("Put into %(area)s: %(count)s.") % {"area": area, "count": len(outcomes)})
            tell_warnings(request, *outcomes)
            return redirect("manifests:stock_area", area.pk)
    rows = list(
        seen.filter(state__in=OUTSIDE)
        .select_related("stream", "waste_code", "holder")
        .order_by("held_since", "pk")[: MOST + 1]
    )
    return render(
        request,
        "manifests/stock_in.html",
        {
            "form": form,
            "batches": rows[:MOST],
            "has_more": len(rows) > MOST,
            "ticked": request.POST.getlist("batches"),
        },
        status=status_of(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def regroup(request: HttpRequest):
    """Asked with ticked batches: show what would become of them; confirmed: do it."""
    person = request.user
    seen = WasteBatch.objects.visible_to(person).select_related("stream", "waste_code", "area", "generator", "holder")
    form = RegroupForm(data_of(request), batches=seen)
    if request.method == "POST" and form.is_valid():
        chosen = sorted(form.cleaned_data["batches"], key=lambda batch: batch.pk)
        for batch in chosen:
            require_role(person, batch.holder.enterprise_id, *KEEPERS)
        with shown_on(form):
            first, *others = chosen
            outcome = perform(
                first,
                "regroup",
                by=person,
                data={"batches": [str(batch.pk) for batch in others]},
                idempotency_key=form.key,
            )
            into = outcome.event.particulars["into"]
            messages.success(request, _("Regrouped into %(number)s.") % {"number": into["number"]})
            return redirect("manifests:batch", into["id"])
    asked = request.POST.getlist("batches") or request.GET.getlist("batch")
    chosen = list(seen.filter(pk__in=_keys(asked)).order_by("held_since", "pk"))
    return render(
        request,
        "manifests/stock_regroup.html",
        {
            "form": form,
            "batches": chosen,
            "total": sum((batch.kg for batch in chosen), Decimal(0)),
            "codes": {batch.waste_code.code for batch in chosen},
            "area": chosen[0].area if chosen else None,
        },
        status=status_of(request),
    )


def _keys(texts: list[str]) -> list[UUID]:
    """The ids among what was sent, a bounded number of them."""
    keys = []
    for text in texts[:MOST]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys
