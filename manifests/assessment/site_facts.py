"""What must be named and entered for the site itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from manifests.assessment.asked import Asked
from manifests.assessment.found import Listed, Row


def lead_named(asked: Asked) -> Listed:
    site = asked.site
    return Listed(
        [Row(site.name, bool(site.technical_lead and site.technical_lead_phone), reverse("facilities:plans"))]
    )


def emergency_phone(asked: Asked) -> Listed:
    return Listed([Row(asked.site.name, bool(asked.site.emergency_phone))])


def permitted_to_run(asked: Asked) -> Listed:
    """Two rows: the EIA's document and the pollutant permit or registration."""
    site, url = asked.site, reverse("facilities:plans")
    return Listed(
        [
            Row(_("EIA document number"), bool(site.eia_no), url),
            Row(_("pollutant permit or registration number"), bool(site.discharge_permit_no), url),
        ]
    )


def store_entered(asked: Asked) -> Listed:
    return Listed([Row(asked.site.name, bool(asked.areas), reverse("facilities:areas"))])
