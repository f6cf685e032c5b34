"""Words about clocks that several doors say."""

from django.utils.translation import gettext_lazy as _

from manifests.models import Deadline
from manifests.models.deadline import CITY, DISTRICT, OVERDUE, WARNED

TOLD = {
    0: _("nobody yet"),
    WARNED: _("the site, as a warning"),
    OVERDUE: _("the site and its managers"),
    DISTRICT: _("the district too"),
    CITY: _("the city too"),
}


def told_so_far(row: Deadline):
    return TOLD[row.told]
