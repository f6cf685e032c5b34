"""How a certificate stands on a day, in words for the person who has to do something about it."""

from datetime import date

from django.utils.translation import gettext as _

from facilities.models.credential import Credential
from facilities.outlook import ends_soon


def why_not(paper: Credential, day: date) -> str:
    """Why the paper does not count on `day`; empty when it does."""
    if paper.is_valid_on(day):
        return ""
    if paper.revoked_on and paper.revoked_on <= day:
        return _("The certificate was withdrawn on %(date)s.") % {"date": paper.revoked_on.isoformat()}
    if day < paper.valid_from:
        return _("The certificate begins on %(date)s.") % {"date": paper.valid_from.isoformat()}
    return _("The certificate ended on %(date)s.") % {"date": paper.valid_to.isoformat()}


def outlook(paper: Credential, day: date) -> str:
    """One of valid, expiring, expired: the badge shown beside the paper."""
    if not paper.is_valid_on(day):
        return "expired"
    return "expiring" if ends_soon(paper, day) else "valid"
