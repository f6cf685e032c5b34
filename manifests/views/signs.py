"""Signs of stores and units: which there are, what is missing for them, and each as a PDF at its size."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from facilities.asked import asked_for
from facilities.guards import at_desk
from facilities.models import Facility, StorageArea
from facilities.paging import page_of
from facilities.roles import Role
from manifests.actions.record_sign import record_sign
from manifests.documents import signs as paper
from manifests.signs import partition_of, signs_of, store_unit, units_of
from manifests.views.documents import pdf_answer


@require_safe
@at_desk
def signs(request: HttpRequest):
    """Every site that keeps or treats waste, with its signs; `?site=` shows one."""
    person = request.user
    keeps = Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True)
    sites = Facility.objects.visible_to(person).open().filter(keeps).select_related("enterprise")
    if not person.standing.is_regulator:
        sites = sites.filter(enterprise__in=person.standing.desk_enterprise_ids)
    site = asked_for(request.GET, "site", 36)
    if site:
        try:
            sites = sites.filter(pk=UUID(site))
        except ValueError as error:
            raise Http404 from error
    page = page_of(sites, request.GET)
    return render(
        request,
        "manifests/signs.html",
        {
            "page": page,
            "sites": signs_of(page.rows),
            "door_sizes": paper.DOOR_SIZES.values(),
            "zone_sizes": paper.ZONE_SIZES.values(),
            "may_write": person.standing.has(Role.CLERK),
        },
    )


@require_safe
@at_desk
def store_sign(request: HttpRequest, pk, kind: str):
    """The sign on a store's door (`door`), or the plan that hangs in it (`partition`)."""
    areas = StorageArea.objects.visible_to(request.user).select_related("facility__enterprise")
    area = get_object_or_404(areas, pk=pk)
    if kind == "door":
        return _answer(request, store_unit(area.facility, area), paper.DOOR_SIZES, f"sign-{area.code}")
    if kind == "partition":
        return _answer(request, partition_of(area), paper.ZONE_SIZES, f"partition-{area.code}")
    raise Http404


@require_safe
@at_desk
def unit_sign(request: HttpRequest, pk, number: int):
    """The sign of a site's unit of collection, use or disposal."""
    site = get_object_or_404(Facility.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    units = units_of(site)
    if number >= len(units):
        raise Http404
    return _answer(request, units[number], paper.DOOR_SIZES, f"sign-{units[number].code or number + 1}")


def _answer(request: HttpRequest, sign, sizes: dict, filename: str):
    """`?size=` is the width in millimetres; the smallest where none is asked for. The site's own desk has it noted."""
    size = sizes.get(asked_for(request.GET, "size", 4)) or list(sizes.values())[-1]
    if request.method == "GET":
        record_sign(sign, size, by=request.user)
    return pdf_answer(
        request,
        fingerprint=paper.fingerprint(sign, size),
        draw=lambda: paper.draw(sign, size),
        filename=f"{filename}-{size.code}.pdf",
    )
