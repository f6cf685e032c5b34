"""Import vehicles, drivers and escorts with their certificates, one a row."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.errors import BadInput, Refusal
from facilities.models import Facility
from facilities.roles import Role
from facilities.sheets.cells import day, number, plain, text
from facilities.sheets.kinds import Column, Kind
from manifests.quantities import GRAM
from transport.actions.register_driver import register_driver
from transport.actions.register_escort import register_escort
from transport.actions.register_vehicle import register_vehicle
from transport.actions.withdraw_papers import withdraw_papers
from transport.models import Driver, Escort, Vehicle


def plate(cell: Any, _known: Any) -> str:
    found = re.sub(r"[\s·.\-]", "", plain(cell)).upper()
    return text(12)(found, None)


def judge(values: dict, known: dict) -> Iterable[BadInput]:
    if values["valid_to"] < values["valid_from"]:
        yield BadInput(_("The term ends before it begins."), code="term_reversed", field="/valid_to")
    if "plate" in values:
        if values["plate"] in known["plates"]:
            told = _("A vehicle with this plate is in the list already.")
            yield BadInput(told, code="plate_taken", field="/plate", value=values["plate"])
        known["plates"].add(values["plate"])


def _undo(model: type):
    def undo(pk, *, by, key: str) -> None:
        """Withdraw the certificate from today: no new departure with it; what was signed stays."""
        paper = model.objects.visible_to(by).select_related("carrier").filter(pk=pk).first()
        if paper is None:
            raise Refusal(_("Nothing is there, or it is not yours to see."), code="not_found")
        withdraw_papers(by=by, paper=paper)

    return undo


def _write(register):
    def write(values: dict, *, by, site, key: str):
        return register(by=by, carrier=site, data=values)

    return write


def _plates(site, _person) -> dict:
    return {"plates": set(Vehicle.objects.filter(carrier=site).values_list("plate", flat=True))}


PAPERS = (
    Column("number", _("Certificate number"), text(60), is_required=True),
    Column("issuer", _("issued by"), text(80)),
    Column("valid_from", _("valid from"), day, is_required=True, example="2026-01-01"),
    Column("valid_to", _("valid to"), day, is_required=True, example="2027-12-31"),
)
VEHICLE = (
    Column("plate", _("Plate"), plate, is_required=True, example="苏D12345"),
    Column("kind", _("Kind"), text(40)),
    Column("max_kg", _("May carry (kg)"), number(least=GRAM), is_required=True, is_number=True, example="8000"),
)
MEMBER = (
    Column("name", pgettext_lazy("person", "Name"), text(60), is_required=True),
    Column("phone", _("Phone"), text(30), is_required=True),
)


def _fleet(name: str, label, columns: tuple, model: type, register, order: int) -> Kind:
    return Kind(
        name=name,
        label=label,
        lead=_("Your fleet with the terms of its certificates, one a row."),
        roles=(Role.DISPATCHER,),
        sites=lambda: Facility.objects.filter(is_transporter=True),
        columns=(*columns, *PAPERS),
        look_up=_plates,
        judge=judge,
        write=_write(register),
        undo=_undo(model),
        back="transport:fleet",
        undoing=_("Each certificate is withdrawn from today on."),
        order=order,
    )


VEHICLES = _fleet("vehicles", _("Vehicles"), VEHICLE, Vehicle, register_vehicle, 50)
DRIVERS = _fleet("drivers", _("Drivers"), MEMBER, Driver, register_driver, 60)
ESCORTS = _fleet("escorts", _("Escorts"), MEMBER, Escort, register_escort, 70)
