"""Take a role from a person. It is gone at their next request; the account and what they signed stay."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.asking import require
from facilities.errors import Refusal
from facilities.models import Enterprise, Membership
from facilities.roles import Role


def remove_role(membership: Membership, *, by) -> None:
    """Raises NotPermitted for all but managers, and `last_manager` where nobody would be left to manage."""
    require(by, membership.enterprise_id, Role.MANAGER)
    with transaction.atomic():
        # One at a time for an enterprise, so that two managers do not remove each other at the same moment.
        Enterprise.objects.select_for_update(no_key=True).get(pk=membership.enterprise_id)
        others = Membership.objects.filter(
            enterprise=membership.enterprise_id, role=Role.MANAGER, person__is_active=True
        ).exclude(pk=membership.pk)
        if membership.role == Role.MANAGER and not others.exists():
            raise Refusal(_("An enterprise needs a manager. Add another one first."), code="last_manager")
        Membership.objects.filter(pk=membership.pk).delete()
