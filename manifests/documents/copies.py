"""Copies behind a document: a photograph becomes a page of it, the pages of a PDF are joined to its end."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject

from facilities.models import Evidence, EvidenceContent
from manifests.documents.pictures import address_of

LONGEST = 2200  # pixels: about 220 to an inch over the height of A4
# What of a stranger's page acts rather than shows: links, forms, scripts, films.
ACTING = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/Thumb")


@dataclass(frozen=True)
class Copy:
    """`address`: the picture as it stands in the document; `pages`: those of a PDF that can be joined."""

    what: str
    words: str
    sha256: str
    count: int
    address: str = ""
    pages: list[PageObject] = field(default_factory=list)

    @property
    def is_joined(self) -> bool:
        return bool(self.address or self.pages)


def copies_of(files: Sequence[dict]) -> list[Copy]:
    """As the document's content names them, in that order; one statement for the bytes, none without files."""
    held = EvidenceContent.objects.only("content").in_bulk([file["evidence"] for file in files]) if files else {}
    by_key = {str(key): bytes(row.content) for key, row in held.items()}
    return [_copy(file, by_key.get(file["evidence"], b"")) for file in files]


def behind(pdf: bytes, others: Sequence[list[PageObject]]) -> bytes:
    """The document with further pages at its end.

    What others made need not be PDF/A, so the whole no longer says that it is.
    """
    if not others:
        return pdf
    whole = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for pages in others:
        for page in pages:
            added = whole.add_page(page, excluded_keys=ACTING)
            for key in ACTING:
                added.pop(NameObject(key), None)
    whole.root_object.pop(NameObject("/Metadata"), None)
    target = io.BytesIO()
    whole.write(target)
    return target.getvalue()


def _copy(file: dict, content: bytes) -> Copy:
    what = str(Evidence.Kind(file["kind"]).label) if file["kind"] in Evidence.Kind.values else file["kind"]
    said = {"what": what, "words": file["words"], "sha256": file["sha256"], "count": file["pages"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if file["media_type"] == Evidence.MediaType.PDF:
                return Copy(**said, pages=_readable(content))
            return Copy(**said, address=address_of(_smaller(content)))
        except Exception:  # it was looked into when it was put here; what still fails is named on the list
            return Copy(**said)


def _readable(content: bytes) -> list[PageObject]:
    """Its pages, tried in a document of their own first: a broken one must not break the pack."""
    trial = PdfWriter()
    pages = list(PdfReader(io.BytesIO(content)).pages)
    for page in pages:
        trial.add_page(page, excluded_keys=ACTING)
    trial.write(io.BytesIO())
    return pages


def _smaller(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
        image.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONGEST, LONGEST))
        target = io.BytesIO()
        upright.save(target, "JPEG", quality=85)
        return target.getvalue()
