"""Look at a file before anything parses it: is it what it says, and does it stay small when unpacked?"""

import re
import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from facilities.sheets.problems import Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200  # a sheet of text packs to a tenth or a twentieth; a bomb to a thousandth
RATIO_MATTERS = 10 * 1024 * 1024
MOST_PARTS = 500
BLOCK = 1 << 20
MERGED = re.compile(rb'<mergeCell [^>]*?ref="[A-Z]+(\d{1,7})(?::[A-Z]+(\d{1,7}))?"')
MOST_MERGED_ROWS = 5000


def form_of(path: Path) -> str:
    """`xlsx` or `csv` by the file's own bytes; Unreadable for what is neither."""
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
        raise Unreadable(_("The file is damaged. Save it again as .xlsx."), code="file_damaged") from None
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    is_bomb = unpacked > RATIO_MATTERS and unpacked > MOST_RATIO * max(packed, 1)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or is_bomb:
        raise Unreadable(_("The file is too large when unpacked. Split it."), code="file_too_large_unpacked")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(_("The file is protected by a password. Save it without."), code="file_protected")
    if not any(part.filename.startswith("xl/worksheets/") for part in parts):
        raise Unreadable(_("This is no spreadsheet. Send .xlsx or .csv."), code="file_type_wrong")


def merged_lines(path: Path, part: str) -> set[int]:
    """The lines that merged cells touch. Streamed: openpyxl tells of them only when it loads the whole sheet."""
    lines: set[int] = set()
    with zipfile.ZipFile(path) as package, package.open(part) as sheet:
        tail = b""
        while block := sheet.read(BLOCK):
            text = tail + block
            if b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text[:4096]:
                raise Unreadable(_("The file is damaged. Save it again as .xlsx."), code="file_damaged")
            for first, last in MERGED.findall(text):
                lines |= set(range(int(first), min(int(last or first), int(first) + MOST_MERGED_ROWS) + 1))
                if len(lines) > MOST_MERGED_ROWS:
                    raise Unreadable(_("Too many cells are merged. Unmerge them."), code="cells_merged")
            tail = text[-200:]
    return lines
