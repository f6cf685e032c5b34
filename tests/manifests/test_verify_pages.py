"""`/v/…` as the server answers it: one page for every number, the live state for who holds a paper, and no more."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from manifests.custody import perform
from manifests.documents import form_of
from manifests.models import PublicKey
from manifests.proofs import token
from manifests.signing import current_key
from manifests.tokens import mark
from tests.spoiled import CLAIMS, STRANGE


def token_of(manifest) -> str:
    return form_of(manifest).url.partition("#")[2]


def live(client, manifest, sent: str | None = None, **query):
    headers = {"Liandan-Token": token_of(manifest) if sent is None else sent} if not query else {}
    return client.get(f"/v/{manifest.number}/live.json", query, headers=headers)


def text_of(response) -> str:
    """What is to be seen without script."""
    page = response.content.decode()
    page = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)
    page = re.sub(r"<(section|p|div)[^>]* hidden>.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# The page


def test_the_page_is_the_same_for_every_number_and_asks_no_database(client, walk, django_assert_num_queries):
    manifest = walk.issued()
    pages = set()
    for number in (manifest.number, "LD9999999999999X", ""):
        with django_assert_num_queries(0):
            response = client.get(f"/v/{number}")
        assert response.status_code == 200
        pages.add(re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", response.content.decode()))
    assert len(pages) == 1
    assert "script-src" not in response.headers["Content-Security-Policy"]  # default-src 'self' is all


@pytest.mark.parametrize("number", ["é", "%00", "a b", "a/b/c"])
def test_a_path_that_is_no_number_is_not_there(client, db, number):
    assert client.get(f"/v/{number}").status_code == 404


def test_without_script_a_pasted_address_is_verified_here(client, walk):
    manifest = walk.in_transit()
    for sent in (form_of(manifest).url, token_of(manifest)):
        said = text_of(client.get("/v/", {"t": sent}))
        for shown in ("Genuine", str(manifest), "In transit", "1,000", "900-249-08", "Carrier Ltd", "苏D12345"):
            assert shown in said
        assert "The live record says the same." in said
        for hidden in ("Not genuine", "No longer valid", "used up", "has changed since", "Cannot be checked"):
            assert hidden not in said


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: "", "no code of ours"),
        (lambda text: text[:-2], "no code of ours"),
        (lambda text: "\x00", "no code of ours"),
        (lambda text: text[:-4] + ("AAAA" if text[-4:] != "AAAA" else "0000"), ""),
        (lambda text: token.sign(CLAIMS, STRANGE), "a key that is not ours"),
        (lambda text: token.sign(CLAIMS, current_key()), "the record knows no such entry"),
    ],
)
def test_without_script_a_spoiled_code_is_told(client, walk, spoil, why):
    said = text_of(client.get("/v/", {"t": spoil(token_of(walk.issued()))}))
    assert "Not genuine" in said and why in said and "Do not accept this paper" in said
    assert "Generator" not in said and "What the paper says" not in said


def test_a_code_under_another_number_is_told(client, walk):
    first, second = walk.issued(), walk.issued()
    said = text_of(client.get(f"/v/{second.number}", {"t": token_of(first)}))
    assert "names another manifest" in said


def test_what_happened_since_is_told(client, walk, people):
    manifest = walk.in_transit()
    printed = token_of(manifest)
    perform(manifest, "arrive", by=people.driver)
    said = text_of(client.get("/v/", {"t": printed}))
    assert "changed since the paper was printed" in said and "Arrived" in said and "used up" not in said
    received = walk.judged(manifest=manifest)
    assert "Genuine, but used up" in text_of(client.get("/v/", {"t": printed}))
    perform(received, "void", by=people.city_regulator, data={"reason": "typed twice"})
    said = text_of(client.get("/v/", {"t": printed}))
    assert "No longer valid" in said and "Voided" in said and "typed twice" not in said


def test_a_hold_is_told(client, walk, people):
    manifest = walk.in_transit()
    printed = token_of(manifest)
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    said = text_of(client.get("/v/", {"t": printed}))
    assert "An authority holds this manifest" in said and "says the same" not in said
    assert "says the same" in text_of(client.get("/v/", {"t": token_of(manifest)}))


def test_a_key_stolen_and_retired_proves_nothing_afterwards(client, walk):
    manifest = walk.issued()
    printed = token_of(manifest)
    PublicKey.objects.update(retired_at=manifest.issued_at, since=manifest.issued_at)
    assert "retired by then" in text_of(client.get("/v/", {"t": printed}))


# Who is signed in


@pytest.mark.parametrize("name", ["clerk", "dispatcher", "receiver"])
def test_parties_are_led_to_their_own_page(walk, people, name):
    manifest = walk.closed()
    browser = Client()
    browser.force_login(getattr(people, name))
    assert browser.get(f"/v/{manifest.number}").url == manifest.get_absolute_url()
    assert browser.get("/v/").status_code == 200


def test_a_driver_is_led_through_the_scan(walk, people):
    manifest = walk.assigned()
    browser = Client()
    browser.force_login(people.driver)
    browser.get(f"/v/{manifest.number}/", follow=True)
    assert manifest.scans.get().text == manifest.number


def test_an_outsider_gets_the_page(walk, people):
    browser = Client()
    browser.force_login(people.outsider)
    assert browser.get(f"/v/{walk.issued().number}").status_code == 200


# The live state


def test_the_live_state_says_no_more_than_the_printed_page(client, walk, people):
    manifest = walk.judged("part")
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    answer = live(client, manifest)
    assert answer.json() == {
        "state": "partially_accepted",
        "since": manifest.received_at.isoformat(timespec="seconds"),
        "frozen": True,
        "kg": "1000.000",
        "accepted_kg": "500.000",
        "in_record": True,
    }
    assert "no-store" in answer.headers["Cache-Control"]
    assert live(client, manifest, mark=mark(manifest.number)).json() == answer.json()


def test_the_live_state_costs_two_statements(client, walk, django_assert_num_queries):
    manifest = walk.in_transit()
    sent = token_of(manifest)
    with django_assert_num_queries(2):
        assert live(client, manifest, sent).status_code == 200
    with django_assert_num_queries(1):
        assert live(client, manifest, mark=mark(manifest.number)).status_code == 200


def test_who_holds_no_paper_learns_nothing(client, walk, django_assert_num_queries):
    manifest, other = walk.issued(), walk.issued()
    with django_assert_num_queries(0):
        for query in ({"mark": "AAAAAAAAAA"}, {"mark": mark(other.number)}, {"mark": ""}, {"mark": "é"}):
            assert live(client, manifest, **query).status_code == 404
        for sent in ("", "A", "x" * 5000):
            assert live(client, manifest, sent).status_code == 404
    sent = token_of(other)
    with django_assert_num_queries(1):
        assert live(client, manifest, sent).status_code == 404
    strange = token.sign(CLAIMS, STRANGE)
    with django_assert_num_queries(1):
        assert live(client, manifest, strange).status_code == 404


def test_a_number_that_was_signed_and_is_gone(client, city):
    sent = token.sign(CLAIMS, current_key())
    assert client.get(f"/v/{CLAIMS.number}/live.json", headers={"Liandan-Token": sent}).status_code == 404


def test_a_paper_printed_with_a_stolen_key_is_not_on_record(client, walk):
    manifest = walk.in_transit()
    claims = token.verify(token_of(manifest), lambda name: PublicKey.objects.get(pk=name))
    for changed in ({"event_hash": "00" * 16}, {"events": 99}):
        forged = token.sign(type(claims)(**{**vars(claims), **changed}), current_key())
        assert live(client, manifest, forged).json()["in_record"] is False


# What the page needs


def test_the_keys_are_published_and_say_when(client, city):
    answer = client.get("/v/keys.json").json()
    assert [key["kid"] for key in answer["keys"]] == [current_key().name]
    assert set(answer["keys"][0]) >= {"kty", "crv", "x", "y", "since", "retired_at"}
    assert "d" not in answer["keys"][0]
    assert answer["at"].endswith("+00:00")


def test_the_service_worker_keeps_every_file_that_the_page_names(client, db):
    script = client.get("/v/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cache-Control"] == "no-cache"
    kept = json.loads(re.match(r"const PAGE = (.*);\n", script.content.decode())[1])
    page = client.get("/v/").content.decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
    assert named and named <= set(kept["files"])
    assert client.get("/v/").headers["Liandan-Page"] == kept["version"]


def test_the_service_worker_keeps_every_module_that_is_imported(client, db):
    kept = client.get("/v/sw.js").content.decode()
    modules = Path(finders.find("liandan/js/verify/page.js")).parent.glob("*.js")
    imported = {name for module in modules for name in re.findall(r'from "\./(\w+)\.js"', module.read_text())}
    assert len(imported) > 5
    assert [name for name in imported if f'/static/liandan/js/verify/{name}.js"' not in kept] == []
