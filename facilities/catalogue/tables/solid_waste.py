from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import SolidWasteRange

WASTE_CLASS = r"S\d{2}"


class SolidWasteRanges(Table):
    """The class ranges of article 5, which judge a general solid waste code until its table is loaded."""

    file = "solid_waste_2024_ranges.csv"
    columns = (
        Column("class_from", SolidWasteRange.class_from.field, pattern=WASTE_CLASS),
        Column("class_to", SolidWasteRange.class_to.field, pattern=WASTE_CLASS),
        Column("excluded", SolidWasteRange.excluded.field, pattern=rf"{WASTE_CLASS}(;{WASTE_CLASS})*"),
        Column("first_level", SolidWasteRange.first_level.field),
    )
    key = ("class_from",)

    def check(self, rows):
        ended_by = None
        for row in sorted(rows, key=lambda row: row["class_from"]):
            if row["class_to"] < row["class_from"]:
                yield self.problem(row, "class_to", "range_backwards")
                continue
            if ended_by is not None and row["class_from"] <= ended_by["class_to"]:
                yield self.problem(row, "class_from", "ranges_overlap", other=ended_by.number)
            outside = [
                waste_class
                for waste_class in row["excluded"].split(";")
                if waste_class and not row["class_from"] <= waste_class <= row["class_to"]
            ]
            if outside:
                yield self.problem(row, "excluded", "excluded_outside")
            ended_by = row

    def entries(self, rows):
        ranges = [SolidWasteRange(**row) for row in rows]
        yield Entries(ranges, ("class_from",), SolidWasteRange.objects.all())
