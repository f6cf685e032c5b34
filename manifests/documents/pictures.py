"""Photographs on paper: small, with the digest by which the whole file is known."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import override

from facilities.models import EvidenceUse
from manifests.documents.signature import second
from manifests.models import CustodyEvent, Manifest


@dataclass(frozen=True)
class Picture:
    """`address`: the small picture as it stands in the document; empty of a PDF, and of what was withdrawn.
    `withdrawn`: when that was, empty while it stands."""

    what: str
    words: str
    whose: str
    put: str
    sha256: str
    address: str
    withdrawn: str


def pictures_of(manifest: Manifest, events: Sequence[CustodyEvent]) -> list[Picture]:
    """What its events name from the receipt on, in their order; one statement, none where they name nothing."""
    signed = list(
        dict.fromkeys(sha for event in events if event.action in ("receive", "attach") for sha in event.evidence)
    )
    if not signed:
        return []
    uses = EvidenceUse.objects.filter(subject="manifest", subject_id=manifest.pk, evidence__sha256__in=signed)
    rows = uses.select_related("evidence__enterprise", "evidence__content").defer("evidence__content__content")
    # The first that brought these bytes; one that stands before one that was withdrawn.
    rows = rows.order_by(F("evidence__withdrawn_at").asc(nulls_last=True), "-pk")
    by_digest = {use.evidence.sha256: use.evidence for use in rows}
    with override("zh-hans"):
        return [_picture(by_digest[sha]) for sha in signed if sha in by_digest]


def withdrawals(manifest: Manifest) -> str:
    """Which of its files were withdrawn: no event of the manifest tells it. One statement."""
    uses = EvidenceUse.objects.filter(subject="manifest", subject_id=manifest.pk, evidence__withdrawn_at__isnull=False)
    return " ".join(sorted(str(key) for key in uses.values_list("evidence", flat=True)))


def _picture(evidence) -> Picture:
    stands = evidence.withdrawn_at is None
    return Picture(
        what=str(evidence.get_kind_display()),
        words=evidence.words,
        whose=evidence.enterprise.name,
        put=second(evidence.put_at),
        sha256=evidence.sha256,
        address=address_of(evidence.content.small) if evidence.content.small and stands else "",
        withdrawn="" if stands else second(evidence.withdrawn_at),
    )


def address_of(jpeg) -> str:
    """A JPEG as it stands in an HTML document (render.py reads no other)."""
    return "data:image/jpeg;base64," + b64encode(bytes(jpeg)).decode("ascii")
