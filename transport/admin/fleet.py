"""The fleet's certificates: vehicles, drivers, escorts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from facilities.admin.credentials import CredentialAdmin, CredentialFilters
from facilities.admin.navigation import offer
from facilities.templatetags.quantities import kg
from transport.models import Driver, Escort, Vehicle


class FleetFilters(CredentialFilters):
    holders = ("carrier",)


class VehicleFilters(FleetFilters):
    own_name = "plate"


class CrewFilters(FleetFilters):
    own_name = "name"


@admin.register(Vehicle)
class VehicleAdmin(CredentialAdmin):
    filters = VehicleFilters
    holders = list_select_related = ("carrier",)
    list_display = ("plate", "number", "holder", "kind", "load", "from_day", "to_day", "term")

    @admin.display(description=_("may carry"))
    def load(self, row):
        return kg(row.max_kg)


@admin.register(Driver)
class DriverAdmin(CredentialAdmin):
    filters = CrewFilters
    holders = ("carrier",)
    list_select_related = ("carrier", "person")
    list_display = ("name", "number", "holder", "phone", "from_day", "to_day", "term")


@admin.register(Escort)
class EscortAdmin(CredentialAdmin):
    filters = CrewFilters
    holders = list_select_related = ("carrier",)
    list_display = ("name", "number", "holder", "phone", "from_day", "to_day", "term")


offer(160, "admin:transport_vehicle_changelist", _("Vehicles"))
