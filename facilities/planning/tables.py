"""The tables of the plan as data: headings, columns, and how a value of each is shown.

Values are frozen as text (kilograms too), as a code of a choice, or as a pair [Chinese, English] of names. One file to
correct when the official annex says a column differently.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.duties import PlanTable
from facilities.languages import in_reader_language
from facilities.models import Facility, PlannedGeneration, PlannedTransfer, StorageArea
from facilities.templatetags.quantities import NOTHING, tonnes


@dataclass(frozen=True)
class Column:
    """`kind`: "" for text, "kg" for kilograms that are shown in tonnes. `choices`: code → word."""

    key: str
    label: str | Promise
    kind: str = ""
    choices: dict | None = None

    def shown(self, row: dict):
        value = row.get(self.key, "")
        if value in ("", None, []):
            return NOTHING
        if self.kind == "kg":
            return tonnes(Decimal(value))
        if isinstance(value, list):
            return in_reader_language(*value)
        return self.choices.get(value, value) if self.choices else value


@dataclass(frozen=True)
class Table:
    """`identity`: the columns by which a row is the same row in another version."""

    heading: str | Promise
    lead: str | Promise
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()

    def key_of(self, row: dict) -> tuple:
        return tuple(str(row.get(name, "")) for name in self.identity)


def kg(key: str, label) -> Column:
    return Column(key, label, "kg")


WASTE = (
    Column("alias", _("What you call it")),
    Column("name", _("Waste name")),
    Column("category", _("Category")),
    Column("code", _("Waste code")),
)
CLASSES = dict(Facility.ManagementClass.choices)

T = PlanTable
TABLES: dict[PlanTable, Table] = {
    T.BASICS: Table(
        _("Basic information"),
        _("Who the site is, and who answers for its hazardous waste."),
        (
            Column("enterprise", _("Name of the unit")),
            Column("registered_address", _("Registered address")),
            Column("site", _("Site")),
            Column("address", _("Site address")),
            Column("region", _("Administrative division")),
            Column("industry", _("Industry")),
            Column("position", _("Longitude, latitude")),
            Column("registration_no", _("Unified social credit code")),
            Column("management_class", _("Management class"), choices=CLASSES),
            Column("legal_representative", _("Legal representative")),
            Column("legal_representative_phone", _("Legal representative's phone")),
            Column("technical_lead", _("Technical lead for hazardous waste")),
            Column("technical_lead_phone", _("Technical lead's phone")),
            Column("eia_no", _("EIA document number")),
            Column("discharge_permit_no", _("Pollutant permit or registration number")),
        ),
    ),
    T.PRODUCTION: Table(
        _("Production facilities"),
        _("Where on the site hazardous waste arises."),
        (
            Column("unit", _("Production unit")),
            Column("process", _("Production process")),
            Column("name", _("Facility name")),
            Column("code", _("Facility code")),
            Column("parameters", _("Parameters (name, design value, unit)")),
            Column("capacity", _("Production capacity")),
            Column("products", _("Products")),
            Column("materials", _("Raw and auxiliary materials")),
        ),
        ("code",),
    ),
    T.GENERATION: Table(
        _("Generation"),
        _("What will arise in the year, where, and where it goes on the site."),
        (
            Column("unit_code", _("Arises in")),
            Column("unit_name", _("Facility name")),
            Column("step", _("Step at which it arises")),
            *WASTE,
            Column("harmful", _("Harmful components")),
            Column("form", _("Form")),
            Column("hazards", _("Hazards")),
            kg("kg", _("Will arise")),
            Column("destination", _("Goes on the site to"), choices=dict(PlannedGeneration.Destination.choices)),
            Column("destination_code", _("Facility code there")),
            kg("destination_kg", _("Capacity there")),
        ),
        ("stream",),
    ),
    T.STORAGE: Table(
        _("Storage"),
        _("What will be left in each store at the end of the year."),
        (
            Column("area_code", _("Facility code")),
            Column("area_kind", _("Kind"), choices=dict(StorageArea.Kind.choices)),
            *WASTE,
            Column("packaging", _("Packaging")),
            kg("kg", _("Will be left")),
        ),
        ("area_code", "stream"),
    ),
    T.OWN_TREATMENT: Table(
        _("Own use and disposal"),
        _("What the site will use or dispose of itself."),
        (
            Column("facility_kind", _("Kind of facility")),
            Column("facility_code", _("Facility code")),
            *WASTE,
            Column("method", _("Method")),
            kg("kg", _("Will be treated")),
        ),
        ("facility_code", "stream", "method_code"),
    ),
    T.REDUCTION: Table(
        _("Reduction"),
        _("By how much less will arise, and how."),
        (
            *WASTE,
            kg("generated_kg", _("Will arise")),
            kg("kg", _("Less than without measures")),
            Column("measures", _("Plans and measures")),
        ),
        ("stream",),
    ),
    T.TRANSFER: Table(
        _("Transfer"),
        _("What will be handed over, to whom. A manifest can only be issued within it."),
        (
            Column("scope", _("Kind of transfer"), choices=dict(PlannedTransfer.Scope.choices)),
            *WASTE[1:],
            kg("kg", _("Will be handed over")),
            Column("method", _("Method")),
            Column("receiver_kind", _("Kind of receiver"), choices=dict(PlannedTransfer.ReceiverKind.choices)),
            Column("receiver_name", _("Intended receiver")),
            Column("permit_no", _("Permit number")),
        ),
        ("code", "receiver_name", "method_code"),
    ),
}


def slug_of(table: PlanTable) -> str:
    """A.3 in an address: a3."""
    return table.value.replace(".", "").lower()


BY_SLUG = {slug_of(table): table for table in PlanTable}
