"""Everybody walks the pages in Chinese: wherever a link leads, no English sentence is met."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.config.spoken import Words

# A sentence, not a name: three words in a row that are not data.
SENTENCE = re.compile(r"[A-Za-z][a-z’']*(?:[ ,]+[A-Za-z][a-z’']+){2,}")
# The fixtures' city is English; its names and what its people wrote are data, not our words.
DATA = re.compile(
    r"(?:\d+ )?\b(?:Generator|Collector|Furnace|Carrier|Outside)(?: Ltd| contact| Road)?\b"
    r"|Used oil|Paint waste|Plating sludge|Bureau \d+|\b(?:C|PLAN|P|LIC|INS)-[\w-]+"
)
# Out, another language, files; and the published catalogues, whose European rows are in English for everybody.
PASSED_BY = ("sign_out", "set_language", "style", "labels", "document", "wastecode", "disposalmethod")
MOST = 2  # pages of one kind: the second may be in another state


@pytest.fixture
def chinese(settings, compiled_locale):
    settings.LANGUAGE_CODE = "zh-hans"
    settings.LOCALE_PATHS = [compiled_locale]


@pytest.fixture
def busy_city(walk):
    """Something of everything: each state of a manifest, batches in and out of store, loads on the road."""
    walk.declared()
    for state in ("draft", "issued", "in_transit", "arrived", "accepted", "partially_accepted", "refused", "closed"):
        walk.to_state(state)
    for state in ("cancelled", "voided"):
        walk.to_state(state)
    return walk


def pages_of(client: Client, first: str):
    """(address, words) of each page that links lead to, two of a kind at most."""
    waiting, known, met = [first], {first}, Counter()
    while waiting:
        address = waiting.pop(0)
        if not _wanted(address, met):
            continue
        response = client.get(address, follow=True)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        assert response.status_code == 200, address
        words = Words(response.content.decode())
        yield address, words.said
        for link in words.links:
            target = urlsplit(urljoin(response.request["PATH_INFO"], link))
            if (
                not target.netloc
                and target.scheme == ""
                and (found := target._replace(fragment="").geturl()) not in known
            ):
                known.add(found)
                waiting.append(found)


def _wanted(address: str, met: Counter) -> bool:
    try:
        kind = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return False
    met[kind] += 1
    return met[kind] <= MOST and not any(word in kind for word in PASSED_BY)


def test_pages_speak_chinese(busy_city, people, chinese):
    """Role by role in one city: building it takes longer than reading its pages."""
    first = {"city_regulator": "/admin/"}
    english, count = {}, Counter()
    for who in ("clerk", "collector", "dispatcher", "driver", "receiver", "outsider", "city_regulator"):
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(getattr(people, who))
        for address, said in pages_of(client, first.get(who, "/")):
            count[who] += 1
            if found := [text for text in said if SENTENCE.search(DATA.sub("¤", text))]:
                english[address] = found
    assert not english
    assert min(count.values()) >= 5 and count.total() > 100


@pytest.mark.parametrize(
    ("who", "name"),
    [("clerk", "facilities:new_stream"), ("clerk", "facilities:new_area"), ("outsider", "facilities:new_person")],
)
def test_empty_form_says_why_in_chinese(who, name, people, chinese):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(getattr(people, who))
    response = client.post(reverse(name), {})
    said = Words(response.content.decode()).said
    assert response.status_code == 422
    assert any(text.endswith("：请填写此项。") for text in said)
    assert not [text for text in said if SENTENCE.search(DATA.sub("¤", text))]


def test_stranger_is_met_in_chinese(client, db, chinese):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    for address in ("/", "/sign-in/", "/no-such-page/"):
        said = Words(client.get(address, follow=True).content.decode()).said
        assert said and not [text for text in said if SENTENCE.search(text)]
