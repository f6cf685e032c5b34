"""HTML to PDF/A-3b with WeasyPrint: nothing fetched from outside, glyphs embedded, same bytes every time."""

import gc
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

HERE = Path(__file__).resolve().parent
# Four threads took longer than one after the other, and they share one font map: so one at a time in a process.
_one_at_a_time = Lock()


class NotOurs(ValueError):
    """A document asked for a file that is not packaged with the documents."""


class OwnFiles(URLFetcher):
    """Reads files that lie beside this module and nothing else: no network, no redirect, no way up the tree."""

    def __init__(self):
        super().__init__(allowed_protocols=["file"], allow_redirects=False)

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        if parts.scheme.lower() != "file" or parts.netloc:
            raise NotOurs(url)
        # Resolved first: a link or ".." must not lead out.
        if not Path(url2pathname(parts.path)).resolve().is_relative_to(HERE):
            raise NotOurs(url)
        return super().fetch(url, headers)


@dataclass(frozen=True)
class Attached:
    """A file that goes along inside the PDF (PDF/A-3): what the paper says, for a program to check."""

    name: str
    text: str
    made_at: datetime

    def as_attachment(self) -> Attachment:
        made = self.made_at.astimezone(UTC)
        return Attachment(string=self.text, name=self.name, created=made, modified=made, relationship="Supplement")


@cache
def fonts() -> FontConfiguration:
    """The fonts of this process; looking them up again for each document would cost more than the document."""
    return FontConfiguration()


@cache
def stylesheet(name: str) -> CSS:
    return CSS(filename=HERE / name, font_config=fonts(), url_fetcher=OwnFiles())


def pdf(html: str, *styles: str, own: str = "", attached: Sequence[Attached] = ()) -> bytes:
    """The document as PDF/A-3b, tagged. `styles` name CSS files of this package, `own` is CSS of this one document;
    dates come from the HTML's meta."""
    with _one_at_a_time, _collector_waiting(), warnings.catch_warnings():
        # WeasyPrint 70 leaves closing its own colour profile to the interpreter, which does so at once.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014.icc", ResourceWarning)
        document = HTML(string=html, base_url=HERE.as_uri() + "/", url_fetcher=OwnFiles())
        sheets = [stylesheet(name) for name in styles]
        if own:
            sheets.append(CSS(string=own, font_config=fonts(), url_fetcher=OwnFiles()))
        return document.write_pdf(
            stylesheets=sheets,
            font_config=fonts(),
            pdf_variant="pdf/a-3b",
            pdf_tags=True,
            attachments=[file.as_attachment() for file in attached],
        )


@contextmanager
def _collector_waiting() -> Iterator[None]:
    """Laying out a page makes objects by the hundred thousand, all of them needed: looking for garbage among them
    meanwhile takes a fifth of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
