"""Photographs and scans through the API: put, found, read, attached, withdrawn; every odd body answered in words."""

import pytest
from django.test.client import encode_multipart

from facilities.models import Contract, Evidence, EvidenceUse, Permit
from tests.api import Api
from tests.files import jpeg, pdf, put, sent

PATH = "/api/evidence/"
EDGE = "between-two-parts"
FORM = f"multipart/form-data; boundary={EDGE}"


def upload(person, key: str | None = None, **fields):
    body = encode_multipart(EDGE, fields)
    return Api(person).post(PATH, raw=body, kind=FORM, key=key)


def test_a_program_puts_one_and_attaches_it(people, city):
    put_here = upload(people.receiver, file=sent(jpeg(), "permit.jpg"), kind="permit", words="Page 1")
    assert put_here.status_code == 201
    row = put_here.json()
    assert (row["media_type"], row["size"], row["pages"]) == ("image/jpeg", len(jpeg()), 1)
    assert row["enterprise"] == str(city.site.enterprise_id)
    api, permit = Api(people.receiver), Permit.objects.get(number="P-SITE")
    told = api.do(f"{PATH}{row['id']}/attach/", {"subject": "permit", "id": str(permit.pk)})
    assert [(use["subject"], use["subject_id"]) for use in told["uses"]] == [("permit", str(permit.pk))]
    # Everybody at a desk may read it now, and find it by kind.
    assert [found["id"] for found in Api(people.clerk).rows(PATH, kind="permit")] == [row["id"]]
    assert Api(people.clerk).rows(PATH, kind="contract") == []
    assert Api(people.clerk).rows(PATH, sha256=row["sha256"])[0]["words"] == "Page 1"


def test_the_bytes_come_back_as_they_went(people, city):
    content = pdf(2)
    row = upload(people.clerk, file=sent(content, "a.pdf"), kind="contract").json()
    api = Api(people.clerk)
    response = api.client.get(f"{PATH}{row['id']}/file/", headers=api.headers)
    assert response.content == content
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Api(people.outsider).get(f"{PATH}{row['id']}/file/").status_code == 404


def test_sending_again_is_safe(people, city):
    first = upload(people.clerk, key="k1", file=sent(jpeg()), kind="permit")
    again = upload(people.clerk, key="k1", file=sent(jpeg()), kind="permit")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"] and again.headers["Idempotent-Replay"] == "true"
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"kind": "permit"}, "required", "/file"),
        ({"file": "words", "kind": "permit"}, "invalid", "/file"),
        ({"file": sent(b""), "kind": "permit"}, "file_empty", "/file"),
        ({"file": sent(b"hello"), "kind": "permit"}, "file_type_unknown", "/file"),
        ({"file": sent(pdf(password="x")), "kind": "permit"}, "pdf_encrypted", "/file"),
        ({"file": sent(jpeg())}, "required", "/kind"),
        ({"file": sent(jpeg()), "kind": "poem"}, "invalid_choice", "/kind"),
        ({"file": sent(jpeg()), "kind": "permit", "words": "x" * 201}, "max_length", "/words"),
        ({"file": sent(jpeg()), "kind": "permit", "words": "a\x00"}, "null_characters_not_allowed", "/words"),
        ({"file": sent(jpeg()), "kind": "permit", "enterprise": "x"}, "invalid", "/enterprise"),
        ({"file": sent(jpeg()), "kind": "permit", "colour": "red"}, "unknown_field", "/colour"),
    ],
)
def test_what_is_wrong_is_named(people, city, fields, code, field):
    response = upload(people.clerk, **fields)
    assert response.status_code == 422
    first = response.json()["errors"][0]
    assert (first["code"], first["field"]) == (code, field)
    assert not Evidence.objects.exists()


def test_a_body_that_is_no_form(people, city):
    api = Api(people.clerk)
    assert api.post(PATH, {}).status_code == 422
    for raw, kind in (
        (b"nonsense", FORM),
        (b"nonsense", "multipart/form-data"),
        (b"\xff", "application/json"),
        (b"x", "image/jpeg"),
    ):
        assert api.post(PATH, raw=raw, kind=kind).status_code in (400, 415, 422)


def test_too_large_is_said_before_it_is_read(people, city, settings):
    settings.EVIDENCE_MOST_BYTES = 1000
    response = upload(people.clerk, file=sent(b"\xff\xd8\xff" + b"x" * 200_000), kind="permit")
    assert (response.status_code, response.json()["code"]) == (422, "file_too_large")


def test_another_firm_s_name_is_no_help(people, city):
    said = {"file": sent(jpeg()), "kind": "permit", "enterprise": str(city.site.enterprise_id)}
    assert upload(people.clerk, **said).status_code == 403
    assert upload(people.city_regulator, file=sent(jpeg()), kind="permit").status_code == 403


def test_only_ones_own_to_what_one_may(people, city):
    photo = put(people.receiver, city.site.enterprise)
    pair = Contract.objects.get(consignor=city.generator, consignee=city.site)
    permit = Permit.objects.get(number="P-SITE")
    address, api = f"{PATH}{photo.pk}/attach/", Api(people.receiver)
    for body, status, code in (
        ({"subject": "poem", "id": str(permit.pk)}, 422, "unknown_choice"),
        ({"subject": "contract", "id": str(permit.pk)}, 404, "not_found"),
        ({"subject": "licence", "id": str(city.carrier.carrier_licences.get().pk)}, 403, "not_permitted"),
    ):
        response = api.post(address, body)
        assert (response.status_code, response.json()["code"]) == (status, code)
    api.do(address, {"subject": "contract", "id": str(pair.pk)})
    # The other party reads it now; to attach it elsewhere is its firm's own.
    other = Api(people.clerk).post(address, {"subject": "contract", "id": str(pair.pk)})
    assert other.status_code == 403 and EvidenceUse.objects.count() == 1


def test_a_manifest_takes_it_by_its_own_event(walk, people, city):
    manifest, photo = walk.judged("refuse"), put(people.receiver, city.site.enterprise, kind="discrepancy")
    api = Api(people.receiver)
    told = api.do(f"/api/manifests/{manifest.pk}/attach/", {"evidence": [str(photo.pk)]})
    assert told["event"]["evidence"] == [photo.sha256]
    assert told["event"]["particulars"]["files"][0]["sha256"] == photo.sha256
    again = api.post(f"{PATH}{photo.pk}/attach/", {"subject": "manifest", "id": str(manifest.pk)})
    assert (again.status_code, again.json()["code"]) == (409, "evidence_attached")


def test_photographs_come_with_the_receipt(walk, people, city):
    manifest, photo = walk.arrived(), put(people.receiver, city.site.enterprise, kind="discrepancy")
    line = {"line": str(manifest.lines.get().pk), "opinion": "refuse", "reason": "leaking"}
    body = {"lines": [line], "evidence": [str(photo.pk)]}
    told = Api(people.receiver).do(f"/api/manifests/{manifest.pk}/receive/", body, key="r1")
    assert told["event"]["evidence"] == [photo.sha256]
    assert Api(people.receiver).do(f"/api/manifests/{manifest.pk}/receive/", body, key="r1")["event"] == told["event"]
    other = Api(people.receiver).post(f"/api/manifests/{manifest.pk}/receive/", body | {"evidence": []}, key="r1")
    assert other.json()["code"] == "idempotency_key_reused"


def test_it_is_withdrawn(people, city):
    photo = put(people.clerk, city.generator.enterprise)
    told = Api(people.clerk).do(f"{PATH}{photo.pk}/withdraw/", {"reason": "blurred"})
    assert told["withdrawn_reason"] == "blurred" and told["withdrawn_at"]
    again = Api(people.clerk).post(f"{PATH}{photo.pk}/withdraw/", {"reason": "blurred"})
    assert (again.status_code, again.json()["code"]) == (409, "evidence_withdrawn")
