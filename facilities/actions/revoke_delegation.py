"""Take a consent back: from this moment on the other firm neither sees nor does anything for the site."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import Refusal
from facilities.models import Delegation
from facilities.roles import Role


def revoke_delegation(delegation: Delegation, *, by) -> Delegation:
    """Only a manager of the firm that gave it. Raises `delegation_over` when it is revoked already."""
    require(by, delegation.facility.enterprise_id, Role.MANAGER)
    with transaction.atomic():
        row = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
        if row.revoked_at is not None:
            raise Refusal(_("This consent is revoked already."), code="delegation_over")
        row.revoked_by, row.revoked_at = by, clock.now()
        row.save(update_fields=["revoked_by", "revoked_at"])
    return row
