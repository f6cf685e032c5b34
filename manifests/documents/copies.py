"""Copies behind a document: a photograph becomes a page of it, the pages of a PDF are joined to its end.

How much is joined is bounded (EVIDENCE_MOST_JOINED_…); what goes beyond it is on the list, and not joined.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject

from facilities.evidence.pdf_apart import pages_alone
from facilities.evidence.smaller import ONE_AT_A_TIME, small_jpeg
from facilities.models import Evidence, EvidenceContent
from manifests.documents.pictures import address_of

LONGEST = 2200  # pixels: about 220 to an inch over the height of A4


@dataclass(frozen=True)
class Copy:
    """`address`: the picture as it stands in the document; `pages`: those of a PDF that can be joined; `is_beyond`: not
    joined, since more is attached than one document holds."""

    what: str
    words: str
    sha256: str
    count: int
    address: str = ""
    pages: list[PageObject] = field(default_factory=list)
    is_beyond: bool = False

    @property
    def is_joined(self) -> bool:
        return bool(self.address or self.pages)


def copies_of(files: Sequence[dict]) -> list[Copy]:
    """As the document's content names them, in that order. One statement for their sizes, then one for each that is
    joined, so that no two lie in memory as they came."""
    if not files:
        return []
    sizes = dict(Evidence.objects.filter(pk__in=[file["evidence"] for file in files]).values_list("pk", "size"))
    copies, size, pages = [], 0, 0
    for file in files:
        key = UUID(file["evidence"])
        larger, longer = size + sizes.get(key, 0), pages + file["pages"]
        if larger > settings.EVIDENCE_MOST_JOINED_BYTES or longer > settings.EVIDENCE_MOST_JOINED_PAGES:
            copies.append(Copy(**_said(file), is_beyond=True))
            continue
        size, pages = larger, longer
        held = EvidenceContent.objects.only("content").filter(pk=key).first()
        copies.append(_copy(file, bytes(held.content) if held else b""))
    return copies


def behind(pdf: bytes, others: Sequence[list[PageObject]]) -> bytes:
    """The document with further pages at its end.

    What others made need not be PDF/A, so the whole no longer says that it is.
    """
    if not others:
        return pdf
    whole = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for pages in others:
        for page in pages:
            whole.add_page(page)
    whole.root_object.pop(NameObject("/Metadata"), None)
    target = io.BytesIO()
    whole.write(target)
    return target.getvalue()


def _said(file: dict) -> dict:
    what = str(Evidence.Kind(file["kind"]).label) if file["kind"] in Evidence.Kind.values else file["kind"]
    return {"what": what, "words": file["words"], "sha256": file["sha256"], "count": file["pages"]}


def _copy(file: dict, content: bytes) -> Copy:
    said = _said(file)
    try:
        if file["media_type"] == Evidence.MediaType.PDF:
            return Copy(**said, pages=list(PdfReader(io.BytesIO(pages_alone(content))).pages))
        return Copy(**said, address=address_of(_smaller(content)))
    except Exception:  # it was looked into when it was put here; what still fails is named on the list
        return Copy(**said)


def _smaller(content: bytes) -> bytes:
    with ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            return small_jpeg(image, LONGEST, quality=85)
