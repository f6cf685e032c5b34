from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table, stored
from facilities.models import Industry


class Industries(Table):
    file = "industry_classes.csv"
    columns = (
        Column("code", Industry.code.field, pattern=r"[A-T]|\d{2,4}"),
        Column("name", Industry.name.field),
        Column("level", Industry.level.field),
        Column("level_name"),
        Column("parent", Industry.parent.field),
        Column("section", Industry.section.field, pattern=r"[A-T]"),
    )
    key = ("code",)

    def check(self, rows):
        known = stored(Industry) | {row["code"] for row in rows}
        for row in rows:
            code, parent = row["code"], row["parent"]
            if len(code) != int(row["level"]):
                yield self.problem(row, "level", "wrong_level")
            elif len(code) == 1:
                if parent:
                    yield self.problem(row, "parent", "wrong_level")
            elif parent not in known:
                yield self.problem(row, "parent", "unknown_parent", parent=parent or "–")
            elif parent != (row["section"] if len(code) == 2 else code[:-1]):
                yield self.problem(row, "parent", "wrong_parent", parent=parent)

    def entries(self, rows):
        industries = [
            Industry(
                code=row["code"],
                name=row["name"],
                level=int(row["level"]),
                parent_id=row["parent"] or None,
                section=row["section"],
            )
            for row in rows
        ]
        yield Entries(industries, ("code",), Industry.objects.all())
