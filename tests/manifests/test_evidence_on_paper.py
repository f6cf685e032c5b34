"""Papers that print or join what was put here: what was withdrawn is marked, and no paper grows without bound."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from facilities.actions.withdraw_evidence import withdraw_evidence
from facilities.models import EvidenceContent
from manifests.documents import copies, crossing_pack, discrepancy_notice
from manifests.models import Manifest
from tests.crossings import drafted_crossing, works_far_away
from tests.files import attached, jpeg, pdf, put
from tests.manifests.test_evidence import attach, notice


def test_a_withdrawn_photograph_is_printed_as_withdrawn(client, walk, people, city):
    manifest = walk.judged("refuse")
    wrong = put(people.receiver, city.site.enterprise, jpeg("red"), kind="discrepancy", words="Another load")
    right = put(people.receiver, city.site.enterprise, jpeg("blue"), kind="discrepancy", words="This load")
    attach(manifest, people.receiver, wrong, right)
    client.force_login(people.clerk)
    address = reverse("manifests:discrepancy_pdf", args=[manifest.pk])
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert "已撤回" not in notice(manifest)
    withdraw_evidence(wrong, by=people.receiver, reason="the wrong load")
    paper = notice(manifest)
    assert paper.count("已撤回") == 1 and paper.count("data:image/jpeg;base64,") == 1
    row = next(row for row in paper.split("<tr>") if wrong.sha256 in row)  # signed, so it stays named
    assert "已撤回" in row and "data:image" not in row and "Another load" in row
    anew = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert anew.status_code == 200 and anew.headers["ETag"] != first.headers["ETag"]
    assert len(PdfReader(BytesIO(anew.content)).pages[0].images) == 1


def test_what_is_put_here_again_is_shown_again(walk, people, city):
    manifest = walk.judged("refuse")
    first = put(people.receiver, city.site.enterprise, jpeg("red"), kind="discrepancy")
    attach(manifest, people.receiver, first)
    withdraw_evidence(first, by=people.receiver, reason="the wrong load")
    between = discrepancy_notice.fingerprint(Manifest.objects.get(pk=manifest.pk))
    assert "已撤回" in notice(manifest)
    again = put(people.receiver, city.site.enterprise, jpeg("red"), kind="discrepancy")
    attach(manifest, people.receiver, again)
    assert again.sha256 == first.sha256
    assert "已撤回" not in notice(manifest) and "data:image/jpeg" in notice(manifest)
    assert discrepancy_notice.fingerprint(Manifest.objects.get(pk=manifest.pk)) != between


@pytest.fixture
def crossing(people, city):
    """A draft with a photograph and three PDFs of two pages."""
    row = drafted_crossing(people.clerk, city.generator, works_far_away(city.generator))
    for number, content in enumerate([jpeg("red"), *(pdf(2, size=(500 + n, 700)) for n in range(3))]):
        attached(people.clerk, city.generator.enterprise, "crossing", row, content, words=f"Paper {number}")
    return row


def joined(crossing) -> list[bool]:
    return [copy.is_joined for copy in copies.copies_of(crossing_pack.pack_of(crossing).content["files"])]


def test_pages_beyond_the_bound_are_listed_and_not_joined(crossing, settings):
    assert joined(crossing) == [True, True, True, True]
    settings.EVIDENCE_MOST_JOINED_PAGES = 5
    assert joined(crossing) == [True, True, True, False]
    read = PdfReader(BytesIO(crossing_pack.draw(crossing_pack.pack_of(crossing))))
    widths = [round(page.mediabox.width) for page in read.pages]
    assert [widths.count(500 + number) for number in range(3)] == [2, 2, 0]
    text = "".join(page.extract_text() for page in read.pages).replace("\n", "").replace(" ", "")
    assert text.count("超出合并上限") == 1 and "Paper3" in text
    settings.EVIDENCE_MOST_JOINED_PAGES = 4
    assert joined(crossing) == [True, True, False, False]


def test_bytes_beyond_the_bound_are_not_even_read(crossing, settings, django_assert_num_queries):
    files = crossing_pack.pack_of(crossing).content["files"]
    rows = EvidenceContent.objects.in_bulk([file["evidence"] for file in files])
    sizes = {str(key): len(row.content) for key, row in rows.items()}
    settings.EVIDENCE_MOST_JOINED_BYTES = sum(sizes[file["evidence"]] for file in files[:3])
    with django_assert_num_queries(1 + 3):
        found = copies.copies_of(files)
    assert [copy.is_joined for copy in found] == [True, True, True, False]
    assert [copy.is_beyond for copy in found] == [False, False, False, True]
    settings.EVIDENCE_MOST_JOINED_BYTES -= 1  # the third no longer
    assert [copy.is_joined for copy in copies.copies_of(files)][2] is False
    with django_assert_num_queries(0):
        assert copies.copies_of([]) == []
