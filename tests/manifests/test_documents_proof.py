"""A printed manifest carries its own proof, and stays the same paper however often is sealed after it."""

import json
import re

import pypdfium2
from django.urls import reverse

from manifests.actions.new_key import new_key
from manifests.actions.seal import seal
from manifests.custody import perform
from manifests.documents.manifest_form import render_manifest
from manifests.models import Manifest, Seal
from tests.manifests.test_bundles import verify_liandan
from tests.manifests.test_documents import structure
from tests.manifests.test_seals import many_events


def read(pdf: bytes) -> tuple[str, dict[str, bytes]]:
    """Its text, and the files inside it by name."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        attached = [document.get_attachment(number) for number in range(document.count_attachments())]
        return text, {file.get_name(): bytes(file.get_data()) for file in attached}
    finally:
        document.close()


def fresh(manifest: Manifest) -> Manifest:
    return Manifest.objects.with_parties().get(pk=manifest.pk)


def test_the_paper_says_whether_it_is_sealed_and_takes_its_proof_along(walk):
    manifest = fresh(walk.closed())
    text, files = read(render_manifest(manifest))
    assert "尚未封存" in text and "Not sealed yet" in text and files == {}
    head = seal()
    text, files = read(render_manifest(manifest))
    assert "封存" in text and head.root[:12] in text and head.key_id in text and f"/ {head.size:,}" in text
    found = json.loads(files["proof.json"])
    told = list(verify_liandan.verify(found, found["keys"]))
    assert len(told) == 3 and all(holds for holds, _sentence in told)


def test_the_proof_is_attached_as_pdf_a_3_asks(walk):
    manifest = walk.closed()
    seal()
    inside = structure(render_manifest(fresh(manifest)))
    assert re.search(rb"/AFRelationship ?/Supplement", inside) and re.search(rb"/AF ?\[", inside)
    assert b"/application#2fjson" in inside


def test_the_same_bytes_whatever_is_sealed_and_whichever_key_comes_afterwards(walk):
    """Only retiring the key that signed its code makes a paper be drawn with another one."""
    manifest = fresh(walk.closed())
    seal()
    first = render_manifest(manifest)
    walk.declared()
    new_key()
    seal()
    assert render_manifest(manifest) == first


def test_a_seal_makes_a_browser_fetch_the_paper_anew(client, walk, people):
    manifest = walk.issued()
    address = reverse("manifests:manifest_pdf", args=[manifest.pk])
    client.force_login(people.clerk)
    marks = [client.get(address).headers["ETag"]]
    seal()
    marks.append(client.get(address, headers={"if-none-match": marks[0]}).headers["ETag"])
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "inspection"})
    marks.append(client.get(address, headers={"if-none-match": marks[1]}).headers["ETag"])
    seal()
    marks.append(client.get(address, headers={"if-none-match": marks[2]}).headers["ETag"])
    assert len(set(marks)) == 4
    assert client.get(address, headers={"if-none-match": marks[3]}).status_code == 304


def test_a_step_after_the_seal_is_not_claimed_to_be_sealed(walk, people):
    manifest = walk.issued()
    seal()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "inspection"})
    _text, files = read(render_manifest(fresh(manifest)))
    found = json.loads(files["proof.json"])
    assert (found["leaf"]["sequence"], len(found["events"])) == (2, 3)
    told = [sentence for _holds, sentence in verify_liandan.verify(found, found["keys"])]
    assert "the 1 after it are not sealed yet" in told[1]


def test_a_preview_has_no_proof(walk):
    draft = walk.draft()
    seal()
    text, files = read(render_manifest(fresh(draft)))
    assert files == {} and "Not sealed yet" not in text


def test_a_paper_in_a_large_tree_costs_few_statements(walk, django_assert_max_num_queries):
    manifest = fresh(walk.issued())
    many_events(300)
    seal()
    assert Seal.objects.get().size > 256
    with django_assert_max_num_queries(7):
        render_manifest(manifest)
