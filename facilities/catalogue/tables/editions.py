from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import CatalogueEdition


class Editions(Table):
    """The editions whose tables are files here. One loaded from elsewhere is never removed by this file."""

    file = "catalogue_editions.csv"
    columns = (
        Column("code", CatalogueEdition.code.field, pattern=r"[A-Z]{2}-[A-Z]+-\d{4}"),
        Column("jurisdiction", CatalogueEdition.jurisdiction.field),
        Column("system", CatalogueEdition.system.field),
        Column("name", CatalogueEdition.name.field),
        Column("name_en", CatalogueEdition.name_en.field),
        Column("valid_from", CatalogueEdition.valid_from.field),
        Column("valid_to", CatalogueEdition.valid_to.field),
        Column("source", CatalogueEdition.source.field),
    )
    key = ("code",)

    def check(self, rows):
        for row in rows:
            if row["valid_to"] and row["valid_to"] < row["valid_from"]:
                yield self.problem(row, "valid_to", "range_backwards")

    def entries(self, rows):
        editions = [CatalogueEdition(**{**row, "valid_to": row["valid_to"] or None}) for row in rows]
        yield Entries(editions, ("code",))
