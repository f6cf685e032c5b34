from collections import Counter

from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table, stored
from facilities.models import CatalogueEdition, Hazard, Industry, WasteCategory, WasteCode

CODE = r"\d{3}-\d{3}-\d{2}"
# Not an industry of GB/T 4754: the catalogue's own number for wastes of no particular industry.
ANY_INDUSTRY = "900"


class HazardousWaste(Table):
    """The codes of one edition of the national catalogue, and with them its categories."""

    file = "hazardous_waste_2021.csv"
    columns = (
        Column("code", WasteCode.code.field, pattern=CODE),
        Column("category", WasteCategory.code.field, pattern=r"HW\d{2}"),
        Column("category_name", WasteCategory.name.field),
        Column("industry_source", WasteCode.industry_source.field, required=True),
        Column("description", WasteCode.description.field, required=True),
        Column("hazard", WasteCode.hazards.field, pattern=r"[A-Za-z]+([,/] ?[A-Za-z]+)*", required=True),
    )
    key = ("code",)
    needs = ("catalogue_editions.csv", "hazard_characteristics.csv", "industry_classes.csv")

    def __init__(self, edition: str = "CN-HW-2021"):
        self.edition = edition

    def check(self, rows):
        hazards, industries = stored(Hazard), stored(Industry, level=Industry.Level.GROUP) | {ANY_INDUSTRY}
        names: dict[str, str] = {}
        for row in rows:
            if row["code"][-2:] != row["category"][2:]:
                yield self.problem(row, "code", "wrong_category", category=row["category"])
            if row["code"][:3] not in industries:
                yield self.problem(row, "code", "unknown_industry", industry=row["code"][:3])
            if names.setdefault(row["category"], row["category_name"]) != row["category_name"]:
                yield self.problem(row, "category_name", "name_differs", other=names[row["category"]])
            for hazard in WasteCode(hazards=row["hazard"]).hazard_list:
                if hazard not in hazards:
                    yield self.problem(row, "hazard", "unknown_hazard", hazard=hazard)

    def entries(self, rows):
        english = english_names(self.edition)
        names = {row["category"]: row["category_name"] for row in rows}
        categories = [
            WasteCategory(edition_id=self.edition, code=code, name=name, name_en=english.get((code, name), ""))
            for code, name in names.items()
        ]
        # Stored first, which gives the category objects their keys; the dropped ones only after their codes.
        yield Entries(categories, ("edition", "code"))
        category_of = {category.code: category for category in categories}
        codes = [
            WasteCode(
                edition_id=self.edition,
                category=category_of[row["category"]],
                code=row["code"],
                industry_source=row["industry_source"],
                description=row["description"],
                hazards=row["hazard"],
                hazardous=True,
            )
            for row in rows
        ]
        yield Entries(codes, ("edition", "code"), WasteCode.objects.filter(edition=self.edition))
        yield Entries(categories, ("edition", "code"), WasteCategory.objects.filter(edition=self.edition))


def english_names(edition: str) -> dict[tuple[str, str], str]:
    """English category names known so far, by code and Chinese name; this edition's own go before others."""
    rows = WasteCategory.objects.filter(edition__system=CatalogueEdition.System.HAZARDOUS).exclude(name_en="")
    ordered = sorted(rows, key=lambda category: (category.edition_id == edition, category.edition_id))
    return {(category.code, category.name): category.name_en for category in ordered}


class HazardousWasteCategories(Table):
    """The categories' English names, and a cross-check: same names, as many codes as the table of codes."""

    file = "hazardous_waste_categories_2021.csv"
    columns = (
        Column("category", WasteCategory.code.field, pattern=r"HW\d{2}"),
        Column("category_name", WasteCategory.name.field),
        Column("codes", pattern=r"\d{1,3}", required=True),
        Column("category_name_en", WasteCategory.name_en.field, required=True),
    )
    key = ("category",)
    needs = ("hazardous_waste_2021.csv",)
    edition = "CN-HW-2021"

    def check(self, rows):
        names = dict(WasteCategory.objects.filter(edition=self.edition).values_list("code", "name"))
        held = Counter(WasteCode.objects.filter(edition=self.edition).values_list("category__code", flat=True))
        for row in rows:
            code = row["category"]
            if code not in names:
                yield self.problem(row, "category", "unknown_parent", parent=code)
            elif names[code] != row["category_name"]:
                yield self.problem(row, "category_name", "name_differs", other=names[code])
            elif held[code] != int(row["codes"]):
                yield self.problem(row, "codes", "count_differs", held=held[code])

    def entries(self, rows):
        categories = [
            WasteCategory(
                edition_id=self.edition,
                code=row["category"],
                name=row["category_name"],
                name_en=row["category_name_en"],
            )
            for row in rows
        ]
        yield Entries(categories, ("edition", "code"))
