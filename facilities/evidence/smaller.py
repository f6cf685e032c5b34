"""A picture made small in little memory: upright, on white, as JPEG."""

import io
from threading import Lock

from PIL import ExifTags, Image, ImageOps

TILE = 1024  # pixels: what is whitened and reduced at a time
# Unpacked, a picture of 51 million pixels takes 200 MB: one at a time in a process.
ONE_AT_A_TIME = Lock()


def small_jpeg(image: Image.Image, longest: int, quality: int) -> bytes:
    """Of a picture that was opened and not read yet; hold ONE_AT_A_TIME.

    The only copy in full size is the one that Pillow unpacks (a JPEG is unpacked smaller from the start): everything
    else is done to tiles of it, or to what is twice as long as the result at most. Measured with a PNG of 51 million
    pixels, transparent and of 200 KB: 233 MB for the whole process at 480 pixels, 270 MB at 2200; it was 990 MB.
    """
    image.draft("RGB", (2 * longest, 2 * longest))
    image.load()
    small = ImageOps.exif_transpose(_reduced(image, max(1, max(image.size) // longest)))
    small.thumbnail((longest, longest))
    target = io.BytesIO()
    small.save(target, "JPEG", quality=quality)
    return target.getvalue()


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """One pixel of `factor` by `factor`, on white; with the note how it is to be turned."""
    width, height = image.size
    side = factor * max(1, TILE // factor)
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, side):
        for left in range(0, width, side):
            tile = image.crop((left, top, min(left + side, width), min(top + side, height)))
            small.paste(_on_white(tile).reduce(factor), (left // factor, top // factor))
    turned = image.getexif().get(ExifTags.Base.Orientation)
    if turned is not None:
        small.getexif()[ExifTags.Base.Orientation] = turned
    return small


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, as paper shows it."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")
