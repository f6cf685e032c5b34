"""What a version of a plan says differently from the one before, row by row."""

from dataclasses import dataclass

from facilities.duties import PlanTable
from facilities.planning.content import Content, rows_of
from facilities.planning.tables import TABLES, Column


@dataclass(frozen=True)
class Difference:
    """One row that was added ("added"), left out ("dropped") or says something else in `columns` ("changed")."""

    table: PlanTable
    kind: str
    before: dict
    after: dict
    columns: tuple[Column, ...] = ()

    @property
    def title(self) -> str:
        row = self.after or self.before
        names = (row.get(key) for key in ("code", "alias", "name", "area_code", "receiver_name"))
        return " · ".join(dict.fromkeys(str(name) for name in names if name)) if self.table != PlanTable.BASICS else ""

    @property
    def changes(self) -> list[tuple]:
        """(label, before, after) of each column that differs."""
        return [(column.label, column.shown(self.before), column.shown(self.after)) for column in self.columns]


def differences(before: Content, after: Content) -> list[Difference]:
    found = []
    for table, shape in TABLES.items():
        old = {shape.key_of(row): row for row in rows_of(before, table)}
        new = {shape.key_of(row): row for row in rows_of(after, table)}
        for key in [*old, *(key for key in new if key not in old)]:
            was, now = old.get(key, {}), new.get(key, {})
            columns = tuple(column for column in shape.columns if was.get(column.key, "") != now.get(column.key, ""))
            if not was:
                found.append(Difference(table, "added", was, now))
            elif not now:
                found.append(Difference(table, "dropped", was, now))
            elif columns:
                found.append(Difference(table, "changed", was, now, columns))
    return found
