"""What lies in the stores: every store with its fill and age, and one store's batches, oldest first."""

from decimal import Decimal

from django.db.models import Count, DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.asked import asked_for
from facilities.guards import at_desk
from facilities.models import StorageArea
from facilities.paging import page_of
from manifests.clocks.storage import of_stores, stay_of, with_terms
from manifests.models import Stock, WasteBatch
from manifests.states import AT_HOLDER, BatchState
from manifests.views.batch_words import KEEPERS, OUTSIDE

MOST_SHOWN = 200
MOST_COUNTED = 100


@require_safe
@at_desk
def stock(request: HttpRequest):
    """Every open store of the person's sites: held and free, and the batch that must leave first."""
    balance = Stock.objects.filter(area=OuterRef("pk")).order_by().values("area")
    held = WasteBatch.objects.filter(area=OuterRef("pk"), state__in=AT_HOLDER).order_by().values("area")
    areas = (
        StorageArea.objects.visible_to(request.user)
        .filter(closed_on=None)
        .select_related("facility")
        .annotate(
            held_kg=Coalesce(
                Subquery(balance.annotate(total=Sum("kg")).values("total")), Decimal(0), output_field=DecimalField()
            ),
            **of_stores(clock.today()),
            batch_count=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0),
        )
    )
    page = page_of(areas, request.GET)
    for area in page.rows:
        _fill(area)
    waiting = WasteBatch.objects.visible_to(request.user).filter(
        holder__enterprise__in=request.user.standing.desk_enterprise_ids, state__in=OUTSIDE
    )
    outside = len(waiting.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    may_keep = bool(request.user.standing.enterprises_where(*KEEPERS))
    return render(
        request,
        "manifests/stock.html",
        {"page": page, "outside": f"{MOST_COUNTED}+" if outside > MOST_COUNTED else outside, "may_keep": may_keep},
    )


def _fill(area) -> None:
    """Percent of the capacity, and the stay of the batch that must leave first."""
    area.percent = int(area.held_kg * 100 / area.capacity_kg)
    area.is_full = area.percent >= 90
    area.stay = stay_of(area, clock.now())


@require_safe
@at_desk
def stock_area(request: HttpRequest, pk):
    """One store's batches, oldest first; `?code=` shows one code, `?tick=` ticks a batch."""
    person = request.user
    area = get_object_or_404(StorageArea.objects.visible_to(person).select_related("facility"), pk=pk)
    rows = (
        WasteBatch.objects.visible_to(person)
        .filter(area=area, state__in=AT_HOLDER)
        .select_related("stream", "waste_code", "generator")
        .order_by("held_since", "pk")
    )
    code = asked_for(request.GET, "code", 11).upper()
    if code:
        rows = rows.filter(waste_code__code=code)
    shown = list(with_terms(rows, clock.today())[: MOST_SHOWN + 1])
    now = clock.now()
    for batch in shown:
        batch.stay = stay_of(batch, now)
    may_keep = area.facility.enterprise_id in person.standing.enterprises_where(*KEEPERS)
    return render(
        request,
        "manifests/stock_area.html",
        {
            "area": area,
            "batches": shown[:MOST_SHOWN],
            "has_more": len(shown) > MOST_SHOWN,
            "total": sum((batch.kg for batch in shown[:MOST_SHOWN]), Decimal(0)),
            "code": code,
            "ticked": request.GET.get("tick", ""),
            "may_count": may_keep
            and area.closed_on is None
            and any(batch.state == BatchState.STORED for batch in shown),
            "may_tick": may_keep and any(batch.state == BatchState.STORED for batch in shown),
            "may_regroup": may_keep and sum(batch.state == BatchState.STORED for batch in shown) > 1,
        },
    )
