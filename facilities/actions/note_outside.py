"""Note a firm of elsewhere that has no account here, as another platform's paper names it.

A credit code is one enterprise, whoever enters it; a site of it elsewhere is one for each district. What the register
says of it is what was entered first; what each paper said stays with that paper's own event.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from facilities.errors import BadInput
from facilities.models import Enterprise, Facility, Region

LAW = "GB 32100"
CHINA = "CN"
SITE_NAME, ADDRESS, CONTACT, PHONE = (
    Facility._meta.get_field(name).max_length for name in ("name", "address", "contact_name", "contact_phone")
)


@dataclass(frozen=True)
class Said:
    """What a paper says of a firm: checked texts, the credit code in capitals."""

    name: str
    registration_no: str
    address: str = ""
    contact: str = ""
    phone: str = ""


def read_credit_code(text: str, field: str) -> str:
    """The 18 characters with their check character, or a BadInput at `field`."""
    code = "".join(text.split()).upper()
    if not uscc.is_valid(code):
        raise BadInput(
            _("This is not a valid 18-character unified social credit code (GB 32100)."),
            code="registration_no_invalid",
            field=field,
            law=LAW,
            value=text,
        )
    return code


def hold_firms(*registration_nos: str) -> None:
    """Hold the credit codes until the transaction ends, so that two who enter the same firms take turns.

    All that a step needs in one call, in one order: who holds the carrier and wants the consignor would wait for ever
    for whoever holds them the other way round.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT DISTINCT hashtext('outside ' || code) AS key FROM unnest(%s::text[]) AS code ORDER BY key) firm",
            [list(registration_nos)],
        )


def outside_site(said: Said, region: Region, **duty: bool) -> Facility:
    """The firm's site in that district: as it was noted before, else a new one that `keep_outside` saves.

    `duty` is the flag of what it does: is_generator or is_transporter. Needs the firm held (`hold_firms`).
    """
    known = Enterprise.objects.filter(country=CHINA, registration_no=said.registration_no).first()
    site = known and known.facilities.filter(is_outside=True, region=region).order_by("pk").first()
    if site is not None:
        site.enterprise, site.region = known, region
        for flag, value in duty.items():
            setattr(site, flag, value)
        return site
    enterprise = known or Enterprise(registration_no=said.registration_no, name=said.name)
    return Facility(
        enterprise=enterprise,
        name=_free_name(known, said.name, region),
        region=region,
        address=said.address,
        contact_name=said.contact,
        contact_phone=said.phone,
        is_outside=True,
        **duty,
    )


def keep_outside(site: Facility, **duty: bool) -> None:
    """Save what is new of it."""
    if site.enterprise._state.adding:
        site.enterprise.save(force_insert=True)
    if site._state.adding:
        site.save(force_insert=True)
    elif site.is_outside:
        Facility.objects.filter(pk=site.pk).exclude(**duty).update(**duty)


def has_site_here(registration_no: str, region: Region) -> bool:
    """Whether this firm has a site in that district which is on file with an account's particulars."""
    rows = Facility.objects.open().filter(enterprise__country=CHINA, enterprise__registration_no=registration_no)
    return rows.filter(region__code__startswith=region.prefix).exclude(is_generator=False, is_collector=False).exists()


def _free_name(enterprise: Enterprise | None, name: str, region: Region) -> str:
    """A firm names each of its sites once."""
    if enterprise is None or not enterprise.facilities.filter(name=name).exists():
        return name[:SITE_NAME]
    return f"{name[: SITE_NAME - 8]} {region.code}"
