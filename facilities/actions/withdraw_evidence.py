"""Withdraw a photograph or scan: it stays readable, with the reason, and is attached to nothing new."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Evidence
from facilities.roles import Role


def withdraw_evidence(evidence: Evidence, *, by, reason: str) -> Evidence:
    """By whoever put it, or by a clerk or manager of its firm; once."""
    with transaction.atomic():
        row = Evidence.objects.visible_to(by).filter(pk=evidence.pk).first()
        if row is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."))
        row = Evidence.objects.select_for_update().get(pk=row.pk)
        if not may_withdraw(by, row):
            raise NotPermitted(_("Your role does not allow this."))
        if row.withdrawn_at is not None:
            raise Refusal(_("This file has been withdrawn already."), code="evidence_withdrawn")
        reason = " ".join(reason.split())
        if not reason or len(reason) > 200 or not reason.replace(" ", "").isprintable():
            raise BadInput(_("Give a reason."), code="required", field="/reason", value=reason[:40])
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, clock.now(), reason
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return row


def may_withdraw(person, evidence: Evidence) -> bool:
    """Whether the role allows it; not whether it was withdrawn already."""
    if evidence.enterprise_id in person.standing.enterprises_where(Role.CLERK, Role.MANAGER):
        return True
    return evidence.put_by_id == person.pk and evidence.enterprise_id in person.standing.enterprise_ids
