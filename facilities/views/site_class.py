"""A site's management class: which, since when, why, what follows from it, and what it was before."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.class_words import by_year, why
from facilities.duties import duties_of
from facilities.guards import at_desk
from facilities.models import ClassRecord, Facility
from facilities.planning.tables import TABLES


@require_safe
@at_desk
def site_class(request: HttpRequest, pk):
    """Own sites for people at a desk, those of the region for officials."""
    site = get_object_or_404(Facility.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    records = list(ClassRecord.objects.visible_to(request.user).filter(facility=site).select_related("set_by")[:20])
    today = clock.today()
    current = next((record for record in records if record.valid_from <= today), None)
    duties = duties_of(site.management_class)
    context = {
        "site": site,
        "current": current,
        "why": why(current) if current else "",
        "years": by_year(current) if current else [],
        "history": [(record, why(record)) for record in records],
        "tables": [f"{table.value} {TABLES[table].heading}" for table in duties.plan_tables],
        "declarations": [period.value for period in duties.periods],
    }
    return render(request, "facilities/site_class.html", context)
