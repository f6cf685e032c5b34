"""Look at a file before anything parses it: is it what it says, and does it stay small when unpacked?"""

import lzma
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from facilities.sheets.problems import Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200  # a sheet of text packs to a tenth or a twentieth; a bomb to a thousandth
RATIO_MATTERS = 10 * 1024 * 1024
MOST_PARTS = 500
BLOCK = 1 << 20
# What lies beside the sheets, unpacked. Shared texts and styles are read whole; of the rest only names and numbers are
# needed, and pictures, charts and embedded files are never opened.
MEGABYTE = 1024 * 1024
SHEETS = "xl/worksheets/sheet"
TEXTS, STYLES, KINDS = "xl/sharedstrings.xml", "xl/styles.xml", "[Content_Types].xml"
MOST_OF = {TEXTS: 64 * MEGABYTE, STYLES: 8 * MEGABYTE}  # by the part's name in small letters
NEVER_OPENED = ("xl/media/", "xl/embeddings/", "xl/drawings/", "xl/charts/", "xl/vbaProject.bin", "docProps/thumbnail")
MOST_UNOPENED = 50 * MEGABYTE
MOST_OTHER = 2 * MEGABYTE
MOST_TEXTS = 2_000_000  # shared texts: twenty in each of 100,000 rows
PART_RATIO_MATTERS = MEGABYTE
BROKEN_PACKAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ElementTree.ParseError, KeyError, OSError, ValueError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
LONGEST_SIGN = 16
TEXT_BEGINS = re.compile(rb"<(?:\w+:)?si[\s/>]")
MERGED = re.compile(rb'<mergeCell [^>]*?ref="[A-Z]+(\d{1,7})(?::[A-Z]+(\d{1,7}))?"')
MOST_MERGED_ROWS = 5000


def form_of(path: Path) -> str:
    """`xlsx` or `csv` by the file's own bytes; Unreadable for what is neither, or too large once unpacked."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        _check_package(path)
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old or protected Excel file (.xls). Save it as .xlsx without a password."), code="file_is_xls"
        )
    if not head:
        raise Unreadable(_("The file is empty."), code="file_empty")
    if b"\x00" in head or head.startswith((b"%PDF", b"<?xml", b"<html", b"<!DOCTYPE", b"{\\rtf")):
        raise Unreadable(_("This is no spreadsheet. Send .xlsx or .csv."), code="file_type_wrong")
    return "csv"


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged() from None
    for part in parts:
        if not part.filename.startswith(SHEETS) and _is_too_large(part):
            raise Unreadable(
                _("The file holds something too large beside its sheets (%(part)s). Copy the rows into a new file."),
                figures={"part": part.filename[:80]},
                code="part_too_large",
            )
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    is_bomb = unpacked > RATIO_MATTERS and unpacked > MOST_RATIO * max(packed, 1)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or is_bomb:
        raise Unreadable(_("The file is too large when unpacked. Split it."), code="file_too_large_unpacked")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(_("The file is protected by a password. Save it without."), code="file_protected")
    if not any(part.filename.startswith("xl/worksheets/") for part in parts):
        raise Unreadable(_("This is no spreadsheet. Send .xlsx or .csv."), code="file_type_wrong")
    _check_text(path, parts)


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    """By what the package says of the part: nobody unpacks more than it says."""
    most = MOST_OF.get(part.filename.lower())
    if most is None:
        most = MOST_UNOPENED if part.filename.startswith(NEVER_OPENED) else MOST_OTHER
    is_bomb = part.file_size > PART_RATIO_MATTERS and part.file_size > MOST_RATIO * max(part.compress_size, 1)
    return part.file_size > most or is_bomb


def _check_text(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """What is read whole declares no entities of its own, holds no more shared texts than cells, and is no sheet."""
    names = [part.filename for part in parts if part.filename.endswith((".xml", ".rels"))]
    try:
        with zipfile.ZipFile(path) as package:
            for name in names:
                if name.startswith((SHEETS, *NEVER_OPENED)):
                    continue
                with package.open(name) as part:
                    _refuse_entities(part.read(4096))
                if name.lower() == TEXTS:
                    with package.open(name) as texts:
                        _count_texts(texts)
            if KINDS in names:
                _check_kinds(package.read(KINDS))
    except BROKEN_PACKAGE:
        raise damaged() from None


def _check_kinds(text: bytes) -> None:
    """A part with the name of a sheet, which may be large, is one: a reader goes by the kind and not by the name."""
    for node in ElementTree.fromstring(text):  # noqa: S314 - at most two megabytes, and without entities
        name, kind = node.get("PartName", "").lstrip("/"), node.get("ContentType", "")
        if name.startswith(SHEETS) and not kind.endswith("worksheet+xml"):
            raise damaged()


def _refuse_entities(text: bytes) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise damaged()


def _count_texts(texts) -> None:
    count, tail, is_more = 0, b"", True
    while is_more:
        block = texts.read(BLOCK)
        is_more, text = bool(block), tail + block
        # What begins near the end may be cut in two: it is counted with the next block.
        end = len(text) - LONGEST_SIGN if is_more else len(text)
        count += sum(found.start() < end for found in TEXT_BEGINS.finditer(text))
        tail = text[max(end, 0) :]
        if count > MOST_TEXTS:
            raise Unreadable(_("The file is too large when unpacked. Split it."), code="file_too_large_unpacked")


def damaged() -> Unreadable:
    return Unreadable(_("The file is damaged. Save it again as .xlsx."), code="file_damaged")


def merged_lines(path: Path, part: str) -> set[int]:
    """The lines that merged cells touch. Streamed: openpyxl tells of them only when it loads the whole sheet."""
    lines: set[int] = set()
    with zipfile.ZipFile(path) as package, package.open(part) as sheet:
        tail = b""
        while block := sheet.read(BLOCK):
            text = tail + block
            _refuse_entities(text[:4096])
            for first, last in MERGED.findall(text):
                lines |= set(range(int(first), min(int(last or first), int(first) + MOST_MERGED_ROWS) + 1))
                if len(lines) > MOST_MERGED_ROWS:
                    raise Unreadable(_("Too many cells are merged. Unmerge them."), code="cells_merged")
            tail = text[-200:]
    return lines
