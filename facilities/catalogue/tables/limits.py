from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facilities import clock
from facilities.catalogue.sheet import Column, Row
from facilities.catalogue.table import Entries, Table, stored
from facilities.limit_names import NAMES
from facilities.models import Limit, Region


class Limits(Table):
    """The numbers an installation starts with. Where an authority has entered its own, the file is silent."""

    file = "limits.csv"
    columns = (
        Column("code", Limit.code.field),
        Column("region", Limit.region.field, pattern=r"\d{6}"),
        Column("value", Limit.value.field),
        Column("unit", Limit.unit.field),
        Column("valid_from", Limit.valid_from.field),
        Column("valid_to", Limit.valid_to.field),
        Column("law", Limit.law.field),
        Column("law_en", Limit.law_en.field),
    )
    key = ("code", "region", "valid_from")
    needs = ("admin_regions.csv",)

    def check(self, rows):
        regions = stored(Region)
        held = _held()
        for row in rows:
            name = NAMES.get(row["code"])
            if name is None:
                yield self.problem(row, "code", "unknown_limit")
            elif name[1] != row["unit"]:
                yield self.problem(row, "unit", "unknown_unit", unit=name[1])
            if row["region"] and row["region"] not in regions:
                yield self.problem(row, "region", "unknown_parent", parent=row["region"])
            if row["valid_to"] and row["valid_to"] < row["valid_from"]:
                yield self.problem(row, "valid_to", "range_backwards")
            before = held.get(_key(row))
            if before and before.value != Decimal(row["value"]):
                yield self.problem(row, "value", "value_stands", held=before.value)
        yield from self._overlaps(rows)

    def _overlaps(self, rows: list[Row]) -> Iterator:
        last: dict[tuple, Row] = {}
        for row in sorted(rows, key=lambda row: row["valid_from"]):
            place = row["code"], row["region"]
            before = last.get(place)
            if before and (not before["valid_to"] or before["valid_to"] >= row["valid_from"]):
                yield self.problem(row, "valid_from", "ranges_overlap", other=before.number)
            last[place] = row

    def entries(self, rows):
        edited = set(Limit.objects.filter(source=Limit.Source.EDITED).values_list("code", "region"))
        held = _held()
        limits = []
        # In time order: a row is closed before its successor opens, for only one may be open.
        for row in sorted(rows, key=lambda row: row["valid_from"]):
            if (row["code"], row["region"] or None) in edited:
                continue
            before = held.get(_key(row)) or Limit(entered_at=clock.now())
            limits.append(
                Limit(
                    id=before.pk,
                    code=row["code"],
                    region_id=row["region"] or None,
                    value=Decimal(row["value"]),
                    unit=row["unit"],
                    valid_from=date.fromisoformat(row["valid_from"]),
                    # A last day once told stays, so that no past day is judged anew.
                    valid_to=before.valid_to or (date.fromisoformat(row["valid_to"]) if row["valid_to"] else None),
                    law=row["law"],
                    law_en=row["law_en"],
                    entered_at=before.entered_at,
                )
            )
        yield Entries(limits, ("id",))


def _key(row: Row) -> tuple:
    return row["code"], row["region"] or None, date.fromisoformat(row["valid_from"])


def _held() -> dict[tuple, Limit]:
    supplied = Limit.objects.filter(source=Limit.Source.REFERENCE)
    return {(limit.code, limit.region_id, limit.valid_from): limit for limit in supplied}
