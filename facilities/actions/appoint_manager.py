"""Give a registered firm its first manager, who then adds everybody else (decision 8)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.add_person import add_account
from facilities.actions.registering import note, require_charge
from facilities.actions.revise_firm import regions_of
from facilities.errors import Refusal
from facilities.models import Enterprise, Membership, Person, RegisterEntry
from facilities.roles import Role


def has_manager(firm: Enterprise) -> bool:
    return Membership.objects.filter(enterprise=firm, role=Role.MANAGER, person__is_active=True).exists()


def appoint_manager(*, by, enterprise: Enterprise, username: str, name: str, phone: str = "") -> tuple[Person, str]:
    """The manager and a password to begin with, which is kept nowhere: show it once.

    By officials in charge of one of its sites. Raises NotPermitted, `manager_there` while somebody manages the firm,
    `enterprise_closed`, `account_taken`.
    """
    regions = regions_of(enterprise)
    require_charge(by, *[region for region in regions if by.is_superuser or by.standing.in_charge_of(region)])
    with transaction.atomic():
        firm = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
        if firm.closed_on:
            raise Refusal(_("This firm is closed. Open it again first."), code="enterprise_closed")
        if has_manager(firm):
            raise Refusal(_("This firm has a manager, who adds its other people under People."), code="manager_there")
        person, password = add_account(enterprise=firm, username=username, name=name, roles={Role.MANAGER}, phone=phone)
        note(firm, RegisterEntry.Deed.MANAGER, by=by, reason=f"{person.name} ({person.username})"[:200])
    return person, password
