"""QR codes as one SVG path, the same in a page and on paper."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks
# A quarter may be dirt or scratches, for short texts; 15 of a hundred, for long ones whose modules would get too small.
QUARTER, MEDIUM = ERROR_CORRECT_Q, ERROR_CORRECT_M
# A run of capitals and digits this long is written in 5½ bits a character and not in eight.
RUN = 20


def _code(text: str, level: int) -> QRCode:
    code = QRCode(error_correction=level, border=QUIET)
    code.add_data(text, optimize=RUN)
    return code


def version(text: str, level: int = QUARTER) -> int:
    """How big the code is: 1 to 40, each four modules a side more. 41 where even that does not hold the text."""
    try:
        return _code(text, level).best_fit()
    except (DataOverflowError, ValueError):
        return 41


def modules(text: str, level: int = QUARTER) -> list[list[bool]]:
    """The code's dark and light modules, quiet zone included."""
    code = _code(text, level)
    code.make(fit=True)
    return code.get_matrix()


def svg(text: str, level: int = QUARTER, mm: int | None = None) -> SafeString:
    """`text` as an inline SVG. On paper `mm` is the side of the code without its quiet zone; in a page CSS sizes it."""
    rows = modules(text, level)
    side = round(mm * len(rows) / (len(rows) - 2 * QUIET), 2) if mm else None
    wide = format_html(' width="{0}mm" height="{0}mm"', side) if side else ""
    return format_html(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}"{3} role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path stroke="#000" fill="none" d="{2}"/></svg>',
        len(rows),
        text.partition("#")[0],  # a token is nothing to be read out
        _path(rows),
        wide,
    )


def _path(rows: list[list[bool]]) -> str:
    """Each run of dark modules as one stroke, a module wide: without seams between modules, and short."""
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                strokes.append(f"M{start} {y}.5h{x - start}")
            x += 1
    return "".join(strokes)
