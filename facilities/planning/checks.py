"""What a draft lacks (it cannot be filed so) and what looks odd (it can), each with its table, row and field."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.duties import PlanTable
from facilities.models import Facility, Permit, PlanLine, StorageArea, WasteStream
from facilities.planning.content import ZERO, Content, rows_of, sums, sums_by_code
from facilities.planning.tables import TABLES

T = PlanTable
# Without these a table is not complete. The EIA's and the pollutant permit's numbers are there or not (A.1 says so).
NEEDED = {
    T.BASICS: (
        *("registered_address", "legal_representative", "legal_representative_phone"),
        *("technical_lead", "technical_lead_phone"),
    ),
    T.GENERATION: ("step",),
    T.OWN_TREATMENT: ("facility_code", "method"),
    T.TRANSFER: ("method", "receiver_name"),
}
MOST_KG = Decimal(10) ** 12
ASKED = {T.BASICS: ("industry", "position", "eia_no")}


@dataclass(frozen=True)
class Remark:
    """`blocks`: the plan cannot be filed before it is mended. `row` counts from 0; None is about the whole table."""

    code: str
    table: PlanTable
    message: str | Promise
    blocks: bool = True
    row: int | None = None
    field: str = ""

    @property
    def pointer(self) -> str:
        return "/".join(["", self.table.value, *([str(self.row)] if self.row is not None else []), self.field]).rstrip(
            "/"
        )


def own_codes(site: Facility) -> set[str]:
    """Codes and categories that the site may plan for: of its own wastes, and what its permits take in."""
    codes = set(WasteStream.objects.filter(facility=site).values_list("waste_code__code", flat=True))
    if site.receives:
        for permitted in Permit.objects.filter(facility=site).values_list("items__codes", flat=True):
            codes.update(permitted or ())
    return codes


def check(site: Facility, content: Content, filed: list[PlanLine], held: dict[str, Decimal]) -> list[Remark]:
    """Everything there is to say. `filed`: the lines in force; `held`: what lies on the site now, by code (kg)."""
    return [
        *_missing(content),
        *_codes(site, content),
        *_sums(content),
        *_within_what_is_issued(content, filed),
        *_transfer_within_generation(content, held),
        *_reduction_and_stores(site, content),
    ]


def _missing(content: Content) -> Iterator[Remark]:
    if not rows_of(content, T.GENERATION) and not rows_of(content, T.TRANSFER):
        yield Remark("plan_empty", T.GENERATION, _("Plan at least one waste."))
    for table, shape in TABLES.items():
        labels = {column.key: column.label for column in shape.columns}
        for i, row in enumerate(rows_of(content, table)):
            place = None if table == T.BASICS else i
            for needed, names in ((True, NEEDED.get(table, ())), (False, ASKED.get(table, ()))):
                for name in names:
                    if not row.get(name):
                        message = _("%(label)s is missing.") % {"label": labels[name]}
                        yield Remark("required", table, message, needed, place, name)
            if table == T.TRANSFER and row["receiver_kind"] == "permit" and not row["permit_no"]:
                yield Remark("required", table, _("A permit holder has a permit number."), True, i, "permit_no")
    if T.PRODUCTION.value in content:
        if not content[T.PRODUCTION.value]:
            yield Remark("required", T.PRODUCTION, _("Name at least one production facility."), False)
        for i, row in enumerate(rows_of(content, T.GENERATION)):
            if not row["unit_code"]:
                yield Remark("required", T.GENERATION, _("Say in which facility it arises."), False, i, "unit")


def _codes(site: Facility, content: Content) -> Iterator[Remark]:
    own = own_codes(site)
    for i, row in enumerate(rows_of(content, T.TRANSFER)):
        if not {row["code"], row["category"]} & own:
            yield Remark("code_not_own", T.TRANSFER, _("None of your wastes has this code."), True, i, "code")
    for table in (T.GENERATION, T.STORAGE, T.OWN_TREATMENT, T.REDUCTION, T.TRANSFER):
        seen = set()
        for i, row in enumerate(rows_of(content, table)):
            key = TABLES[table].key_of(row)
            if key in seen:
                yield Remark("row_twice", table, _("This is in the table twice."), True, i)
            seen.add(key)


def _sums(content: Content) -> Iterator[Remark]:
    """What is planned of a code, over all lines, must be a number of kilograms that a line by code can hold."""
    for table in (T.GENERATION, T.TRANSFER):
        for code, kg in sums_by_code(content, table).items():
            if kg >= MOST_KG:
                message = _("%(code)s: the amounts add up to more than can be planned.") % {"code": code}
                yield Remark("planned_too_much", table, message)


def _within_what_is_issued(content: Content, filed: list[PlanLine]) -> Iterator[Remark]:
    planned = sums_by_code(content, T.TRANSFER)
    place = {row["code"]: i for i, row in enumerate(rows_of(content, T.TRANSFER))}
    for line in filed:
        if not line.issued_kg:
            continue
        if line.code not in planned:
            message = _("Manifests for %(code)s are issued this year, so it must stay in the plan.")
            yield Remark("line_in_use", T.TRANSFER, message % {"code": line.code})
        elif planned[line.code] < line.issued_kg:
            message = _("%(kg)s kg are issued already. Plan at least as much.")
            issued = f"{line.issued_kg.normalize():f}"
            yield Remark("planned_below_issued", T.TRANSFER, message % {"kg": issued}, True, place[line.code], "kg")


def _transfer_within_generation(content: Content, held: dict[str, Decimal]) -> Iterator[Remark]:
    arising = sums_by_code(content, T.GENERATION)
    for code, kg in sums_by_code(content, T.TRANSFER).items():
        there = arising.get(code, ZERO) + held.get(code, ZERO)
        if kg > there:
            message = _("%(code)s: more is to be handed over (%(kg)s kg) than arises and lies there (%(there)s kg).")
            figures = {"code": code, "kg": f"{kg.normalize():f}", "there": f"{there.normalize():f}"}
            yield Remark("transfer_above_generation", T.TRANSFER, message % figures, blocks=False)


def _reduction_and_stores(site: Facility, content: Content) -> Iterator[Remark]:
    for i, row in enumerate(rows_of(content, T.REDUCTION)):
        if Decimal(row["kg"]) and not row["measures"]:
            yield Remark("required", T.REDUCTION, _("Say by which measures."), True, i, "measures")
    stored = sums((row["area_code"], row["kg"]) for row in rows_of(content, T.STORAGE))
    if not stored:
        return
    for area in StorageArea.objects.filter(facility=site, code__in=stored):
        if stored[area.code] > area.capacity_kg:
            message = _("%(store)s is to hold more at the end of the year than it is designed for.")
            yield Remark("store_over_capacity", T.STORAGE, message % {"store": area.code}, blocks=False)
