"""What lies beside the sheets of a workbook: however small it is packed, it is not unpacked without bounds."""

import resource
import zipfile
from io import BytesIO

import pytest

from facilities.sheets import guarding
from facilities.sheets.guarding import MEGABYTE
from tests.sheets import STREAM, bring, xlsx

pytestmark = pytest.mark.django_db
NULLS = b"\0" * (120 * MEGABYTE)  # packs to a thousandth
HEAD = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
NOISE = bytes(range(256)) * 4096  # one megabyte that is no text


def with_parts(*, packed: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """A filled-in template with further parts, or others in place of its own."""
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): raw for name, raw in parts.items()
    }
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx("streams", STREAM))) as old, zipfile.ZipFile(file, "w", packed) as new:
        for part in old.namelist():
            if part not in named:
                new.writestr(part, old.read(part))
        for name, raw in named.items():
            new.writestr(name, raw)
    return file.getvalue()


def texts(count: int) -> bytes:
    return HEAD + b"<si><t>ab%d</t></si>" % 7 * count + b"</sst>"


def kinds(name: str, kind: str) -> bytes:
    """The list of what each part is, with one more."""
    with zipfile.ZipFile(BytesIO(xlsx("streams", STREAM))) as old:
        said = old.read("[Content_Types].xml")
    return said.replace(b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode())


SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
BOMBS = {
    "shared texts": (lambda: with_parts(xl__sharedStrings_xml=NULLS), "part_too_large"),
    "shared texts of honest size": (lambda: with_parts(xl__sharedStrings_xml=texts(4_000_000)), "part_too_large"),
    "styles": (lambda: with_parts(xl__styles_xml=NULLS[: 9 * MEGABYTE]), "part_too_large"),
    "a theme": (lambda: with_parts(xl__theme__theme1_xml=NULLS[: 3 * MEGABYTE]), "part_too_large"),
    "the workbook itself": (lambda: with_parts(xl__workbook_xml=NULLS[: 3 * MEGABYTE]), "part_too_large"),
    "a drawing": (lambda: with_parts(xl__drawings__drawing1_xml=NULLS), "part_too_large"),
    "an embedded file": (lambda: with_parts(xl__embeddings__oleObject1_bin=NULLS), "part_too_large"),
    "a picture": (lambda: with_parts(xl__media__image1=NULLS), "part_too_large"),
    "a program": (lambda: with_parts(xl__vbaProject_bin=NULLS), "part_too_large"),
    "something else": (lambda: with_parts(anything=NULLS), "part_too_large"),
    "entities in texts": (
        lambda: with_parts(xl__sharedStrings_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]>' + texts(1)),
        "file_damaged",
    ),
    "entities in styles": (
        lambda: with_parts(xl__styles_xml=b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'),
        "file_damaged",
    ),
    "a text with the name of a sheet": (
        lambda: with_parts(
            xl__worksheets__sheet9_xml=texts(9),
            **{"[Content_Types]_xml": kinds("xl/worksheets/sheet9.xml", SHARED)},
        ),
        "file_damaged",
    ),
    "kinds that are no list": (lambda: with_parts(**{"[Content_Types]_xml": b"<Types><"}), "file_damaged"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_part_that_grows_is_refused_before_it_is_unpacked(city, people, name, monkeypatch):
    make, code = BOMBS[name]
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 10**9)
    raw = make()
    assert len(raw) < guarding.MOST_BYTES
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sheet = bring("streams", raw, by=people.clerk, site=city.generator)
    assert [problem["code"] for problem in sheet.problems] == [code]
    assert sheet.state == "unreadable" and not sheet.rows.exists()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024  # kilobytes


def test_more_shared_texts_than_cells(city, people, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_TEXTS", 1000)
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 10**9)
    raw = with_parts(xl__sharedStrings_xml=texts(1001))
    sheet = bring("streams", raw, by=people.clerk, site=city.generator)
    assert [problem["code"] for problem in sheet.problems] == ["file_too_large_unpacked"]


@pytest.mark.parametrize("block", [1, 7, 8, 9, 64, 1 << 20])
@pytest.mark.parametrize("count", [0, 1, 500])
def test_texts_are_counted_once_however_they_are_read(monkeypatch, block, count):
    monkeypatch.setattr(guarding, "BLOCK", block)
    monkeypatch.setattr(guarding, "MOST_TEXTS", count)
    guarding._count_texts(BytesIO(texts(count)))
    if count:
        monkeypatch.setattr(guarding, "MOST_TEXTS", count - 1)
        with pytest.raises(guarding.Unreadable):
            guarding._count_texts(BytesIO(texts(count)))


def test_a_picture_and_a_drawing_of_usual_size_are_no_hindrance(city, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 10**9)
    raw = with_parts(packed=zipfile.ZIP_STORED, xl__media__image1=NOISE * 3, xl__drawings__drawing1_xml=b"<a/>")
    sheet = bring("streams", raw, by=people.clerk, site=city.generator)
    assert (sheet.state, sheet.good_count) == ("checked", 1)
