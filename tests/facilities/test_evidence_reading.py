"""What a file is, by its content: what is taken, what is refused and why, and what it costs to find out."""

import io
import tracemalloc

import pytest
from PIL import Image

from facilities.errors import BadInput
from facilities.evidence.reading import SMALL, read_file
from tests.files import endless_pdf, huge_png, jpeg, pdf, png, sideways

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        (jpeg(), "image/jpeg", 1),
        (jpeg(progressive=True), "image/jpeg", 1),
        (png("RGBA"), "image/png", 1),
        (png("P"), "image/png", 1),
        (png("LA"), "image/png", 1),
        (png("1"), "image/png", 1),
        (png("I;16"), "image/png", 1),
        (pdf(), "application/pdf", 1),
        (pdf(3), "application/pdf", 3),
        (b"\n \n" + pdf(), "application/pdf", 1),
    ],
)
def test_what_is_taken(content, media_type, pages):
    found = read_file(content)
    assert (found.media_type, found.pages) == (media_type, pages)
    assert (found.small is None) == (media_type == "application/pdf")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"hello", "file_type_unknown"),
        (b"<html><script>alert(1)</script></html>", "file_type_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_unknown"),
        (b"GIF89a" + b"\0" * 40, "file_type_unknown"),
        (b"PK\x03\x04", "file_type_unknown"),
        (HEIC, "file_heic"),
        (jpeg()[:-200], "image_damaged"),
        (b"\xff\xd8\xff", "image_damaged"),
        (b"\xff\xd8\xff" + b"<script>" * 50, "image_damaged"),
        (png()[:40], "image_damaged"),
        (huge_png(60_000, 60_000), "image_too_large"),
        (huge_png(5_000, 5_000), "image_damaged"),  # small enough to be read, and then there is nothing in it
        (b"%PDF-1.7\nnothing", "pdf_damaged"),
        (endless_pdf(), "pdf_damaged"),
        (pdf()[:200], "pdf_damaged"),
        (pdf(password="x"), "pdf_encrypted"),
    ],
)
def test_what_is_refused(content, code):
    with pytest.raises(BadInput) as refused:
        read_file(content)
    assert (refused.value.code, refused.value.field) == (code, "/file")


def test_the_limits_stand_where_the_settings_say(settings):
    settings.EVIDENCE_MOST_BYTES = len(jpeg())
    assert read_file(jpeg()).pages == 1
    settings.EVIDENCE_MOST_BYTES -= 1
    with pytest.raises(BadInput, match="MB at most"):
        read_file(jpeg())
    settings.EVIDENCE_MOST_BYTES = 10_000_000
    settings.EVIDENCE_MOST_PIXELS = 900 * 600
    assert read_file(jpeg()).pages == 1
    settings.EVIDENCE_MOST_PIXELS -= 1
    with pytest.raises(BadInput) as refused:
        read_file(jpeg())
    assert refused.value.code == "image_too_large"
    settings.EVIDENCE_MOST_PAGES = 2
    assert read_file(pdf(2)).pages == 2
    with pytest.raises(BadInput) as refused:
        read_file(pdf(3))
    assert refused.value.code == "pdf_too_long"


def test_the_small_picture_stands_upright_and_is_small():
    found = Image.open(io.BytesIO(read_file(sideways()).small))
    assert found.size == (320, SMALL)
    assert found.format == "JPEG"


def test_a_tiny_picture_is_not_blown_up():
    assert Image.open(io.BytesIO(read_file(png()).small)).size == (60, 40)


def test_what_is_transparent_is_white():
    small = Image.open(io.BytesIO(read_file(png("RGBA")).small))
    assert all(level >= 250 for level in small.getpixel((5, 5)))


def test_a_bomb_is_told_before_it_is_unpacked():
    tracemalloc.start()
    try:
        with pytest.raises(BadInput):
            read_file(huge_png(60_000, 60_000))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
