"""Put a photograph or scan here: looked into, and kept with its digest exactly as it came."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.evidence.reading import read_file, too_large
from facilities.models import Enterprise, Evidence, EvidenceContent

LONGEST_WORDS = 200


def put_evidence(
    *, by, enterprise: UUID, kind: str, chunks: Iterable[bytes], name: str = "", words: str = ""
) -> Evidence:
    """The row with the file; the same bytes of the same firm answer with the one that stands already.

    `enterprise`: whose it is, one of the person's own. Raises NotPermitted, and BadInput with every reason at once.
    """
    if enterprise not in by.standing.enterprise_ids:
        raise NotPermitted(_("Your role does not allow this."))
    problems: list[Refusal] = []
    if kind not in Evidence.Kind.values:
        problems.append(
            BadInput(_("Choose one from the list."), code="unknown_choice", field="/kind", value=str(kind)[:40])
        )
    words = " ".join(words.split())
    if len(words) > LONGEST_WORDS or not words.replace(" ", "").isprintable():
        problems.append(
            BadInput(_("Say it in 200 characters at most."), code="words_invalid", field="/words", value=words[:40])
        )
    try:
        content = _whole(chunks)
        read = read_file(content)
    except Refusal as refusal:
        problems += refusal.all
    if problems:
        raise Refusal.of(problems)
    evidence = Evidence(
        enterprise_id=enterprise, kind=kind, words=words, media_type=read.media_type, size=len(content),
        pages=read.pages, sha256=sha256(content).hexdigest(), put_by=by, put_by_name=str(by)[:60], put_at=clock.now(),
    )  # fmt: skip
    evidence.file_name = _named(name) or f"{kind}.{evidence.suffix}"
    with transaction.atomic():
        # Two clicks at once take turns at the firm's own row.
        Enterprise.objects.select_for_update(no_key=True).filter(pk=enterprise).first()
        standing = Evidence.objects.standing().filter(enterprise=enterprise, sha256=evidence.sha256).first()
        if standing is not None:
            standing.was_there = True
            return standing
        evidence.save(force_insert=True)
        EvidenceContent.objects.create(evidence=evidence, content=content, small=read.small)
    return evidence


def _whole(chunks: Iterable[bytes]) -> bytes:
    """The file in memory, given up as soon as it is too large."""
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.EVIDENCE_MOST_BYTES:
            raise too_large()
        parts.append(chunk)
    return b"".join(parts)


def _named(name: str) -> str:
    """The file's own name without a path and without what no page can show."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip()[-120:]
