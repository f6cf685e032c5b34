"""What a printed code says to whoever scans it: genuine or not, and the state. No names of people, no phone numbers.

The mark in the address is the permission to look, so these pages are the only ones that read past `visible_to`.
One statement for a stranger; none for a code that we did not print.
"""

import re

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from facilities.models import Facility, Hazard, StorageArea
from manifests.access import parties_of
from manifests.models import BlockSerial, Container, CustodyEvent, Manifest, ManifestLine, PaperNumber, WasteBatch
from manifests.scanned import way_for
from manifests.states import ON_THE_ROAD, ManifestState, Party
from manifests.tokens import is_ours

_KEY = re.compile(r"^[0-9a-f]{32}$")


@login_not_required
@never_cache
@require_safe
def manifest_code(request, number: str, mark: str):
    """`/q/<number>/<mark>`: people with a part in it are led to their own page, everybody else sees the state."""
    number = number.upper()
    if not _printed(number, mark):
        return _unknown(request)
    if request.user.is_authenticated and (address := way_of_manifest(request.user, number)):
        return redirect(address)
    codes = ManifestLine.objects.filter(manifest=OuterRef("pk")).order_by("waste_code__code")
    manifest = (
        Manifest.objects.filter(number=number)
        .select_related("origin_region", "destination_region")
        .annotate(codes=ArraySubquery(codes.values("waste_code__code").distinct()))
        .first()
    )
    if manifest is None:
        paper = PaperNumber.objects.filter(pk=number).select_related("block__facility").first()
        return render(request, "manifests/public_paper.html", {"paper": paper}) if paper else _unknown(request)
    return render(request, "manifests/public_manifest.html", {"manifest": manifest})


@login_not_required
@never_cache
@require_safe
def container_code(request, digital_id: str, mark: str):
    """`/c/<digital id>/<mark>`: what is in the drum, for anyone who stands before it."""
    digital_id = digital_id.upper()
    if not _printed(digital_id, mark):
        return _unknown(request)
    if request.user.is_authenticated and (address := _container_way(request.user, digital_id)):
        return redirect(address)
    batch = "batch__stream__physical_state", "batch__waste_code"
    taken_back = CustodyEvent.objects.filter(batch=OuterRef("batch"), action="retract")
    rows = Container.objects.filter(digital_id=digital_id).select_related(*batch)
    container = rows.annotate(was_taken_back=Exists(taken_back)).first()
    if container is None:
        rows = BlockSerial.objects.select_related("block__facility", "block__stream", "block__waste_code")
        ahead = rows.filter(pk=digital_id).first()
        return render(request, "manifests/public_label.html", {"ahead": ahead}) if ahead else _unknown(request)
    hazards = Hazard.objects.filter(code__in=container.batch.stream.hazards)
    return render(request, "manifests/public_container.html", {"container": container, "hazards": hazards})


@login_not_required
@never_cache
@require_safe
def sign_code(request, key: str, mark: str):
    """`/s/<store's or site's id>/<mark>`: whose facility stands behind the sign. No names of people."""
    key = key.lower()
    if not _printed(f"sign:{key}", mark) or not _KEY.match(key):
        return _unknown(request)
    area = StorageArea.objects.select_related("facility__enterprise").filter(pk=key).first()
    site = area.facility if area else Facility.objects.select_related("enterprise").filter(pk=key).first()
    return render(request, "manifests/public_sign.html", {"area": area, "site": site}) if site else _unknown(request)


def _printed(text: str, mark: str) -> bool:
    return text.isascii() and mark.isascii() and is_ours(text, mark)


def _unknown(request):
    return render(request, "manifests/public_unknown.html", status=404)


def way_of_manifest(person, number: str) -> str | None:
    """The page of their own where somebody signed in is led who scans a manifest; None for whom it is not."""
    if address := way_for(person, "manifest", number):
        return address
    manifest = Manifest.objects.visible_to(person).with_parties().filter(number=number).first()
    if manifest is None:
        return None
    if person.standing.is_regulator:
        return reverse("admin:manifests_manifest_change", args=[manifest.pk])
    at_gate = manifest.state in (*ON_THE_ROAD, ManifestState.ARRIVED)
    if at_gate and Party.CONSIGNEE in parties_of(person, manifest):
        return reverse("manifests:receive", args=[manifest.pk])
    return manifest.get_absolute_url()


def _container_way(person, digital_id: str) -> str | None:
    if address := way_for(person, "container", digital_id):
        return address
    batches = Container.objects.filter(digital_id=digital_id).values("batch")
    batch = WasteBatch.objects.visible_to(person).filter(pk__in=batches).first()
    if batch is None:
        return None
    if person.standing.is_regulator:
        return reverse("admin:manifests_wastebatch_change", args=[batch.pk])
    return reverse("manifests:batch", args=[batch.pk])
