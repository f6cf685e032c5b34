"""Acting for another firm with its consent (反向填写): read again under a lock, and named in the event."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import NotPermitted
from facilities.models import Delegation
from facilities.roles import Role
from manifests.custody.deed import Deed
from manifests.models import Manifest
from manifests.states import Party


def read_consent(deed: Deed) -> None:
    """Note under which consent the deed is done. Raises NotPermitted when it was taken back meanwhile."""
    if deed.party != Party.DELEGATE:
        return
    subject = deed.subject
    site = subject.consignor_id if isinstance(subject, Manifest) else subject.holder_id
    consents = Delegation.objects.in_force().filter(
        facility=site, may_fill=True, delegate__in=deed.by.standing.enterprises_where(Role.CLERK)
    )
    # Nobody takes it back before this is written.
    consent = consents.select_for_update(of=("self",), no_key=True).select_related("delegate").first()
    if consent is None:
        raise NotPermitted(_("The consent has ended."), code="not_permitted")
    deed.facts["consent"] = {"id": consent.pk, "enterprise": consent.delegate.name}


def name_consent(deed: Deed) -> None:
    """Say in what is signed who acted and under which consent."""
    if consent := deed.facts.get("consent"):
        deed.particulars = {**deed.particulars, "delegation": consent}
