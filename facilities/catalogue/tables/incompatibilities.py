from datetime import date

from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table, stored
from facilities.models import Incompatibility, WasteCategory


class Incompatibilities(Table):
    """Pairs of categories that are kept apart."""

    file = "incompatible_wastes.csv"
    columns = (
        Column("first", Incompatibility.first.field, pattern=r"HW\d\d"),
        Column("second", Incompatibility.second.field, pattern=r"HW\d\d"),
        Column("consequence", Incompatibility.consequence.field),
        Column("consequence_en", Incompatibility.consequence_en.field),
        Column("basis", Incompatibility.basis.field),
        Column("valid_from", Incompatibility.valid_from.field),
        Column("valid_to", Incompatibility.valid_to.field),
    )
    key = ("first", "second", "valid_from")
    needs = ("hazardous_waste_categories_2021.csv",)

    def check(self, rows):
        known = stored(WasteCategory, "code")
        for row in rows:
            for column in ("first", "second"):
                if row[column] not in known:
                    yield self.problem(row, column, "unknown_parent", parent=row[column])
            if row["valid_to"] and row["valid_to"] < row["valid_from"]:
                yield self.problem(row, "valid_to", "range_backwards")

    def entries(self, rows):
        # Dates as dates: the key of a stored row is compared with it.
        pairs = [
            Incompatibility(
                **{
                    **row,
                    "valid_from": date.fromisoformat(row["valid_from"]),
                    "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                }
            )
            for row in rows
        ]
        yield Entries(pairs, self.key, Incompatibility.objects.all())
