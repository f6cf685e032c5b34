from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import Region

PARENT_LEVEL = {"province": "", "prefecture": "province", "county": "prefecture"}


class Regions(Table):
    file = "admin_regions.csv"
    columns = (
        Column("code", Region.code.field, pattern=r"\d{6}"),
        Column("name", Region.name.field),
        Column("parent", Region.parent.field, pattern=r"\d{6}"),
        Column("level", Region.level.field),
        Column("source_kind", Region.source_kind.field),
        Column("name_en", Region.name_en.field, absent=True),
        Column("valid_from", Region.valid_from.field, absent=True),
        Column("valid_to", Region.valid_to.field, absent=True),
    )
    key = ("code",)

    def check(self, rows):
        levels = dict(Region.objects.values_list("code", "level")) | {row["code"]: row["level"] for row in rows}
        for row in rows:
            code, parent = row["code"], row["parent"]
            if parent and parent not in levels:
                yield self.problem(row, "parent", "unknown_parent", parent=parent)
            elif levels.get(parent, "") != PARENT_LEVEL[row["level"]]:
                yield self.problem(row, "level", "wrong_level")
            elif not code.startswith(Region(code=parent).prefix):
                # Officials see by prefix: a county filed under another city would be seen by the wrong one.
                yield self.problem(row, "code", "wrong_parent", parent=parent)

    def entries(self, rows):
        regions = [
            Region(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                parent_id=row["parent"] or None,
                level=row["level"],
                source_kind=row["source_kind"],
                valid_from=row["valid_from"] or None,
                valid_to=row["valid_to"] or None,
            )
            for row in rows
        ]
        yield Entries(regions, ("code",), Region.objects.all())
