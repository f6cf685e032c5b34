"""Write a table of a plan's draft. Gaps are allowed until it is filed; what cannot be stored is not."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep, require
from facilities.actions.begin_plan import draft_of
from facilities.actions.classify import classify
from facilities.duties import PlanTable, duties_of
from facilities.errors import BadInput, Refusal
from facilities.models import (
    Facility,
    ManagementPlan,
    PlannedGeneration,
    PlannedReduction,
    PlannedStorage,
    PlannedTransfer,
    PlannedTreatment,
    ProductionUnit,
)
from facilities.planning.prefill import name_receivers
from facilities.planning.seen import RESTS_ON, is_outdated
from facilities.roles import Role

MODELS = {
    PlanTable.GENERATION: PlannedGeneration,
    PlanTable.STORAGE: PlannedStorage,
    PlanTable.OWN_TREATMENT: PlannedTreatment,
    PlanTable.REDUCTION: PlannedReduction,
    PlanTable.TRANSFER: PlannedTransfer,
}
OWNED = ("stream", "area", "unit")  # columns that name a row of the site itself
EARLIEST = date(1900, 1, 1)  # a site that runs for longer is a typing error
BASICS = {
    "enterprise": ("registered_address", "legal_representative", "legal_representative_phone"),
    "site": (
        *RESTS_ON,
        *("eia_no", "discharge_permit_no", "technical_lead", "technical_lead_phone"),
    ),
}


def write_table(*, by, facility: Facility, year: int, table: PlanTable, rows: Sequence[dict], seen: str = "") -> None:
    """Replace a table's rows (A.3 to A.7) by these; `kg` in kg, rows as the draft's models have them.

    `seen` is the table as the clerk saw it (`planning/seen.py`): `table_changed` where somebody has saved it since.
    Raises NotPermitted, `no_draft`, `table_not_asked` and, with its row and column, what cannot be stored.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    with transaction.atomic():
        plan = draft_of(facility, year)
        _is_asked(plan.facility, table)
        _is_as_seen(plan, table, seen)
        model = MODELS[table]
        made = [model(plan=plan, position=i, **row) for i, row in enumerate(rows)]
        for i, row in enumerate(made):
            _check(row, i, plan.facility)
        if table == PlanTable.TRANSFER:
            name_receivers(made, plan.facility)
        model.objects.filter(plan=plan).delete()
        model.objects.bulk_create(made)


def write_units(*, by, facility: Facility, year: int, rows: Sequence[dict], seen: str = "") -> None:
    """Table A.2: the site's production facilities, by code. One that is left out is closed, for plans still name it."""
    require(by, facility.enterprise_id, Role.CLERK)
    with transaction.atomic():
        plan = draft_of(facility, year)
        _is_asked(plan.facility, PlanTable.PRODUCTION)
        _is_as_seen(plan, PlanTable.PRODUCTION, seen)
        known = {unit.code: unit for unit in ProductionUnit.objects.filter(facility=facility)}
        codes = [row["code"] for row in rows]
        for i, row in enumerate(rows):
            if row["code"] in codes[:i]:
                raise BadInput(_("This is in the table twice."), code="row_twice", field=f"/rows/{i}/code")
            unit = known.get(row["code"]) or ProductionUnit(facility=facility)
            for name, value in row.items():
                setattr(unit, name, value)
            unit.closed_on = None
            with _at(i):
                keep(unit, Refusal(_("This is in the table twice."), code="row_twice", field="/code"))
        gone = [unit.pk for code, unit in known.items() if code not in codes and unit.closed_on is None]
        ProductionUnit.objects.filter(pk__in=gone).update(closed_on=clock.today())


def write_basics(*, by, facility: Facility, year: int, seen: str = "", **particulars) -> None:
    """Table A.1: what the plan says of the site and its enterprise, and what its class rests on.

    Where that changes, the class is computed anew at once, for it decides which tables the plan has.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    with transaction.atomic():
        plan = draft_of(facility, year)
        _is_as_seen(plan, PlanTable.BASICS, seen)
        site = plan.facility
        kg = particulars.get("eia_annual_kg")
        if kg is not None and kg < 0:
            raise BadInput(_("Give 0 or more."), code="kg_invalid", field="/eia_annual_kg")
        since = particulars.get("operating_since")
        if since is not None and not EARLIEST <= since <= clock.today():
            raise BadInput(_("Choose a day that is past."), code="day_invalid", field="/operating_since", value=since)
        before = [getattr(site, name) for name in RESTS_ON]
        for row, names in ((site.enterprise, BASICS["enterprise"]), (site, BASICS["site"])):
            for name in names:
                if name in particulars:
                    setattr(row, name, particulars[name])
            keep(row, Refusal(_("This cannot be stored."), code="invalid"))
        if [getattr(site, name) for name in RESTS_ON] != before:
            classify(sites=[site.pk])


def _is_asked(site: Facility, table: PlanTable) -> None:
    if table not in duties_of(site.management_class).plan_tables:
        raise Refusal(_("The site's class does not ask for this table."), code="table_not_asked")


def _is_as_seen(plan: ManagementPlan, table: PlanTable, seen: str) -> None:
    """The plan's row is locked: of two clerks who save at one moment, the second is told."""
    if is_outdated(plan, table, seen):
        raise Refusal(
            _("Somebody else saved this table since you opened it. See what changed; saving again overwrites it."),
            code="table_changed",
        )


def _check(row, number: int, site: Facility) -> None:
    with _at(number):
        if row.kg is None or row.kg < 0:
            raise BadInput(_("Give 0 or more."), code="kg_invalid", field="/kg")
        for name in OWNED:
            named = getattr(row, name, None)
            if named is not None and named.facility_id != site.pk:
                raise BadInput(_("Choose from the list."), code="not_own", field=f"/{name}")


class _at:
    """Say in a refusal which row it is about."""

    def __init__(self, number: int):
        self.number = number

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, Refusal):
            for reason in error.all:
                reason.field = f"/rows/{self.number}{reason.field}"
        return False
