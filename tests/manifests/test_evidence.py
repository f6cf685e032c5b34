"""Photographs and scans of a manifest: signed with an event, covered by its proof, seen by whoever sees it."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.withdraw_evidence import withdraw_evidence
from facilities.crossing.checklist import checklist
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Contract, Evidence, EvidenceUse, Permit
from manifests.actions.seal import seal
from manifests.custody import perform
from manifests.custody.chain import event_hash
from manifests.documents import crossing_pack, discrepancy_notice
from manifests.models import CustodyEvent, Manifest, PracticeStatement, WasteBatch
from manifests.narrative import told
from manifests.proofs.verifying import verify
from tests.crossings import drafted_crossing, works_far_away
from tests.files import attached, jpeg, pdf, png, put, sent, sideways
from tests.manifests.test_back_fill import early_draft
from tests.manifests.test_gate_pages import judged, weighbridge
from tests.manifests.test_paper_pages import said


def attach(manifest, by, *files, **more):
    return perform(manifest, "attach", by=by, data={"evidence": [str(file.pk) for file in files]}, **more)


def last(manifest) -> CustodyEvent:
    return manifest.events.order_by("-sequence").first()


# The door


def test_the_event_keeps_the_digest_and_the_proof_covers_it(walk, people, city):
    manifest = walk.judged("part")
    photo = put(people.receiver, city.site.enterprise, words="Leaking drum", kind="discrepancy")
    attach(manifest, people.receiver, photo)
    event = last(manifest)
    assert event.evidence == [photo.sha256]
    assert event.particulars["files"] == [
        {
            "kind": "discrepancy",
            "words": "Leaking drum",
            "media_type": "image/jpeg",
            "size": photo.size,
            "sha256": photo.sha256,
        }
    ]
    event.evidence = ["0" * 64]
    assert event_hash(event) != event.hash
    seal()
    assert not list(verify().breaks)
    use = EvidenceUse.objects.get()
    assert (use.subject, use.subject_id, use.step, use.evidence) == ("manifest", manifest.pk, "attach", photo)


@pytest.mark.parametrize("state", ["draft", "issued", "in_transit", "laid_over", "arrived", "accepted", "closed"])
def test_it_may_be_attached_from_draft_to_long_after_closing(walk, people, city, state):
    manifest = walk.to_state(state)
    attach(manifest, people.clerk, put(people.clerk, city.generator.enterprise))
    manifest.refresh_from_db()
    assert manifest.state == state


@pytest.mark.parametrize("state", ["cancelled", "voided"])
def test_what_is_over_takes_none(walk, people, city, state):
    with pytest.raises(Refusal) as refused:
        attach(walk.to_state(state), people.clerk, put(people.clerk, city.generator.enterprise))
    assert refused.value.code == "transition_not_allowed"


def test_everybody_who_takes_part_attaches_their_own(walk, people, city):
    manifest = walk.in_transit()
    for name, site in (("clerk", city.generator), ("driver", city.carrier), ("receiver", city.site)):
        person = getattr(people, name)
        attach(manifest, person, put(person, site.enterprise, kind="load"))
    assert EvidenceUse.objects.count() == 3
    for name, error in (("reader", NotPermitted), ("city_regulator", NotPermitted), ("collector", NotThere)):
        with pytest.raises(error):
            perform(manifest, "attach", by=getattr(people, name), data={"evidence": [str(manifest.pk)]})


def test_only_what_the_own_firm_has_put_here(walk, people, city):
    manifest = walk.in_transit()
    other = put(people.receiver, city.site.enterprise)
    withdrawn = put(people.clerk, city.generator.enterprise, jpeg("red"))
    withdraw_evidence(withdrawn, by=people.clerk, reason="wrong")
    for files, code in (
        ([str(other.pk)], "evidence_unknown"),
        ([str(manifest.pk)], "evidence_unknown"),
        ([str(withdrawn.pk)], "evidence_withdrawn"),
        (["x"], "evidence_invalid"),
        ("x", "evidence_invalid"),
        ([{"a": 1}], "evidence_invalid"),
        ([str(other.pk)] * 21, "evidence_invalid"),
        ([], "required"),
    ):
        with pytest.raises(Refusal) as refused:
            perform(manifest, "attach", by=people.clerk, data={"evidence": files})
        assert (refused.value.code, refused.value.field) == (code, "/evidence"), files
    assert last(manifest).action == "depart" and not EvidenceUse.objects.exists()


def test_twice_is_once(walk, people, city):
    manifest = walk.issued()
    photo = put(people.clerk, city.generator.enterprise)
    first = attach(manifest, people.clerk, photo, idempotency_key="k")
    assert attach(manifest, people.clerk, photo, idempotency_key="k").event == first.event
    with pytest.raises(Refusal) as refused:
        attach(manifest, people.clerk, photo)
    assert refused.value.code == "evidence_attached"
    twice = attach(manifest, people.clerk, *[put(people.clerk, city.generator.enterprise, jpeg("red"))] * 2)
    assert len(twice.event.evidence) == 1


def test_a_batch_takes_none(walk, people, city):
    photo = put(people.clerk, city.generator.enterprise)
    data = {"stream": city.oil.pk, "kg": "5", "evidence": [str(photo.pk)]}
    with pytest.raises(BadInput) as refused:
        perform(WasteBatch, "declare", by=people.clerk, data=data)
    assert refused.value.code == "evidence_not_here"


def test_a_held_load_is_photographed_all_the_same(walk, people, city):
    manifest = perform(walk.arrived(), "freeze", by=people.city_regulator, data={"reason": "look"}).subject
    attach(manifest, people.receiver, put(people.receiver, city.site.enterprise))
    assert last(manifest).action == "attach"


def test_what_was_not_brought_costs_no_statement(walk, people):
    def cost(manifest, **data) -> int:
        with CaptureQueriesContext(connection) as asked:
            perform(manifest, "cancel", by=people.clerk, data={"reason": "x", **data})
        return len(asked)

    assert cost(walk.draft()) == cost(walk.draft(), evidence=[])


# The gate


def receiving(client, people, manifest, files, **line):
    client.force_login(people.receiver)
    data = judged(**line) | {"photographs": files, "idempotency_key": "gate-1"}
    return client.post(weighbridge(manifest), data)


def test_photographs_go_with_the_receipt(client, walk, people):
    manifest = walk.arrived()
    line = {"opinion": "refuse", "reason": "leaking"}
    response = receiving(client, people, manifest, [sent(jpeg("red")), sent(jpeg("blue"))], **line)
    assert response.status_code == 302
    event = last(manifest)
    files = Evidence.objects.order_by("pk")
    assert event.action == "receive" and event.evidence == [file.sha256 for file in files]
    assert {file.kind for file in files} == {"discrepancy"}
    assert set(EvidenceUse.objects.values_list("step", flat=True)) == {"receive"}
    assert "2 files" in told([event])[0]["note"]
    for name in ("clerk", "receiver"):
        client.force_login(getattr(people, name))
        page = client.get(manifest.get_absolute_url()).content.decode()
        assert all(reverse("facilities:evidence_small", args=[file.pk]) in page for file in files), name


def test_a_mistake_beside_does_not_lose_the_photograph(client, walk, people):
    manifest = walk.arrived()
    response = receiving(client, people, manifest, [sent(jpeg())], weighed="much")
    kept = Evidence.objects.get()
    page = response.content.decode()
    assert response.status_code == 422 and f'name="kept" value="{kept.pk.hex}"' in page
    assert "You need not choose them again" in page and "much" in page
    data = judged() | {"kept": kept.pk.hex, "idempotency_key": "gate-2"}
    assert client.post(weighbridge(manifest), data).status_code == 302
    assert last(manifest).evidence == [kept.sha256]


def test_a_bad_photograph_is_said_beside_its_field_and_nothing_is_judged(client, walk, people):
    manifest = walk.arrived()
    response = receiving(client, people, manifest, [sent(b"not one", "x.jpg"), sent(jpeg(), "good.jpg")])
    assert response.status_code == 422
    assert "x.jpg: Send a photograph as JPEG or PNG" in response.content.decode()
    manifest.refresh_from_db()
    assert manifest.received_at is None
    assert Evidence.objects.get().file_name == "good.jpg"  # kept, and named by the form


@pytest.mark.parametrize("kept", ["x", "\x00", "0" * 401, "not-a-key " * 50])
def test_nonsense_in_the_hidden_field_breaks_nothing(client, walk, people, kept):
    client.force_login(people.receiver)
    response = client.post(weighbridge(walk.arrived()), judged() | {"kept": kept, "idempotency_key": "k"})
    assert response.status_code in (302, 422)


def test_somebody_elses_key_in_the_hidden_field_is_refused(client, walk, people, city):
    other = put(people.clerk, city.generator.enterprise)
    client.force_login(people.receiver)
    manifest = walk.arrived()
    response = client.post(weighbridge(manifest), judged() | {"kept": other.pk.hex, "idempotency_key": "k"})
    assert response.status_code == 422 and not manifest.events.filter(action="receive").exists()


def test_the_second_click_changes_nothing(client, walk, people):
    manifest = walk.arrived()
    line = {"opinion": "refuse", "reason": "leaking"}
    for _each in range(2):
        assert receiving(client, people, manifest, [sent(jpeg())], **line).status_code == 302
    assert manifest.events.filter(action="receive").count() == EvidenceUse.objects.count() == 1


# The notice


def notice(manifest) -> str:
    return discrepancy_notice.html(discrepancy_notice.notice_of(Manifest.objects.get(pk=manifest.pk)))


def test_the_notice_shows_them_small_with_their_digests(walk, people, city):
    manifest = walk.judged("refuse")
    before = discrepancy_notice.fingerprint(Manifest.objects.get(pk=manifest.pk))
    assert "所附照片" not in notice(manifest)
    photo = put(people.receiver, city.site.enterprise, kind="discrepancy", words="Two drums leak")
    ticket = put(people.receiver, city.site.enterprise, pdf(), kind="weighing_ticket")
    attach(manifest, people.receiver, photo, ticket)
    paper = notice(manifest)
    assert photo.sha256 in paper and ticket.sha256 in paper and "Two drums leak" in paper
    assert paper.count("data:image/jpeg;base64,") == 1  # the ticket is a PDF and is named
    assert discrepancy_notice.fingerprint(Manifest.objects.get(pk=manifest.pk)) != before
    drawn = discrepancy_notice.draw(discrepancy_notice.notice_of(Manifest.objects.get(pk=manifest.pk)))
    assert len(PdfReader(BytesIO(drawn)).pages[0].images) == 1


# From paper


def test_the_paper_is_photographed_when_it_is_entered(client, walk, people):
    draft = early_draft(walk)
    client.force_login(people.clerk)
    address = reverse("manifests:from_paper", args=[draft.pk])
    answer = said("A-77") | {"issued_by": "Province", "photographs": sent(jpeg(), "paper.jpg")}
    assert client.post(address, answer).status_code == 302
    event = draft.events.get(action="issue")
    photo = Evidence.objects.get()
    assert event.evidence == [photo.sha256] and photo.kind == "paper_manifest"
    assert photo.enterprise == draft.consignor.enterprise


# Exemptions


def test_a_claim_is_issued_with_its_statement(walk, people, city):
    draft = walk.draft()
    Manifest.objects.filter(pk=draft.pk).update(exemptions=[CLAIM])
    statement = put(people.clerk, city.generator.enterprise, kind="exemption")
    photo = put(people.clerk, city.generator.enterprise, jpeg("red"), kind="load")
    attach(draft, people.clerk, statement, photo)
    issued = perform(draft, "issue", by=people.clerk)
    assert issued.event.evidence == [statement.sha256]


CLAIM = {
    "exemption": 1, "edition": "CN-HW-2021", "serial": 7, "codes": "900-249-08", "stage": "运输", "name": "x",
    "condition": "y", "content": "z", "note": "holds",
}  # fmt: skip


def test_the_dry_run_shows_the_copies_of_what_it_asks_for(client, walk, people, city):
    draft = walk.draft()
    permit = Permit.objects.get(number="P-SITE")
    attached(people.receiver, city.site.enterprise, "permit", permit, words="Permit, front")
    pair = Contract.objects.get(consignor=city.generator, consignee=city.site)
    attached(people.clerk, city.generator.enterprise, "contract", pair, pdf(), words="Contract, signed")
    old = attached(people.receiver, city.site.enterprise, "permit", permit, jpeg("red"), words="Old permit")
    withdraw_evidence(old, by=people.receiver, reason="old")
    client.force_login(people.clerk)
    page = client.get(reverse("manifests:could_leave", args=[draft.pk])).content.decode()
    verdicts = re.findall(r"<li class=\"verdict.*?</li>", page, re.S)
    assert sum("Permit, front" in verdict for verdict in verdicts) == 1
    assert sum("Contract, signed" in verdict for verdict in verdicts) == 1
    assert "Old permit" not in page


# The cross-province pack


@pytest.fixture
def crossing(people, city):
    return drafted_crossing(people.clerk, city.generator, works_far_away(city.generator))


def test_copies_are_joined_behind_the_pack_and_the_pack_says_which(people, city, crossing):
    plain = PdfReader(BytesIO(crossing_pack.draw(crossing_pack.pack_of(crossing))))
    contract = Contract.objects.get(number="C-89")
    signed = attached(people.clerk, city.generator.enterprise, "contract", contract, pdf(3), words="Contract 89")
    photo = attached(people.clerk, city.generator.enterprise, "crossing", crossing, sideways(), kind="permit")
    scan = attached(people.clerk, city.generator.enterprise, "crossing", crossing, png(), kind="application")
    pack = crossing_pack.pack_of(crossing)
    assert {item.code: item.state for item in pack.items if "copy" in item.code} == {
        "permit_copy": "there",
        "contract_copy": "there",
    }
    read = PdfReader(BytesIO(crossing_pack.draw(pack)))
    assert len(read.pages) == len(plain.pages) + 2 + 3
    text = "".join(page.extract_text() for page in read.pages).replace("\n", "").replace(" ", "")
    assert all(file.sha256 in text for file in (signed, photo, scan))
    assert len({image.name for page in read.pages for image in page.images}) == 2


def test_what_was_handed_in_stays_as_it_was(people, city, crossing):
    contract = Contract.objects.get(number="C-89")
    signed = attached(people.clerk, city.generator.enterprise, "contract", contract, pdf())
    version = hand_in_crossing(crossing, by=people.clerk)
    assert [file["sha256"] for file in version.content["files"]] == [signed.sha256]
    withdraw_evidence(signed, by=people.clerk, reason="another one")
    attached(people.clerk, city.generator.enterprise, "contract", contract, pdf(2))
    crossing.refresh_from_db()
    assert [file["sha256"] for file in crossing_pack.pack_of(crossing).content["files"]] == [signed.sha256]
    assert len(PdfReader(BytesIO(crossing_pack.draw(crossing_pack.pack_of(crossing)))).pages) > 4


def test_an_application_of_the_time_before_knows_no_files(crossing):
    content = crossing_pack.pack_of(crossing).content
    del content["files"]
    with translation.override("en"):
        assert {item.state for item in checklist(content) if "copy" in item.code} == {"by_hand"}


# The self-check


def test_a_statement_of_the_self_check_brings_its_record(client, people, city):
    client.force_login(people.clerk)
    address = reverse("manifests:state_practice", args=[city.generator.pk, "training"])
    answer = {"text": "All keepers were trained", "day": "2026-03-01", "photographs": [sent(pdf(), "list.pdf")]}
    assert client.post(address, answer).status_code == 302
    use = EvidenceUse.objects.get()
    assert (use.subject, use.subject_id) == ("practice", PracticeStatement.objects.get().pk)
    assert use.evidence.get_absolute_url() in client.get(address).content.decode()


# The road


def test_the_driver_photographs_the_load(client, walk, people):
    manifest = walk.in_transit()
    client.force_login(people.driver)
    address = reverse("transport:photograph", args=[manifest.pk])
    assert address in client.get(reverse("transport:drive_manifest", args=[manifest.pk])).content.decode()
    assert "capture" in client.get(address).content.decode()
    assert client.post(address, {"idempotency_key": "k"}).status_code == 422
    place = {"latitude": "31.81123", "longitude": "119.97399"}
    answer = {"photographs": sent(jpeg()), "idempotency_key": "k2", **place}
    assert client.post(address, answer).status_code == 302
    event = last(manifest)
    assert (event.action, event.party, str(event.latitude)) == ("attach", "driver", "31.811230")
    assert Evidence.objects.get().kind == "load"
    client.force_login(people.second_driver)
    assert client.get(address).status_code == 404


def test_a_page_about_what_is_judged_offers_another_photograph(client, walk, people):
    manifest = walk.judged("refuse")
    client.force_login(people.receiver)
    address = reverse("facilities:attach", args=["manifest", manifest.pk])
    assert address in client.get(reverse("manifests:received", args=[manifest.pk])).content.decode()
    answer = {"file": sent(jpeg()), "kind": "discrepancy", "words": "again", "idempotency_key": "k"}
    for _each in range(2):
        assert client.post(address, answer | {"file": sent(jpeg())}).status_code == 302
    assert manifest.events.filter(action="attach").count() == 1
