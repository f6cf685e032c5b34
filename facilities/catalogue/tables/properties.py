"""What a waste is like and what it is put in: hazards, physical states, packaging, UN numbers."""

from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import Hazard, Packaging, PhysicalState, UnNumber


class Hazards(Table):
    file = "hazard_characteristics.csv"
    columns = (
        Column("code", Hazard.code.field, pattern=r"[A-Z][a-z]?"),
        Column("name_zh", Hazard.name_zh.field),
        Column("name_en", Hazard.name_en.field),
    )
    key = ("code",)

    def entries(self, rows):
        yield Entries([Hazard(**row) for row in rows], ("code",), Hazard.objects.all())


class PhysicalStates(Table):
    file = "physical_state.csv"
    columns = (
        Column("code", PhysicalState.code.field, pattern=r"[A-Z]{1,2}"),
        Column("name_zh", PhysicalState.name_zh.field),
        Column("name_en", PhysicalState.name_en.field),
    )
    key = ("code",)

    def entries(self, rows):
        yield Entries([PhysicalState(**row) for row in rows], ("code",), PhysicalState.objects.all())


class Packagings(Table):
    file = "packaging.csv"
    columns = (
        Column("code", Packaging.code.field),
        Column("scheme", Packaging.scheme.field, choices=("UN", "CN-free-text")),
        Column("kind", Packaging.kind.field),
        Column("material", Packaging.material.field),
        Column("detail", Packaging.detail.field),
        Column("name_zh", Packaging.name_zh.field),
    )
    key = ("code", "scheme")

    def entries(self, rows):
        yield Entries([Packaging(**row) for row in rows], ("scheme", "code"), Packaging.objects.all())


class UnNumbers(Table):
    file = "un_numbers.csv"
    columns = (
        Column("un_no", UnNumber.un_no.field, pattern=r"\d{4}"),
        Column("proper_shipping_name", UnNumber.proper_shipping_name.field),
        Column("class", UnNumber.un_class.field, pattern=r"[1-9](\.[1-9])?"),
        Column("classification_code", UnNumber.classification_code.field),
        Column("packing_group", UnNumber.packing_group.field, choices=("I", "II", "III")),
        Column("labels", UnNumber.labels.field),
        Column("restriction", UnNumber.restriction.field),
    )
    key = ("un_no", "proper_shipping_name", "class", "classification_code", "packing_group")

    def entries(self, rows):
        numbers = [UnNumber(un_class=row["class"], **{k: row[k] for k in row if k != "class"}) for row in rows]
        key = ("un_no", "proper_shipping_name", "un_class", "classification_code", "packing_group")
        yield Entries(numbers, key, UnNumber.objects.all())
