"""The tables of a plan as the API answers them: everything spelled out, as it is frozen when the plan is filed."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from facilities.duties import PlanTable
from facilities.planning.content import Content
from facilities.planning.tables import BY_SLUG, TABLES

PAIR = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}


@extend_schema_field({"oneOf": [{"type": "string"}, PAIR]})
class Words(serializers.Field):
    """A text, or what has a name in both languages as [Chinese, English]."""

    def to_representation(self, value):
        return value if isinstance(value, list) else str(value)


class Kilograms(serializers.CharField):
    """Kilograms as they are frozen: 1200.5, or empty where none were given."""


WASTE = ("stream", "alias", "name", "category", "code")
METHOD = ("method_code", "method")
KG = ("kg", "destination_kg", "generated_kg")
# Beside the columns that are printed: what a row is known by when it is written again.
KEYS = {
    PlanTable.GENERATION: ("stream",),
    PlanTable.STORAGE: ("area", "stream"),
    PlanTable.OWN_TREATMENT: ("stream", "method_code"),
    PlanTable.REDUCTION: ("stream",),
    PlanTable.TRANSFER: ("receiver", "method_code"),
}
NAMES = {
    PlanTable.BASICS: "PlanBasics",
    PlanTable.PRODUCTION: "PlanProduction",
    PlanTable.GENERATION: "PlanGeneration",
    PlanTable.STORAGE: "PlanStorage",
    PlanTable.OWN_TREATMENT: "PlanTreatment",
    PlanTable.REDUCTION: "PlanReduction",
    PlanTable.TRANSFER: "PlanTransfer",
}


def _row(table: PlanTable) -> type[serializers.Serializer]:
    """A serializer with a field for each column of the table, so that a column is named in one place."""
    fields: dict = {name: serializers.CharField() for name in KEYS.get(table, ())}
    for column in TABLES[table].columns:
        kind = Kilograms if column.kind == "kg" else Words
        fields[column.key] = kind(help_text=str(getattr(column.label, "_args", (column.label,))[0]))
    doc = f"A row of table {table.value}." if table != PlanTable.BASICS else "Table A.1."
    return type(NAMES[table], (serializers.Serializer,), {**fields, "__doc__": doc})


ROWS = {table: _row(table) for table in PlanTable}


class PlanTables(serializers.Serializer):
    """Tables A.1 to A.7; null where the site's class does not ask for the table."""

    a1 = ROWS[PlanTable.BASICS](allow_null=True)
    a2 = ROWS[PlanTable.PRODUCTION](many=True, allow_null=True)
    a3 = ROWS[PlanTable.GENERATION](many=True, allow_null=True)
    a4 = ROWS[PlanTable.STORAGE](many=True, allow_null=True)
    a5 = ROWS[PlanTable.OWN_TREATMENT](many=True, allow_null=True)
    a6 = ROWS[PlanTable.REDUCTION](many=True, allow_null=True)
    a7 = ROWS[PlanTable.TRANSFER](many=True, allow_null=True)


def told(content: Content) -> dict:
    """The frozen tables by the names of `PlanTables`."""
    return {slug: content.get(table.value) for slug, table in BY_SLUG.items()}
