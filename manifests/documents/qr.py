"""QR codes as one SVG path, the same in a page and on paper."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_Q

QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks


def modules(text: str) -> list[list[bool]]:
    """The code's dark and light modules, quiet zone included. Level Q: a quarter may be dirt or scratches."""
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


def svg(text: str) -> SafeString:
    """`text` as an inline SVG without a size of its own; CSS gives it one."""
    rows = modules(text)
    return format_html(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path stroke="#000" fill="none" d="{2}"/></svg>',
        len(rows),
        text,
        _path(rows),
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
