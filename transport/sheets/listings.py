"""Fleet and trips as spreadsheets."""

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.roles import Role
from facilities.sheets.listings import Cell, Listing
from transport.models import Driver, Escort, Trip, Vehicle


def dispatches_or_looks(person) -> bool:
    return person.standing.is_regulator or bool(person.standing.enterprises_where(Role.DISPATCHER, Role.READER))


def _own(rows, person):
    """As the fleet's page: the carriers where the person dispatches or may look; officials by region."""
    rows = rows.visible_to(person)
    if person.standing.is_regulator:
        return rows
    return rows.filter(carrier__enterprise__in=person.standing.enterprises_where(Role.DISPATCHER, Role.READER))


def _fleet(model):
    return lambda person, _params: _own(model.objects.all(), person).select_related("carrier")


def _trips(person, _params):
    rows = _own(Trip.objects.all(), person).select_related("carrier", "vehicle", "driver", "escort")
    return rows.annotate(loads=Count("legs"), load_kg=Sum("legs__manifest__declared_kg"))


PAPERS = (
    Cell(_("Certificate number"), lambda row: row.number, 20),
    Cell(_("issued by"), lambda row: row.issuer, 24),
    Cell(_("valid from"), lambda row: row.valid_from),
    Cell(_("valid to"), lambda row: row.valid_to),
    Cell(_("revoked on"), lambda row: row.revoked_on),
    Cell(_("carrier"), lambda row: row.carrier, 24),
)
MEMBER = (
    Cell(pgettext_lazy("person", "Name"), lambda row: row.name),
    Cell(_("Phone"), lambda row: row.phone),
    *PAPERS,
)
VEHICLE = (
    Cell(_("Plate"), lambda row: row.plate),
    Cell(_("Kind"), lambda row: row.kind),
    Cell(_("May carry (kg)"), lambda row: row.max_kg),
    *PAPERS,
)
TRIP = (
    Cell(_("planned for"), lambda row: row.planned_for),
    Cell(_("vehicle"), lambda row: row.vehicle.plate),
    Cell(_("driver"), lambda row: row.driver.name),
    Cell(_("escort"), lambda row: row.escort and row.escort.name),
    Cell(_("Loads"), lambda row: row.loads),
    Cell(_("weight (kg)"), lambda row: row.load_kg),
    Cell(_("carrier"), lambda row: row.carrier, 24),
    Cell(_("ended"), lambda row: row.ended_at, 26),
)
LISTINGS = (
    Listing("vehicles", _("Vehicles"), VEHICLE, _fleet(Vehicle), dispatches_or_looks),
    Listing("drivers", _("Drivers"), MEMBER, _fleet(Driver), dispatches_or_looks),
    Listing("escorts", _("Escorts"), MEMBER, _fleet(Escort), dispatches_or_looks),
    Listing("trips", _("Trips"), TRIP, _trips, dispatches_or_looks),
)
