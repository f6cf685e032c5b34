"""Take stock of a store (盘点): the sheet, the differences, and only then the books."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import require_role, with_role
from facilities.models import StorageArea
from manifests.actions.count_area import MOST, count_area
from manifests.forms.counting import BOOKED, COUNTED, SheetForm, batches_on
from manifests.models import WasteBatch
from manifests.states import BY_ACTION, IN_STORE
from manifests.views.batch_words import KEEPERS, tell_warnings

COUNTABLE = BY_ACTION["batch", "count"].sources


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def stock_count(request: HttpRequest, pk):
    """`?code=` makes a sheet of one waste code. What is set aside for a manifest stands on it and is not counted."""
    person = request.user
    area = get_object_or_404(StorageArea.objects.visible_to(person).select_related("facility"), pk=pk)
    require_role(person, area.facility.enterprise_id, *KEEPERS)
    code = request.GET.get("code", "").strip().upper()[:11].replace("\x00", "")
    sent = batches_on(request.POST)
    rows = _rows(person, area, code, sent)
    # A repeated click names batches that are closed by now; the door must hear of them to give its first answer.
    countable = [batch for batch in rows if batch.pk in sent or batch.state in COUNTABLE]
    form = SheetForm(data_of(request), batches=countable)
    status = status_of(request)
    if request.method == "POST":
        if form.is_valid() and "again" not in request.POST:
            if not form.is_confirmed:
                return _confirm(request, area, form)
            with shown_on(form):
                return _record(request, area, form)
        form.ask_again()
        status = 200 if form.is_valid() and "again" in request.POST else status
    return render(
        request,
        "manifests/stock_count.html",
        {
            "area": area,
            "form": form,
            "rows": [(batch, form.field_of(batch)) for batch in rows[:MOST]],
            "has_more": len(rows) > MOST,
            "total": sum((batch.kg for batch in rows[:MOST]), Decimal(0)),
            "code": code,
            "now": clock.now(),
        },
        status=status,
    )


def _rows(person, area: StorageArea, code: str, sent: list) -> list[WasteBatch]:
    """What lies in the store, oldest first, and what was sent."""
    lying = Q(area=area, state__in=IN_STORE)
    if code:
        lying &= Q(waste_code__code=code)
    rows = WasteBatch.objects.visible_to(person).filter(lying | Q(pk__in=sent, holder=area.facility_id))
    return list(rows.select_related("stream", "waste_code").order_by("held_since", "pk")[: MOST + 1])


def _confirm(request: HttpRequest, area: StorageArea, form: SheetForm):
    """Before → after of every counted batch, and their sum; nothing is saved yet."""
    lines = [
        {
            "batch": count.batch,
            "counted_kg": count.counted_kg,
            "difference": count.counted_kg - count.batch.kg,
            "closes": not count.counted_kg,
            "hidden": [
                (f"{count.batch.pk.hex}{COUNTED}", str(count.counted_kg)),
                (f"{count.batch.pk.hex}{BOOKED}", str(count.batch.kg)),
            ],
        }
        for count in form.counts
    ]
    booked, counted = (sum(figures) for figures in zip(*((c.batch.kg, c.counted_kg) for c in form.counts), strict=True))
    return render(
        request,
        "manifests/stock_count_confirm.html",
        {
            "area": area,
            "form": form,
            "lines": lines,
            "booked": booked,
            "counted": counted,
            "difference": counted - booked,
            "agreeing": sum(not line["difference"] for line in lines),
        },
    )


def _record(request: HttpRequest, area: StorageArea, form: SheetForm):
    outcomes = count_area(area, form.counts, by=request.user, reason=form.cleaned_data["reason"], key=form.key)
    done = ngettext("%(count)s batch was counted.", "%(count)s batches were counted.", len(outcomes))
    messages.success(request, done % {"count": len(outcomes)})
    tell_warnings(request, *outcomes)
    return redirect("manifests:stock_area", area.pk)
