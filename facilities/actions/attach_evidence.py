"""Attach a photograph or scan to what it is about."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.evidence.subjects import Subject
from facilities.models import Evidence, EvidenceUse


def attach_evidence(*, by, subject: Subject, row, evidence: list[Evidence], idempotency_key: str | None = None) -> None:
    """Attaching again changes nothing. The key is for subjects that sign it.

    Raises NotPermitted, BadInput for a file that is not of the person's own firm, and Refusal for what was withdrawn.
    """
    if subject.owner(by, row) is None:
        raise NotPermitted(_("Your role does not allow this."))
    if not evidence:
        return
    own = by.standing.enterprise_ids
    for item in evidence:
        if item.enterprise_id not in own:  # they may see it, and yet not say that it is theirs
            raise unknown()
        if item.withdrawn_at is not None:
            raise withdrawn()
    with transaction.atomic():
        if subject.attach is not None:
            subject.attach(row, by=by, evidence=evidence, idempotency_key=idempotency_key)
        else:
            keep_uses(by, subject.name, row.pk, evidence)


def keep_uses(by, subject: str, key, evidence: list[Evidence], step: str = "") -> None:
    """The rows alone; what is there already stays as it is."""
    uses = [
        EvidenceUse(evidence=item, subject=subject, subject_id=key, step=step, person=by, recorded_at=clock.now())
        for item in evidence
    ]
    EvidenceUse.objects.bulk_create(uses, ignore_conflicts=True)


def unknown() -> BadInput:
    return BadInput(
        _("Nothing of your firm has been put here under this key."), code="evidence_unknown", field="/evidence"
    )


def withdrawn() -> Refusal:
    return Refusal(
        _("This file was withdrawn. Put it here again, if it is right after all."),
        code="evidence_withdrawn",
        field="/evidence",
    )
