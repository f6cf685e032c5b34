"""The officials' way around: what they open daily stands in the header of every page of theirs."""

from django.utils.translation import gettext_lazy as _

from facilities.navigation import register


def offer(order: int, url_name: str, label) -> None:
    """Put one page into the header of everybody with a jurisdiction."""
    register(order, url_name, label, lambda standing: bool(standing.region_prefixes))


offer(138, "admin:facilities_enterprise_changelist", _("Enterprises"))
offer(140, "admin:facilities_facility_changelist", _("Facilities"))
offer(150, "admin:facilities_permit_changelist", _("Permits"))
