"""A QR code as inline SVG: black on white whatever the theme, because cameras want it so."""

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathFillImage


def svg(text: str) -> SafeString:
    """Without size or style; the page's CSS gives it its width."""
    image = qrcode.make(text, image_factory=SvgPathFillImage, border=4, error_correction=qrcode.ERROR_CORRECT_M)
    # The markup is made of numbers only; `text` is in it as modules, not as characters.
    return mark_safe(image.to_string(encoding="unicode"))  # noqa: S308
