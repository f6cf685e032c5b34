"""The lists of this app as spreadsheets: wastes, stores, plans, people, consents and cross-province applications."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.models import (
    CrossingApplication,
    Delegation,
    ManagementPlan,
    Membership,
    PlanLine,
    StorageArea,
    WasteStream,
)
from facilities.roles import Role
from facilities.sheets.listings import Cell, Listing


def at_a_desk(person) -> bool:
    return person.standing.is_regulator or bool(person.standing.desk_enterprise_ids)


def _streams(person, _params):
    joined = ("facility", "waste_code", "physical_state", "packaging", "default_consignee", "default_method")
    return WasteStream.objects.visible_to(person).select_related(*joined)


def _areas(person, _params):
    return StorageArea.objects.visible_to(person).select_related("facility")


def _plan_lines(person, params):
    """Of the year asked for, else of every year; of the plans the person sees."""
    rows = PlanLine.objects.filter(plan__in=ManagementPlan.objects.visible_to(person).values("pk"))
    rows = rows.select_related("plan__facility")
    year = params.get("year", "")
    return rows.filter(plan__year=int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else rows


def _people(person, _params):
    managed = person.standing.enterprises_where(Role.MANAGER)
    return Membership.objects.filter(enterprise__in=managed).select_related("person", "enterprise")


def _crossings(person, _params):
    """As it was handed in last, whatever the firm is changing since."""
    return (
        CrossingApplication.objects.visible_to(person).with_filed().select_related("consignor", "consignee", "method")
    )


def _delegations(person, _params):
    return Delegation.objects.visible_to(person).select_related("facility", "delegate")


STREAMS = Listing(
    "streams",
    _("Wastes"),
    (
        Cell(_("What you call it"), lambda row: row.alias, 24),
        Cell(_("Code"), lambda row: row.waste_code.code),
        Cell(_("Waste name"), lambda row: row.official_name, 32),
        Cell(_("Physical state"), lambda row: row.physical_state),
        Cell(_("Hazards"), lambda row: ", ".join(row.hazards)),
        Cell(_("Main components"), lambda row: row.main_components, 24),
        Cell(_("Harmful components"), lambda row: row.harmful_components, 24),
        Cell(_("Process it comes from"), lambda row: row.process, 24),
        Cell(_("Packaging"), lambda row: row.packaging),
        Cell(_("Precautions"), lambda row: row.precautions, 24),
        Cell(_("Usual receiver"), lambda row: row.default_consignee, 24),
        Cell(_("Usual method"), lambda row: row.default_method and row.default_method.code),
        Cell(_("Site"), lambda row: row.facility, 24),
        Cell(_("no longer arises since"), lambda row: row.retired_on),
    ),
    _streams,
    at_a_desk,
)
AREAS = Listing(
    "areas",
    _("Stores"),
    (
        Cell(_("Facility code"), lambda row: row.code),
        Cell(_("Name"), lambda row: row.name, 24),
        Cell(_("Kind"), lambda row: row.get_kind_display(), 24),
        Cell(_("capacity (kg)"), lambda row: row.capacity_kg),
        Cell(_("longest stay (days)"), lambda row: row.day_limit),
        Cell(_("Site"), lambda row: row.facility, 24),
        Cell(_("closed on"), lambda row: row.closed_on),
    ),
    _areas,
    at_a_desk,
)
PLANS = Listing(
    "plans",
    _("Management plan"),
    (
        Cell(_("year"), lambda row: row.plan.year),
        Cell(_("Site"), lambda row: row.plan.facility, 24),
        Cell(_("filing number"), lambda row: row.plan.filing_no, 22),
        Cell(_("filed on"), lambda row: row.plan.filed_on),
        Cell(_("Code"), lambda row: row.code),
        Cell(_("planned generation (kg)"), lambda row: row.generated_kg),
        Cell(_("planned transfer (kg)"), lambda row: row.transferred_kg),
        Cell(_("issued so far (kg)"), lambda row: row.issued_kg),
    ),
    _plan_lines,
    at_a_desk,
)
PEOPLE = Listing(
    "people",
    _("People"),
    (
        Cell(pgettext_lazy("person", "Name"), lambda row: row.person.name),
        Cell(_("Account"), lambda row: row.person.username),
        Cell(_("Phone"), lambda row: row.person.phone),
        Cell(_("Enterprise"), lambda row: row.enterprise, 24),
        Cell(pgettext_lazy("person", "Role"), lambda row: row.get_role_display()),
    ),
    _people,
    lambda person: person.standing.has(Role.MANAGER),
)
CROSSINGS = Listing(
    "crossings",
    _("Cross-province applications"),
    (
        Cell(_("Number"), lambda row: row.number, 22),
        Cell(_("State"), lambda row: row.get_state_display(), 24),
        Cell(_("consignor"), lambda row: row.filed.consignor, 24),
        Cell(_("consignee"), lambda row: row.filed.consignee, 24),
        Cell(_("method"), lambda row: row.filed.method),
        Cell(_("period asked for, from"), lambda row: row.filed.valid_from),
        Cell(_("period asked for, to"), lambda row: row.filed.valid_to),
    ),
    _crossings,
    at_a_desk,
)
DELEGATIONS = Listing(
    "delegations",
    _("Consents"),
    (
        Cell(_("Site"), lambda row: row.facility.name, 24),
        Cell(_("entrusted to"), lambda row: row.delegate.name, 24),
        Cell(_("confirms declarations"), lambda row: row.may_declare),
        Cell(_("declares batches and fills in manifests"), lambda row: row.may_fill),
        Cell(_("valid from"), lambda row: row.valid_from),
        Cell(_("valid to"), lambda row: row.valid_to),
        Cell(_("given by"), lambda row: row.given_by_name),
        Cell(_("given"), lambda row: row.given_at, 26),
        Cell(_("revoked"), lambda row: row.revoked_at, 26),
    ),
    _delegations,
    at_a_desk,
)
OWN = (STREAMS, AREAS, PLANS, PEOPLE, CROSSINGS, DELEGATIONS)
