"""The overview's figures of the fleet: certificates that end soon."""

from django.contrib import admin
from django.utils.translation import gettext as _

from facilities.admin.overview import expiring_stats
from facilities.admin.reading import is_official
from transport.models import Driver, Escort, Vehicle


def ending_certificates(request):
    if not is_official(request.user):
        return []
    return [(_("Fleet certificates that end soon"), expiring_stats(request, [Vehicle, Driver, Escort]))]


admin.site.add_figures(60, ending_certificates)
