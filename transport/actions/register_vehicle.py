"""Enter a truck or trailer with its road transport certificate, or correct what was entered."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.actions.reading import read_kg, read_text
from transport.actions.read_papers import own_carrier, read_papers, read_required, require_dispatcher
from transport.models import Vehicle


def register_vehicle(*, by, carrier=None, vehicle: Vehicle | None = None, data: dict) -> Vehicle:
    """`data`: plate, max_kg (what it may carry), kind, number, issuer, valid_from, valid_to.

    With `vehicle` that row is corrected. What has been signed keeps the particulars it was signed with.
    """
    if vehicle is None:
        vehicle = Vehicle(carrier=own_carrier(by, carrier))
    else:
        require_dispatcher(by, vehicle.carrier)
    problems: list[Refusal] = []
    plate = re.sub(r"[\s·.\-]", "", read_required(data, "plate", 20, problems)).upper()
    if plate and len(plate) > 12:
        problems.append(
            BadInput(_("Use at most %(longest)s characters."), figures={"longest": 12}, code="too_long", field="/plate")
        )
    values = {"plate": plate, "kind": read_text(data.get("kind"), "/kind", 40)}
    for read in (lambda: {"max_kg": read_kg(data.get("max_kg"), "/max_kg")}, lambda: read_papers(data)):
        try:
            values |= read()
        except Refusal as refusal:
            problems += refusal.all
    if problems:
        raise Refusal.of(problems)
    for name, value in values.items():
        setattr(vehicle, name, value)
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError:
        raise BadInput(
            _("A vehicle with this plate is in the list already."), code="plate_taken", field="/plate", value=plate
        ) from None
    return vehicle
