"""The officials' lists as spreadsheets: what their admin shows and its filter form narrows.

Some have columns of their own, with more than a page has room for. All others are had as they are shown.
"""

from html import unescape
from types import SimpleNamespace

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils.functional import lazystr
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Permit
from facilities.sheets.listings import Cell, Listing, listing_named, offer


def offer_list(name: str, label, model: type, cells: tuple[Cell, ...], joined) -> None:
    """Register the list of `model`'s admin as `name`; `joined(rows)` fetches what the columns show."""

    def rows(person, params):
        return joined(_narrowed(admin.site.get_model_admin(model), person, params))

    offer(Listing(name, label, cells, rows, lambda person: bool(person.standing.region_prefixes)))


def offer_as_shown() -> None:
    """Register every list of the house that was not registered with columns of its own, under its admin's `listing`."""
    for model, shown_by in admin.site._registry.items():
        name = getattr(shown_by, "listing", "")
        if name and listing_named(name) is None:
            offer(_as_shown(name, model, shown_by))


def _as_shown(name: str, model: type, shown_by) -> Listing:
    def rows(person, params):
        found = _narrowed(shown_by, person, params)
        return found.select_related(*joined) if joined else found

    joined = shown_by.list_select_related or ()
    cells = tuple(_shown_cell(column, model, shown_by) for column in shown_by.list_display)
    label = lazystr(model._meta.verbose_name_plural)
    return Listing(name, label, cells, rows, lambda person: shown_by.has_view_permission(SimpleNamespace(user=person)))


def _narrowed(shown_by, person, params):
    form = shown_by.filters(params, person=person)
    found = shown_by.get_queryset(SimpleNamespace(user=person, GET=params))
    return form.narrow(found) if form.is_valid() else found.none()


def _shown_cell(column: str, model: type, shown_by) -> Cell:
    """A column as its list shows it: words without their badges, numbers and days as such."""
    method = getattr(shown_by, column, None)

    def value(row):
        if method is not None:
            found = method(row)
        else:
            chosen = getattr(row, f"get_{column}_display", None)
            found = chosen() if chosen else getattr(row, column)
            found = found() if callable(found) else found
        return unescape(strip_tags(found)).strip() if isinstance(found, SafeString) else found

    return Cell(lazystr(_Head(column, model, shown_by)), value, 22)


class _Head:
    """The head of a column in the language of whoever reads it."""

    def __init__(self, column: str, model: type, shown_by):
        self.asked = (column, model, shown_by)

    def __str__(self) -> str:
        return capfirst(str(label_for_field(*self.asked)))


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
