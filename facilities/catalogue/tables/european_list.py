from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import WasteCategory, WasteCode


class EuropeanList(Table):
    """The European List of Waste: chapters become categories, sub-chapter titles the source of a waste."""

    file = "eu_list_of_waste.csv"
    columns = (
        Column("code", WasteCode.code.field, pattern=r"\d{6}"),
        Column("hazardous", choices=("Y", "N"), required=True),
        Column("entry_type"),
        Column("description", WasteCode.description.field, required=True),
        Column("chapter", WasteCategory.code.field, pattern=r"\d{2}"),
        Column("chapter_title", WasteCategory.name.field),
        Column("subchapter", pattern=r"\d{4}", required=True),
        Column("subchapter_title", WasteCode.industry_source.field, required=True),
    )
    key = ("code",)
    needs = ("catalogue_editions.csv",)
    edition = "EU-LOW-2014"

    def check(self, rows):
        titles: dict[str, str] = {}
        for row in rows:
            for column, title in (("chapter", "chapter_title"), ("subchapter", "subchapter_title")):
                if not row["code"].startswith(row[column]):
                    yield self.problem(row, column, "wrong_category", category=row[column])
                if titles.setdefault(row[column], row[title]) != row[title]:
                    yield self.problem(row, title, "name_differs", other=titles[row[column]])

    def entries(self, rows):
        titles = {row["chapter"]: row["chapter_title"] for row in rows}
        chapters = [
            WasteCategory(edition_id=self.edition, code=code, name=title, name_en=title)
            for code, title in titles.items()
        ]
        yield Entries(chapters, ("edition", "code"))
        chapter_of = {chapter.code: chapter for chapter in chapters}
        codes = [
            WasteCode(
                edition_id=self.edition,
                category=chapter_of[row["chapter"]],
                code=row["code"],
                industry_source=row["subchapter_title"],
                description=row["description"],
                description_en=row["description"],
                hazardous=row["hazardous"] == "Y",
            )
            for row in rows
        ]
        yield Entries(codes, ("edition", "code"), WasteCode.objects.filter(edition=self.edition))
