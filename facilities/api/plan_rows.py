"""Find what the rows of a sent table name, and write it through the actions of the page; refusals at their places."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.write_plan import write_basics, write_table, write_units
from facilities.duties import PlanTable
from facilities.errors import BadInput, Refusal
from facilities.models import (
    DisposalMethod,
    Facility,
    ManagementPlan,
    Packaging,
    ProductionUnit,
    StorageArea,
    WasteStream,
)
from facilities.planning.tables import BY_SLUG


def write_tables(plan: ManagementPlan, *, by, tables: dict, seen: dict) -> None:
    """All of the tables or none. `unknown_choice` for what a row names and the site does not have."""
    where = {"by": by, "facility": plan.facility, "year": plan.year}
    with transaction.atomic():
        for slug, sent in tables.items():
            table = BY_SLUG[slug]
            with said_of(slug):
                match table:
                    case PlanTable.BASICS:
                        write_basics(**where, seen=seen.get(slug) or "", **sent)
                    case PlanTable.PRODUCTION:
                        write_units(**where, seen=seen.get(slug) or "", rows=[dict(row) for row in sent])
                    case _:
                        # Read after the tables before it are written: a unit of A.2 may be new.
                        rows = Named(by, plan.facility, sent).rows
                        write_table(**where, table=table, seen=seen.get(slug) or "", rows=rows)


@contextmanager
def said_of(slug: str) -> Iterator[None]:
    """Point into the body that was sent."""
    try:
        yield
    except Refusal as refusal:
        for reason in refusal.all:
            reason.field = f"/{slug}{reason.field.removeprefix('/rows')}" if reason.field else f"/{slug}"
            for name, sent_as in (("unit", "unit_code"), ("area", "area_code"), ("method", "method_code")):
                if reason.field.endswith(f"/{name}") and slug != "a2":
                    reason.field = f"{reason.field.removesuffix(name)}{sent_as}"
        raise


class Named:
    """A table's rows with what they name. A statement for each kind of thing that is named, however many rows."""

    def __init__(self, by, site: Facility, sent: list[dict]):
        self.by, self.site, self.sent, self.refusals = by, site, sent, []
        self._known: dict[str, dict] = {}
        self.rows = [self._row(i, row) for i, row in enumerate(sent)]
        if self.refusals:
            raise Refusal.of(self.refusals)

    def _row(self, i: int, sent: dict) -> dict:
        row = dict(sent)
        for name, column, read in NAMED:
            if name not in row:
                continue
            value = row.pop(name)
            row[column] = None
            if value in (None, ""):
                continue
            known = self._known.setdefault(name, read(self.by, self.site, [other.get(name) for other in self.sent]))
            row[column] = known.get(str(value))
            if row[column] is None:
                choose = _("Choose one from the list.")
                self.refusals.append(BadInput(choose, code="unknown_choice", field=f"/rows/{i}/{name}", value=value))
        return row


def _streams(by, site: Facility, keys: list) -> dict:
    return {str(row.pk): row for row in WasteStream.objects.visible_to(by).filter(facility=site, pk__in=keys)}


def _units(by, site: Facility, _codes: list) -> dict:
    return {row.code: row for row in ProductionUnit.objects.visible_to(by).filter(facility=site)}


def _areas(by, site: Facility, _codes: list) -> dict:
    return {row.code: row for row in StorageArea.objects.visible_to(by).filter(facility=site)}


def _methods(_by, _site: Facility, _codes: list) -> dict:
    return {row.code: row for row in DisposalMethod.objects.chinese()}


def _packaging(_by, _site: Facility, _codes: list) -> dict:
    rows = list(Packaging.objects.all())
    return {str(row.pk): row for row in rows} | {row.code: row for row in rows}


def _receivers(_by, _site: Facility, keys: list) -> dict:
    """Of the directory, which everybody reads: whoever takes waste in."""
    rows = Facility.objects.directory().filter(pk__in=[key for key in keys if key])
    return {str(row.pk): row for row in rows if row.receives}


# (what is sent, the column of the draft, how it is found)
NAMED: tuple[tuple[str, str, Callable[[Any, Facility, list], dict]], ...] = (
    ("stream", "stream", _streams),
    ("unit_code", "unit", _units),
    ("area_code", "area", _areas),
    ("method_code", "method", _methods),
    ("packaging", "packaging", _packaging),
    ("receiver", "receiver", _receivers),
)
