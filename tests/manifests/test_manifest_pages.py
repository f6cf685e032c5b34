"""The list of manifests and the page of one, as each person sees them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from manifests.access import allowed_actions
from manifests.custody import perform
from manifests.documents import form_of
from manifests.numbers import spaced
from manifests.states import SEALED, ManifestState

LIST = "/manifests/"


def numbers(response) -> list[str]:
    return [row["cells"][0] for row in response.context["rows"]]


@pytest.fixture
def clerk(client, people):
    client.force_login(people.clerk)
    return client


def test_every_party_finds_its_manifest_in_the_list(client, walk, people):
    manifest = walk.in_transit()
    for name in ("clerk", "reader", "dispatcher", "receiver"):
        client.force_login(getattr(people, name))
        response = client.get(LIST)
        assert numbers(response) == [spaced(manifest.number)], name
    client.force_login(people.outsider)
    assert numbers(client.get(LIST)) == []


def test_a_driver_has_no_desk_and_no_list(client, walk, people):
    walk.in_transit()
    client.force_login(people.driver)
    assert client.get(LIST).status_code == 403


def test_a_draft_is_shown_to_its_consignor_only(client, walk, people):
    walk.draft()
    client.force_login(people.clerk)
    assert numbers(client.get(LIST)) == ["draft"]
    client.force_login(people.receiver)
    assert numbers(client.get(LIST)) == []


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, "both"),
        ({"state": "issued"}, "issued"),
        ({"state": "draft"}, "draft"),
        ({"state": "open"}, "both"),
        ({"state": "overdue"}, "none"),
        ({"direction": "out"}, "both"),
        ({"direction": "in"}, "none"),
        ({"direction": "carried"}, "none"),
        ({"party": "furn"}, "issued"),
        ({"party": "Collector Ltd"}, "draft"),
        ({"party": "nobody"}, "none"),
        ({"code": "900-249-08"}, "both"),
        ({"code": "hw08"}, "both"),
        ({"code": "HW12"}, "none"),
        ({"since": "2000-01-01", "until": "2099-01-01"}, "both"),
        ({"since": "2099-01-01"}, "none"),
        ({"until": "2000-01-01"}, "none"),
        ({"since": "not a day", "state": "issued"}, "issued"),
        ({"state": "no such state"}, "both"),
        ({"before": "no key"}, "both"),
    ],
)
def test_the_list_is_narrowed(clerk, walk, city, query, found):
    issued = walk.issued()
    walk.draft(consignee=city.collector)
    expected = {"issued": [str(issued)], "draft": ["draft"], "both": ["draft", str(issued)], "none": []}[found]
    response = clerk.get(LIST, query)
    assert response.status_code == 200
    assert numbers(response) == expected


def test_a_number_is_found_however_it_is_typed(clerk, walk):
    walk.issued()
    manifest = walk.issued()
    for typed in (manifest.number, spaced(manifest.number), manifest.number.lower(), manifest.number[-6:]):
        assert numbers(clerk.get(LIST, {"number": typed})) == [str(manifest)]


def test_a_wrong_digit_is_said_beside_the_field(clerk, walk):
    number = walk.issued().number
    wrong = number[:-2] + ("1" if number[-2] != "1" else "2") + number[-1]
    response = clerk.get(LIST, {"number": wrong})
    assert "a character is wrong" in response.content.decode()


def test_overdue_manifests_are_found_and_say_since_when(client, walk, people):
    with clock.standing_at(clock.now() - timedelta(days=30)):
        manifest = walk.judged()
    client.force_login(people.receiver)
    response = client.get(LIST, {"state": "overdue"})
    assert numbers(response) == [str(manifest)]
    assert "days late" in response.content.decode()


def test_the_clock_counts_down_until_it_is_closed(client, walk, people):
    manifest = walk.judged()
    client.force_login(people.receiver)
    assert "days left" in client.get(LIST).content.decode()
    perform(manifest, "close", by=people.receiver)
    assert "days left" not in client.get(LIST).content.decode()


def test_the_list_pages_by_key_both_ways(clerk, walk, monkeypatch):
    monkeypatch.setattr("manifests.views.manifests.SIZE", 2)
    drawn = [walk.draft(walk.stored("10")) for _ in range(5)][::-1]

    def keys(response):
        return [row["url"] for row in response.context["rows"]]

    first = clerk.get(LIST)
    assert keys(first) == [manifest.get_absolute_url() for manifest in drawn[:2]]
    assert not first.context["page"].previous_url
    second = clerk.get(LIST + first.context["page"].next_url)
    third = clerk.get(LIST + second.context["page"].next_url)
    assert keys(third) == [drawn[4].get_absolute_url()] and not third.context["page"].next_url
    back = clerk.get(LIST + third.context["page"].previous_url)
    assert keys(back) == keys(second)


def test_the_list_costs_the_same_however_long_it_is(client, walk, people, django_assert_max_num_queries):
    for _ in range(3):
        walk.judged("part")
    client.force_login(people.receiver)
    with django_assert_max_num_queries(6):
        assert len(numbers(client.get(LIST, {"state": "partially_accepted", "code": "HW08", "party": "gen"}))) == 3


# One manifest


@pytest.mark.parametrize("state", [state.value for state in ManifestState])
def test_every_state_has_a_page_whose_buttons_are_all_allowed(client, walk, people, state):
    manifest = walk.to_state(state)
    for name in ("clerk", "reader", "dispatcher", "receiver", "city_regulator"):
        person = getattr(people, name)
        client.force_login(person)
        response = client.get(manifest.get_absolute_url())
        if name in ("dispatcher", "receiver") and manifest.number is None:
            # a draft that was cancelled was never shown to others; its row is no secret once it is
            assert response.status_code in (200, 404), name
        else:
            assert response.status_code == 200, name
        if response.status_code != 200:
            continue
        attach = reverse("facilities:attach", args=["manifest", manifest.pk])
        offered = {
            "attach" if button["url"] == attach else button["url"].rstrip("/").rpartition("/")[2]
            for button in response.context["actions"]
            if not button["url"].endswith(".pdf")
        }
        allowed = {row.action for row in allowed_actions(person, manifest)}
        may_receive = {"receive"} if "arrive" in allowed and name == "receiver" else set()
        # Asking for a correction is for who signed something; what left on paper is entered by issuing it.
        may_ask = {"amend"} if name in ("clerk", "dispatcher", "receiver") and state in SEALED else set()
        from_paper = {"from-paper"} if "issue" in allowed else set()
        # To ask whether it could leave is no step; everybody who sees it may.
        assert offered - {"could-leave"} <= allowed | may_receive | may_ask | from_paper, name
        for button in response.context["actions"]:
            if not button["url"].endswith(".pdf"):
                assert client.get(button["url"], follow=True).status_code == 200, (name, button["url"])


@pytest.mark.parametrize("state", ["in_transit", "partially_accepted", "closed"])
def test_one_manifest_costs_twelve_statements(client, walk, people, state, django_assert_max_num_queries):
    manifest = walk.to_state(state)
    for name in ("clerk", "receiver", "city_regulator"):
        client.force_login(getattr(people, name))
        with django_assert_max_num_queries(12):
            client.get(manifest.get_absolute_url())


def test_many_lines_cost_no_more_statements(clerk, walk, django_assert_max_num_queries):
    manifest = walk.issued(*[walk.stored("10") for _ in range(5)])
    with django_assert_max_num_queries(9):
        clerk.get(manifest.get_absolute_url())


def test_outsiders_find_nothing_there(client, walk, people):
    manifest = walk.issued()
    for name in ("outsider", "other_regulator", "second_driver"):
        client.force_login(getattr(people, name))
        assert client.get(manifest.get_absolute_url()).status_code == 404, name
    client.logout()
    assert client.get(manifest.get_absolute_url()).status_code == 302


def test_the_page_shows_what_was_signed_and_not_what_changed_since(clerk, walk, city):
    manifest = walk.judged("part")
    city.generator.address = "moved away"
    city.generator.save()
    page = clerk.get(manifest.get_absolute_url()).content.decode()
    assert "1 Generator Road" in page and "moved away" not in page
    for said in ("苏D12345", "Wang", "LIC-1", "P-SITE", "Used oil", "900-249-08", str(manifest), "wet"):
        assert said in page, said
    assert str(manifest.children.get()) in page
    assert "was not accepted in full" in page


def test_a_draft_shows_live_data_and_no_code(clerk, walk, city):
    manifest = walk.draft()
    city.generator.address = "moved here"
    city.generator.save()
    page = clerk.get(manifest.get_absolute_url()).content.decode()
    assert "moved here" in page
    assert 'class="qr"' not in page


def test_the_code_on_the_page_is_the_one_that_phones_open(clerk, walk):
    manifest = walk.issued()
    page = clerk.get(manifest.get_absolute_url()).content.decode()
    assert str(form_of(manifest).code).partition("<path")[2].rpartition("<path")[2] in page
    assert f'aria-label="http://127.0.0.1:8000/v/{manifest.number}"' in page


def test_a_frozen_manifest_says_so_and_offers_no_step_but_a_photograph(clerk, walk, people):
    manifest = perform(walk.issued(), "freeze", by=people.city_regulator, data={"reason": "samples taken"}).subject
    response = clerk.get(manifest.get_absolute_url())
    assert "samples taken" in response.content.decode()
    # A photograph of what is held is evidence, and changes nothing.
    assert [b["url"] for b in response.context["actions"] if "pdf" not in b["url"]] == [
        reverse("facilities:attach", args=["manifest", manifest.pk])
    ]


def test_what_was_recorded_later_says_when(clerk, walk, people):
    manifest = walk.assigned()
    perform(manifest, "depart", by=people.driver, happened_at=clock.now())
    assert ">Recorded " not in clerk.get(manifest.get_absolute_url()).content.decode()
    perform(manifest, "arrive", by=people.driver, happened_at=clock.now() - timedelta(seconds=1))
    events = clerk.get(manifest.get_absolute_url()).context["events"]
    assert all(event["recorded_at"] is None for event in events)
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        perform(
            manifest,
            "freeze",
            by=people.city_regulator,
            data={"reason": "x"},
            happened_at=clock.now() - timedelta(hours=1),
        )
    events = clerk.get(manifest.get_absolute_url()).context["events"]
    assert events[0]["recorded_at"] - events[0]["happened_at"] == timedelta(hours=1)


def test_the_timeline_tells_weights_and_truck(clerk, walk):
    manifest = walk.judged(weighed_kg="900")
    events = clerk.get(manifest.get_absolute_url()).context["events"]
    told = {str(event["title"]): event for event in events}
    assert told["Departed"]["place"] == "苏D12345 · Wang"
    ((_name, accepted, declared),) = told["Weighed and judged"]["lines"]
    assert (accepted, declared) == (Decimal(900), Decimal(1000))


def test_pages_are_there_in_chinese_too(clerk, walk, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    manifest = walk.closed()
    for url in (LIST, manifest.get_absolute_url(), reverse("manifests:received", args=[manifest.pk])):
        response = clerk.get(url, headers={"accept-language": "zh-hans"})
        assert response.status_code == 200
        assert 'lang="zh-hans"' in response.content.decode()
