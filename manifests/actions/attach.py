"""Attach: a photograph or scan that belongs to the manifest, at any time from draft to long after closing."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.models import EvidenceUse
from manifests.access import with_desk_of_entry
from manifests.custody.deed import Deed
from manifests.rules.finding import Finding
from manifests.states import Party
from manifests.verbs import Action, action


@action("manifest", "attach")
class Attach(Action):
    """Data: `evidence`, ids of what the signer's firm has put here (POST /api/evidence/); what is attached already is
    refused. The event keeps digest, size, kind and words of each: a file that was withdrawn later stays named.
    """

    def capacities(self, person, subject, held: frozenset[Party]) -> frozenset[Party]:
        """To what came from elsewhere the desk that entered it attaches the fax."""
        return with_desk_of_entry(person, subject, held)

    def check(self, deed: Deed) -> Iterable[Finding]:
        files = deed.facts.get("evidence", [])
        there = EvidenceUse.objects.filter(subject="manifest", subject_id=deed.subject.pk, evidence__in=files)
        if files and there.exists():
            raise Refusal(_("This file is attached already."), code="evidence_attached", field="/evidence")
        return ()

    def apply(self, deed: Deed) -> None:
        deed.particulars = {
            "files": [
                {
                    "kind": file.kind,
                    "words": file.words,
                    "media_type": file.media_type,
                    "size": file.size,
                    "sha256": file.sha256,
                }
                for file in deed.facts["evidence"]
            ]
        }
