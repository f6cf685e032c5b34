"""Register an enterprise with its first site, and further sites of a firm that is known."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep
from facilities.actions.registering import check_day, note, require_charge
from facilities.errors import BadInput, Refusal
from facilities.models import Enterprise, Facility, Industry, Region, RegisterEntry

DUTIES = ("is_generator", "is_collector", "is_transporter", "is_disposal_site")


def register_enterprise(
    *,
    by,
    name: str,
    registration_no: str,
    site: dict,
    registered_address: str = "",
    legal_representative: str = "",
    legal_representative_phone: str = "",
) -> Enterprise:
    """The firm and its first site; `site` as `register_site` takes it, its name the firm's unless given.

    By officials in charge of the site's place. Raises NotPermitted, `registration_no_invalid` where the check character
    of the credit code is wrong (GB 32100), `enterprise_known`, and what `register_site` raises.
    """
    number = "".join((registration_no or "").split()).upper()
    firm = Enterprise(
        name=name.strip(),
        registration_no=number,
        registered_address=registered_address.strip(),
        legal_representative=legal_representative.strip(),
        legal_representative_phone=legal_representative_phone.strip(),
    )
    known = Refusal(
        _("A firm with this credit code is registered already. Add a site to it instead."),
        code="enterprise_known",
        field="/registration_no",
        value=number,
    )
    require_charge(by, site["region"].pk)
    with transaction.atomic():
        keep(firm, known)
        note(firm, RegisterEntry.Deed.ENTERED, by=by)
        register_site(by=by, enterprise=firm, **{**site, "name": site.get("name") or firm.name})
    return firm


def register_site(
    *,
    by,
    enterprise: Enterprise,
    region: Region,
    name: str,
    address: str,
    contact_name: str,
    contact_phone: str,
    emergency_phone: str = "",
    industry: Industry | None = None,
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    operating_since: date | None = None,
    **duties: bool,
) -> Facility:
    """One place (场所) of the firm; `duties` say what is done there: is_generator, is_collector, is_transporter,
    is_disposal_site. Its management class is computed the next night.

    Raises NotPermitted, BadInput (no duty; half a position, or one outside the globe; a day to come), `site_known`.
    """
    require_charge(by, region.pk)
    if enterprise.closed_on:
        raise Refusal(_("This firm is closed. Open it again first."), code="enterprise_closed")
    site = Facility(
        enterprise=enterprise,
        region=region,
        name=name.strip(),
        address=address.strip(),
        contact_name=contact_name.strip(),
        contact_phone=contact_phone.strip(),
        emergency_phone=emergency_phone.strip(),
        industry=industry,
        longitude=longitude,
        latitude=latitude,
        operating_since=operating_since,
        **{duty: bool(duties.pop(duty, False)) for duty in DUTIES},
    )
    if duties:
        raise TypeError(f"A site has no {', '.join(duties)}.")
    check_site(site)
    with transaction.atomic():
        keep(site, site_known(site))
        note(site, RegisterEntry.Deed.ENTERED, by=by)
    return site


def check_site(site: Facility) -> None:
    """Raise BadInput for what no site can be."""
    if not any(getattr(site, duty) for duty in DUTIES):
        raise BadInput(_("Say what is done there: at least one of these."), code="required", field="/is_generator")
    if (site.longitude is None) != (site.latitude is None):
        raise BadInput(_("Give both longitude and latitude, or neither."), code="position_half", field="/latitude")
    for name, most in (("longitude", 180), ("latitude", 90)):
        value = getattr(site, name)
        if value is not None and not -most <= value <= most:
            raise BadInput(_("This is no place on earth."), code="position_invalid", field=f"/{name}", value=value)
    if site.operating_since:
        check_day(site.operating_since, "/operating_since")
        if site.operating_since > clock.today():
            raise BadInput(_("This day is to come."), code="day_to_come", field="/operating_since")


def site_known(site: Facility) -> Refusal:
    return Refusal(
        _("This firm has a site of this name already. Give another name."),
        code="site_known",
        field="/name",
        value=site.name,
    )
