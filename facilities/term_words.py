"""Whether a paper holds today, as a badge: valid, soon to end, begun later, or over, and how."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities import clock
from facilities.models.credential import Credential
from facilities.outlook import ends_soon
from facilities.templatetags.quantities import state_badge


def term_badge(credential: Credential) -> str:
    """Needs the site that owes it, for the day from which is warned."""
    today = clock.today()
    if credential.revoked_on and credential.revoked_on <= today:
        ended_as = credential.get_ended_as_display() if getattr(credential, "ended_as", "") else ""
        return state_badge("expired", capfirst(ended_as) if ended_as else _("Revoked"))
    if credential.valid_to < today:
        return state_badge("expired")
    if credential.valid_from > today:
        return state_badge("draft", _("Begins later"))
    left = (credential.last_day - today).days
    if credential.revoked_on or ends_soon(credential, today):
        return state_badge("expiring", _("%(days)s days left") % {"days": left})
    return state_badge("valid")
