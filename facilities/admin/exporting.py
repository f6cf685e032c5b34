"""The officials' lists as spreadsheets: what their admin shows and its filter form narrows."""

from types import SimpleNamespace

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Permit
from facilities.sheets.listings import Cell, Listing, offer


def offer_list(name: str, label, model: type, cells: tuple[Cell, ...], joined) -> None:
    """Register the list of `model`'s admin as `name`; `joined(rows)` fetches what the columns show."""

    def rows(person, params):
        shown_by = admin.site.get_model_admin(model)
        form = shown_by.filters(params, person=person)
        found = shown_by.get_queryset(SimpleNamespace(user=person, GET=params))
        return joined(form.narrow(found) if form.is_valid() else found.none())

    offer(Listing(name, label, cells, rows, lambda person: bool(person.standing.region_prefixes)))


FACILITY_CELLS = (
    Cell(_("name"), lambda row: row.name, 30),
    Cell(_("enterprise"), lambda row: row.enterprise.name, 30),
    Cell(_("credit code"), lambda row: row.enterprise.registration_no, 22),
    Cell(_("district"), lambda row: row.region.localised_name),
    Cell(_("address"), lambda row: row.address, 30),
    Cell(_("management class"), lambda row: row.get_management_class_display(), 24),
    Cell(_("contact"), lambda row: row.contact_name),
    Cell(_("phone"), lambda row: row.contact_phone),
    Cell(_("closed on"), lambda row: row.closed_on),
)
PERMIT_CELLS = (
    Cell(_("number"), lambda row: row.number, 22),
    Cell(_("facility"), lambda row: row.facility.name, 30),
    Cell(_("kind"), lambda row: row.get_kind_display(), 20),
    Cell(_("issued by"), lambda row: row.issuer, 24),
    Cell(_("valid from"), lambda row: row.valid_from),
    Cell(_("valid to"), lambda row: row.valid_to),
    Cell(_("revoked on"), lambda row: row.revoked_on),
)
offer_list(
    "admin-facilities", _("Facilities"), Facility, FACILITY_CELLS,
    lambda rows: rows.select_related("enterprise", "region"),
)  # fmt: skip
offer_list("admin-permits", _("Permits"), Permit, PERMIT_CELLS, lambda rows: rows.select_related("facility"))
