"""What a file is by its content, never by its name; and whether it can be shown to anybody for years to come.

Accepted: JPEG, PNG and PDF. The bytes are kept as they came; nothing is written anew, turned or cleaned.
"""

import io
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile

from facilities.errors import BadInput
from facilities.evidence.pdf_apart import Unbounded, Unreadable, page_count
from facilities.evidence.smaller import ONE_AT_A_TIME, small_jpeg

SMALL = 480  # pixels of the longer side of the small picture
HEAD = 1024  # a PDF may begin with a few bytes that are not its own
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
FIELD = "/file"


@dataclass(frozen=True)
class Read:
    """A file that is accepted. `small`: a JPEG of it to show in lists, None of a PDF."""

    media_type: str
    pages: int
    small: bytes | None


def read_file(content: bytes) -> Read:
    """Raises BadInput with the reason; reads no further than it must to know."""
    if not content:
        raise _refusal(_("The file is empty."), "file_empty")
    if len(content) > settings.EVIDENCE_MOST_BYTES:
        raise too_large()
    if content.startswith(b"\xff\xd8\xff") or content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _image(content)
    if b"%PDF-" in content[:HEAD]:
        return _pdf(content)
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        raise _refusal(
            _("HEIC photographs cannot be read here. Set the camera to JPEG (“most compatible”) and take it again."),
            "file_heic",
        )
    raise _refusal(_("Send a photograph as JPEG or PNG, or a scan as PDF."), "file_type_unknown")


def too_large() -> BadInput:
    return _refusal(
        _("A file may have %(most)s MB at most."), "file_too_large", most=settings.EVIDENCE_MOST_BYTES // 1024 // 1024
    )


def _image(content: bytes) -> Read:
    """Told by its head how large it is before anything of it is unpacked, then read to its last line."""
    with ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # WeasyPrint sets this for its whole process once it has drawn something; then half a picture would be a whole.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
                width, height = image.size
                media_type = MEDIA_TYPES[image.format or ""]
                if width * height > settings.EVIDENCE_MOST_PIXELS:
                    raise _too_many_pixels()
                small = small_jpeg(image, SMALL, quality=80)
        except BadInput:
            raise
        except Image.DecompressionBombError as error:  # Pillow's own limit, far above ours
            raise _too_many_pixels() from error
        except Exception as error:  # whatever a spoiled file does to the library, it is the file's fault
            raise _refusal(_("This picture is damaged and cannot be opened."), "image_damaged") from error
    return Read(media_type, 1, small)


def _too_many_pixels() -> BadInput:
    return _refusal(
        _("A picture may have %(most)s million pixels at most."),
        "image_too_large",
        most=settings.EVIDENCE_MOST_PIXELS // 1_000_000,
    )


def _pdf(content: bytes) -> Read:
    try:
        pages = page_count(content)
    except Unbounded as error:
        raise _refusal(
            _("This PDF takes too much memory or time to open. Print it to a new PDF, or send a photograph."),
            "pdf_damaged",
        ) from error
    except Unreadable as error:
        raise _refusal(_("This PDF is damaged and cannot be opened."), "pdf_damaged") from error
    if pages is None:
        raise _refusal(_("This PDF is protected by a password. Save it without one."), "pdf_encrypted")
    if not pages:
        raise _refusal(_("This PDF is damaged and cannot be opened."), "pdf_damaged")
    if pages > settings.EVIDENCE_MOST_PAGES:
        raise _refusal(
            _("A PDF may have %(most)s pages at most. Split it."), "pdf_too_long", most=settings.EVIDENCE_MOST_PAGES
        )
    return Read("application/pdf", pages, None)


def _refusal(sentence, code: str, **figures) -> BadInput:
    return BadInput(sentence, code=code, field=FIELD, figures=figures)
