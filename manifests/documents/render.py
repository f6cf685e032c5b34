"""HTML to PDF/A-3b with WeasyPrint: nothing fetched from outside, glyphs embedded, same bytes every time."""

import gc
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from manifests.documents import faces
from manifests.documents.sheet import Attached, Sheet

HERE = Path(__file__).resolve().parent
VARIANT = "pdf/a-3b"
PICTURE = "data:image/jpeg;base64,"  # made by ourselves, see pictures.py
# Four threads took longer than one after the other, and they share one font map: so one at a time in a process.
_one_at_a_time = Lock()


class NotOurs(ValueError):
    """A document asked for a file that is not packaged with the documents."""


class OwnFiles(URLFetcher):
    """Reads files that lie beside this module, the cut faces, and small pictures that stand in the document itself: no
    network, no redirect, no way up the tree."""

    def __init__(self):
        super().__init__(allowed_protocols=["file", "data"], allow_redirects=False)

    def fetch(self, url, headers=None):
        if url.startswith(PICTURE):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        if parts.scheme.lower() != "file" or parts.netloc:
            raise NotOurs(url)
        # Resolved first: a link or ".." must not lead out.
        path = Path(url2pathname(parts.path)).resolve()
        if not any(path.is_relative_to(folder) for folder in (HERE, faces.FOLDER)):
            raise NotOurs(url)
        return super().fetch(url, headers)


@cache
def fonts() -> FontConfiguration:
    """The fonts of this process; looking them up again for each document would cost more than the document."""
    return FontConfiguration()


@cache
def cut_faces() -> CSS:
    return CSS(string=faces.rules(), font_config=fonts(), url_fetcher=OwnFiles())


@cache
def stylesheet(name: str) -> CSS:
    return CSS(filename=HERE / name, font_config=fonts(), url_fetcher=OwnFiles())


def pdf(html: str, *styles: str, own: str = "", attached: Sequence[Attached] = ()) -> bytes:
    """The document as PDF/A-3b, tagged. `styles` name CSS files of this package, `own` is CSS of this one document;
    dates come from the HTML's meta."""
    with _drawing():
        return _laid_out(html, styles, own).write_pdf(
            pdf_variant=VARIANT, pdf_tags=True, attachments=[_attachment(file) for file in attached]
        )


def drawn(sheet: Sheet) -> bytes:
    """One document on its own."""
    return pdf(sheet.html, *sheet.styles, own=sheet.own, attached=sheet.attached)


@dataclass(frozen=True)
class Bound:
    """Several documents in one PDF: `starts` holds the first page of each, counted from 0."""

    content: bytes
    starts: list[int]


def bound(sheets: Sequence[Sheet], *, title: str, author: str, made_at: datetime) -> Bound:
    """Documents one behind the other in one PDF/A-3b, which shares its fonts. Each keeps its own page numbers.

    Not tagged: structure trees do not survive being joined with further files. What a document takes along is named
    after it, since names meet here.
    """
    with _drawing():
        documents = [_laid_out(sheet.html, sheet.styles, sheet.own) for sheet in sheets]
        pages, starts = [], []
        for document in documents:
            starts.append(len(pages))
            pages += document.pages
        for page in pages:
            page.bookmarks = []  # each document's own; the whole has one for each document
        whole = documents[0].copy(pages)
        # PDF/A asks for second and offset as the HTML of single documents has them.
        stamp = made_at.isoformat(timespec="seconds")
        whole.metadata.title, whole.metadata.authors, whole.metadata.description = title, [author], None
        whole.metadata.created = whole.metadata.modified = stamp
        attached = [
            _attachment(replace(file, name=f"{Path(sheet.name).stem}.{file.name}"))
            for sheet in sheets
            for file in sheet.attached
        ]
        return Bound(whole.write_pdf(pdf_variant=VARIANT, pdf_tags=False, attachments=attached), starts)


def _laid_out(html: str, styles: Sequence[str], own: str = "") -> Document:
    document = HTML(string=html, base_url=HERE.as_uri() + "/", url_fetcher=OwnFiles())
    sheets = [cut_faces(), *(stylesheet(name) for name in styles)]
    if own:
        sheets.append(CSS(string=own, font_config=fonts(), url_fetcher=OwnFiles()))
    return document.render(stylesheets=sheets, font_config=fonts(), pdf_variant=VARIANT)


def _attachment(file: Attached) -> Attachment:
    made = file.made_at.astimezone(UTC)
    return Attachment(string=file.text, name=file.name, created=made, modified=made, relationship="Supplement")


@contextmanager
def _drawing() -> Iterator[None]:
    """One at a time, and without a look for garbage: laying out a page makes objects by the hundred thousand, all of
    them needed, and looking among them takes a fifth of the time and finds none."""
    with _one_at_a_time, warnings.catch_warnings():
        # WeasyPrint 70 leaves closing its own colour profile to the interpreter, which does so at once.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014.icc", ResourceWarning)
        was_on = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_on:
                gc.enable()
