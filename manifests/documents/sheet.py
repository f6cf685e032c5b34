"""A document that only has to be drawn: its HTML and what goes along with it.

Knows neither Django nor WeasyPrint, so that it can be sent to a process that has only the second.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attached:
    """A file that goes along inside the PDF (PDF/A-3): what the paper says, for a program to check."""

    name: str
    text: str
    made_at: datetime


@dataclass(frozen=True)
class Sheet:
    """`name` is that of its file, `title` what a table of contents says; `styles` name CSS files of this package."""

    name: str
    title: str
    html: str
    styles: tuple[str, ...]
    attached: tuple[Attached, ...] = ()
    own: str = ""  # CSS of this one document
