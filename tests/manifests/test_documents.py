"""The manifest on paper: what was signed, in three parts, the same bytes every time."""

import os
import re
import subprocess
import sys
import zlib
from hashlib import sha256

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.documents import form_of, qr, render_manifest
from manifests.documents.manifest_form import html, ranges
from manifests.documents.render import pdf
from manifests.models import Manifest
from manifests.numbers import spaced
from transport.actions.plan_trip import plan_trip

HOST = "http://127.0.0.1:8000"


def paper(manifest) -> str:
    """What the sheet says, tags taken out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(form_of(manifest))))


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", structure(document)))


def structure(document: bytes) -> bytes:
    """The file with its compressed object streams opened."""
    opened = [document]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.S):
        try:
            # Not `decompress`: the last byte of a stream may look like the line end before its end mark.
            opened.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def part(text: str, number: int) -> str:
    """One part of the form, up to the next."""
    return re.split(r"第[一二三]部分", text)[number]


def test_manifest_pdf_is_an_archive_document_with_its_glyphs(walk):
    document = render_manifest(walk.closed())
    inside = structure(document)
    assert document.startswith(b"%PDF-1.7")
    assert b'pdfaid:part="3"' in inside or b"<pdfaid:part>3</pdfaid:part>" in inside
    assert b"<pdfaid:conformance>B" in inside or b'pdfaid:conformance="B"' in inside
    assert b"/Marked true" in inside
    assert b"/Lang (zh)" in inside
    assert b"NotoSansCJK" in inside.replace(b"-", b"").replace(b" ", b"")
    assert b"/FontFile3" in inside
    assert pages(document) == 1


def test_manifest_pdf_has_the_same_bytes_twice(walk):
    manifest = walk.closed()
    assert render_manifest(manifest) == render_manifest(Manifest.objects.get(pk=manifest.pk))


DRAW = """
import django, hashlib, sys
from pathlib import Path
django.setup()
from manifests.documents.render import pdf
print(hashlib.sha256(pdf(Path(sys.argv[1]).read_text("utf-8"), "manifest.css")).hexdigest())
"""


def test_pdf_has_the_same_bytes_in_another_process(walk, tmp_path):
    text = html(form_of(walk.closed()))
    (tmp_path / "form.html").write_text(text, encoding="utf-8")
    prints = [
        subprocess.run(
            [sys.executable, "-c", DRAW, str(tmp_path / "form.html")],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert prints == [sha256(pdf(text, "manifest.css")).hexdigest()] * 2


def test_three_parts_hold_what_was_signed(walk, city):
    manifest = walk.closed()
    text = paper(manifest)
    assert spaced(manifest.number) in text
    line = manifest.lines.get()
    first, second, third = (part(text, number) for number in (1, 2, 3))
    for said in ("Generator Ltd", "0519-1111", "clerk", line.batch.number, "900-249-08", "1.0000", "1,000.000 kg"):
        assert said in first
    for said in ("Carrier Ltd", "LIC-1", "Wang", "D-1", "苏D12345", "V-1", "Zhao", "E-1", "3 Furnace Road"):
        assert said in second
    for said in ("Furnace Ltd", "P-SITE", "receiver", "接受 accept", "D10", "1.0000"):
        assert said in third
    assert manifest.event_head in text


def test_parts_nobody_has_signed_are_blanks_to_fill_in(walk):
    text = paper(walk.assigned())
    assert "Carrier Ltd" in part(text, 2)
    assert "Wang" not in text
    assert "拒收 refuse" in part(text, 3)
    assert "receiver（" not in text


def test_a_facility_renamed_after_issue_changes_nothing(walk, city):
    manifest = walk.closed()
    before = render_manifest(manifest)
    city.generator.enterprise.name = "Another name"
    city.generator.enterprise.save()
    city.site.address = "Elsewhere"
    city.site.save()
    city.oil.harmful_components = "arsenic"
    city.oil.save()
    assert render_manifest(Manifest.objects.get(pk=manifest.pk)) == before


def test_each_hand_over_prints_a_leg_of_its_own(walk, people, city, fleet):
    manifest = walk.in_transit()
    plan_trip(
        by=people.dispatcher,
        carrier=city.carrier,
        vehicle=fleet.second_truck,
        driver=fleet.second_driver,
        manifests=[manifest],
    )
    perform(manifest, "hand_over", by=people.second_driver)
    form = form_of(manifest)
    assert [leg.carriage["plate"] for leg in form.legs] == ["苏D12345", "苏D54321"]
    assert form.legs[0].arrived == form.legs[1].departed
    assert form.legs[1].arrived == ""
    text = part(paper(manifest), 2)
    assert "第 1 程" in text and "第 2 程" in text


def test_a_child_manifest_names_its_parent_and_the_truck_it_rides_on(walk, city):
    parent = walk.judged("part")
    child = parent.children.get()
    assert spaced(child.number) in paper(parent)
    form = form_of(child)
    assert form.part["parent"] == spaced(parent.number)
    (leg,) = form.legs
    assert (leg.carriage["plate"], leg.carriage["origin"]) == ("苏D12345", city.site.address)
    assert leg.carriage["destination"] == city.generator.address
    assert "500.000 kg" in part(paper(child), 1)


def test_a_refusal_is_printed_with_its_reason(walk):
    text = part(paper(walk.judged("refuse")), 3)
    assert "拒收 refuse" in text and "wet" in text and "0.0000" in text


@pytest.mark.parametrize(
    ("state", "words"), [("draft", "草稿 Draft"), ("cancelled", "已撤销 Cancelled"), ("voided", "已作废 Voided")]
)
def test_what_proves_nothing_carries_a_watermark(walk, state, words):
    text = html(form_of(walk.to_state(state)))
    mark = re.search(r'<div class="watermark">(.*?)</div>', text).group(1)
    assert re.sub(r"<[^>]+>", " ", mark).split() == words.split()


def test_an_issued_manifest_carries_no_watermark(walk):
    assert "watermark" not in html(form_of(walk.issued()))


def test_holds_are_printed_with_who_ordered_them(walk, people):
    manifest = walk.issued()
    manifest = perform(manifest, "freeze", by=people.city_regulator, data={"reason": "inspection"}).subject
    text = paper(manifest)
    assert "冻结 Frozen inspection city_regulator" in re.sub(r"\s+", " ", text)


def test_fifty_lines_go_on_over_numbered_sheets(walk):
    manifest = walk.draft(*[walk.stored("10.5") for _ in range(50)])
    form = form_of(manifest)
    assert len(form.lines) == 50
    assert form.declared.t == "0.5250"
    assert pages(render_manifest(manifest)) >= 3


def test_the_code_says_the_address_in_dark_modules(walk):
    form = form_of(walk.issued())
    number = form.number.replace(" ", "")
    assert form.url.startswith(f"{HOST}/v/{number}#")
    rows = qr.modules(form.url, qr.MEDIUM)
    assert all(not any(row) for row in (*rows[: qr.QUIET], *rows[-qr.QUIET :]))
    strokes = re.findall(r"M(\d+) (\d+)\.5h(\d+)", str(form.code))
    drawn = {(int(x) + i, int(y)) for x, y, run in strokes for i in range(int(run))}
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_a_text_from_outside_is_escaped(walk, city):
    city.oil.official_name = "<img src='http://example.com/x.png'>"
    city.oil.save()
    assert "<img" not in html(form_of(walk.issued()))


def test_line_numbers_are_told_in_runs():
    assert ranges([1, 2, 3, 7, 9, 10]) == "1–3、7、9–10"


@pytest.mark.parametrize("name", ["clerk", "dispatcher", "driver", "receiver", "city_regulator", "district_regulator"])
def test_whoever_sees_the_manifest_gets_the_paper(client, walk, people, name):
    manifest = walk.assigned()
    client.force_login(getattr(people, name))
    response = client.get(reverse("manifests:manifest_pdf", args=[manifest.pk]))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="manifest-{manifest.number}.pdf"'
    assert response.content.startswith(b"%PDF")
    assert "object-src 'self'; " in response.headers["Content-Security-Policy"] + "; "


@pytest.mark.parametrize("name", ["outsider", "other_regulator"])
def test_who_does_not_see_the_manifest_finds_nothing(client, walk, people, name):
    client.force_login(getattr(people, name))
    assert client.get(reverse("manifests:manifest_pdf", args=[walk.issued().pk])).status_code == 404


def test_an_unchanged_manifest_is_not_drawn_again(client, walk, people, monkeypatch, django_assert_num_queries):
    manifest = walk.issued()
    address = reverse("manifests:manifest_pdf", args=[manifest.pk])
    client.force_login(people.clerk)
    etag = client.get(address).headers["ETag"]
    monkeypatch.setattr("manifests.documents.manifest_form.draw", lambda form: pytest.fail("drawn again"))
    with django_assert_num_queries(6):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    monkeypatch.undo()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "inspection"})
    after = client.get(address, headers={"if-none-match": etag})
    assert after.status_code == 200
    assert after.headers["ETag"] != etag


def test_a_preview_is_drawn_anew_each_time(client, walk, people):
    client.force_login(people.clerk)
    response = client.get(reverse("manifests:manifest_pdf", args=[walk.draft().pk]))
    assert response.status_code == 200
    assert "ETag" not in response.headers
    assert response.headers["Content-Disposition"] == 'inline; filename="manifest-draft.pdf"'


def test_one_paper_costs_few_statements(client, walk, people, django_assert_max_num_queries):
    manifest = walk.judged("part").children.get()
    client.force_login(people.clerk)
    with django_assert_max_num_queries(10):
        client.get(reverse("manifests:manifest_pdf", args=[manifest.pk]))
