"""Small files that unpack to something huge: what they cost, and that nobody else pays for it."""

import io
import subprocess
import sys
import time
import zlib

import pytest
from PIL import Image, ImageFile
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, Fit, NameObject, TextStringObject

from facilities.errors import BadInput
from facilities.evidence import pdf_apart
from facilities.evidence.pdf_apart import Unbounded, Unreadable, page_count, pages_alone
from facilities.evidence.reading import read_file
from facilities.evidence.smaller import TILE, small_jpeg
from tests.files import endless_pdf, huge_png, jpeg, pdf, png

BLANKS = 10_000_000  # bytes of each object stream, ten thousand times as many as they take in the file


def bomb(streams: int) -> bytes:
    """A PDF whose every page lies in an object stream of its own, behind megabytes of blanks."""
    out, rows = io.BytesIO(b"%PDF-1.5\n"), {}
    out.seek(0, io.SEEK_END)

    def add(number: int, head: bytes, body: bytes = b"") -> None:
        rows[number] = b"\x01" + out.tell().to_bytes(4, "big") + b"\0"
        stream = b"stream\n" + body + b"\nendstream\n" if body else b""
        out.write(b"%d 0 obj\n" % number + head.replace(b"LENGTH", b"%d" % len(body)) + stream + b"endobj\n")

    first = 3 + streams  # catalogue, page tree and object streams come before the pages
    kids = b" ".join(b"%d 0 R" % (first + page) for page in range(streams))
    add(1, b"<</Type/Catalog/Pages 2 0 R>>")
    add(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (streams, kids))
    for page in range(streams):
        names = b"%d 0 " % (first + page)
        body = zlib.compress(names + b" " * BLANKS + b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", 9)
        head = b"<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length LENGTH>>" % len(names)
        add(3 + page, head, body)
        rows[first + page] = b"\x02" + (3 + page).to_bytes(4, "big") + b"\0"
    start, last = out.tell(), first + streams
    table = b"\0" * 6 + b"".join(rows[number] for number in range(1, last))
    table += b"\x01" + start.to_bytes(4, "big") + b"\0"
    head = b"<</Type/XRef/Size %d/W[1 4 1]/Root 1 0 R/Length LENGTH>>" % (last + 1)
    add(last, head, table)
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_the_bomb_is_a_pdf_that_a_reader_opens():
    """Else the tests below would be about a damaged file."""
    assert page_count(bomb(1)) == 1


def test_a_pdf_bomb_is_refused_in_bounded_time():
    content, began = bomb(100), time.monotonic()
    assert len(content) < 1_100_000
    with pytest.raises(BadInput, match="too much memory or time") as refused:
        read_file(content)
    assert (refused.value.code, refused.value.field) == ("pdf_damaged", "/file")
    assert time.monotonic() - began < pdf_apart.WAIT + 5


def test_what_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(pdf_apart, "WAIT", 0.01)
    with pytest.raises(Unbounded):
        page_count(pdf())


def test_an_ordinary_pdf_costs_little():
    content = pdf(100)
    page_count(content)
    began = time.process_time()
    assert page_count(content) == 100
    assert time.process_time() - began < 0.5  # of this process; the child has its own


def test_pages_alone_bring_nothing_that_acts():
    writer, target = PdfWriter(clone_from=io.BytesIO(pdf(2))), io.BytesIO()
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org/"))
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("alert")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.pages[1][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.add_annotation(1, Link(rect=(0, 0, 9, 9), target_page_index=0, fit=Fit.fit()))
    writer.write(target)
    assert b"/Annots" in target.getvalue() and b"alert" in target.getvalue()
    alone = pages_alone(target.getvalue())
    assert len(PdfReader(io.BytesIO(alone)).pages) == 2
    assert not any(key in alone for key in (b"/Annots", b"alert", b"example.org"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", endless_pdf(), pdf(password="x")])
def test_pages_of_what_cannot_be_opened(content):
    with pytest.raises(Unreadable):
        pages_alone(content)


COST = """
import io, sys
from PIL import Image
from facilities.evidence.smaller import small_jpeg
with Image.open(io.BytesIO(sys.stdin.buffer.read())) as image:
    small_jpeg(image, int(sys.argv[1]), 80)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the most memory there")
@pytest.mark.parametrize("longest", [480, 2200])
def test_a_picture_is_unpacked_once(longest):
    """Twenty million pixels with transparency take 80 MB; they took 400."""
    content = png("RGBA", (5000, 4000))
    assert len(content) < 100_000
    command = [sys.executable, "-c", COST, str(longest)]
    said = subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True, timeout=60).stdout
    assert 80_000 < int(said) < 160_000  # kilobytes, Python and Pillow among them


def made(content: bytes, longest: int) -> Image.Image:
    with Image.open(io.BytesIO(content)) as image:
        return Image.open(io.BytesIO(small_jpeg(image, longest, 95))).convert("RGB")


def test_tiles_fit_together():
    """Four fields over the borders of tiles, each still where it was and of its colour."""
    picture, side = Image.new("RGBA", (2 * TILE + 100, 2 * TILE + 300), (0, 0, 0, 0)), TILE + 7
    for at, colour in (((0, 0), "red"), ((side, 0), "lime"), ((0, side), "blue")):
        picture.paste(Image.new("RGBA", (side, side), colour), at)
    target = io.BytesIO()
    picture.save(target, "PNG")
    small = made(target.getvalue(), 470)
    assert small.size == (pytest.approx(470 * picture.width / picture.height, abs=1), 470)
    half = round(side * 470 / picture.height)
    for at, colour in (((0, 0), "red"), ((1, 0), "lime"), ((0, 1), "blue"), ((1, 1), "white")):
        for inner in (12, half - 12):
            found = small.getpixel((at[0] * half + inner, at[1] * half + inner))
            wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
            assert all(abs(one - two) < 12 for one, two in zip(found, wanted, strict=True)), (at, inner, found)


def test_a_very_long_picture_keeps_a_line():
    assert made(jpeg(size=(30_000, 3)), 480).size == (480, 1)
    assert made(png("P", (3, 30_000)), 480).size == (1, 480)


@pytest.mark.parametrize("content", [huge_png(4000, 4000), png(size=(400, 400))[:-40], jpeg()[:-200]])
def test_half_a_picture_is_found_out_after_a_document_was_drawn(monkeypatch, content):
    """Whatever draws documents tells Pillow, for the whole process, to take what is cut off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BadInput) as refused:
        read_file(content)
    assert refused.value.code == "image_damaged"
