"""Officials read manifests in the admin, hold, release and void them, and change nothing else."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.models import Flow, Manifest, Stock

LIST = reverse("admin:manifests_manifest_changelist")


def page(manifest, action="change") -> str:
    return reverse(f"admin:manifests_manifest_{action}", args=[manifest.pk])


def listed(response) -> list:
    return response.context["cl"].result_list


@pytest.fixture
def official(client, people):
    client.force_login(people.city_regulator)
    return client


def test_list_shows_the_region_and_no_other(client, people, walk):
    manifest = walk.issued()
    for person, expected in (
        (people.city_regulator, [manifest]),
        (people.district_regulator, [manifest]),
        (people.other_regulator, []),
    ):
        client.force_login(person)
        assert listed(client.get(LIST)) == expected
    assert client.get(page(manifest)).status_code == 404  # as the other district's official


@pytest.mark.parametrize(
    "state", ["draft", "issued", "in_transit", "accepted", "partially_accepted", "closed", "voided"]
)
def test_page_shows_the_record_in_every_state(official, walk, state):
    manifest = walk.to_state(state)
    text = official.get(page(manifest)).content.decode()
    assert "Drawn up" in text
    if state != "draft":
        assert "Part 1 · Handing over" in text and "Generator Ltd" in text
        event = manifest.events.order_by("sequence").last()
        assert event.hash[:16] in text and event.person_name in text
    assert 'type="submit" name="_save"' not in text


def test_page_reads_the_frozen_particulars_not_todays(official, walk, city):
    manifest = walk.issued()
    city.generator.address = "Somewhere else"
    city.generator.save()
    text = official.get(page(manifest)).content.decode()
    assert "1 Generator Road" in text and "Somewhere else" not in text


def test_page_tells_warnings_in_words(official, walk):
    manifest = walk.judged(weighed_kg="800")
    assert "weighed 800" in official.get(page(manifest)).content.decode()


def test_parent_and_child_lead_to_each_other(official, walk):
    parent = walk.judged("part")
    child = parent.children.get()
    assert page(child) in official.get(page(parent)).content.decode()
    assert page(parent) in official.get(page(child)).content.decode()


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("draft", {"freeze"}),
        ("issued", {"freeze", "void"}),
        ("in_transit", {"freeze"}),
        ("arrived", {"freeze"}),
        ("accepted", {"freeze", "void"}),
        ("closed", {"void"}),
        ("cancelled", set()),
        ("voided", set()),
    ],
)
def test_buttons_are_what_the_table_allows(official, walk, state, offered):
    manifest = walk.to_state(state)
    text = official.get(page(manifest)).content.decode()
    assert {action for action in ("freeze", "release", "void") if page(manifest, action) in text} == offered
    for action in ("freeze", "release", "void"):
        expected = 200 if action in offered else 403
        assert official.get(page(manifest, action)).status_code == expected
        if action not in offered:
            assert official.post(page(manifest, action), {"reason": "forged"}).status_code == 403


def test_freeze_then_release_through_the_pages(official, walk):
    manifest = walk.issued()
    answer = official.post(page(manifest, "freeze"), {"reason": "weights look odd"}, follow=True)
    assert "The manifest is frozen." in answer.content.decode()
    manifest.refresh_from_db()
    assert manifest.is_frozen
    text = answer.content.decode()
    assert page(manifest, "release") in text and page(manifest, "freeze") not in text
    assert "weights look odd" in text
    official.post(page(manifest, "release"), {"reason": "explained"})
    manifest.refresh_from_db()
    assert not manifest.is_frozen
    assert [event.action for event in manifest.events.order_by("sequence")][-2:] == ["freeze", "release"]


def test_a_reason_is_asked_for(official, walk):
    manifest = walk.issued()
    response = official.post(page(manifest, "freeze"), {"reason": "  "})
    assert response.status_code == 200 and response.context["form"].errors["reason"]
    manifest.refresh_from_db()
    assert not manifest.is_frozen


def test_the_same_page_sent_twice_freezes_once(official, walk):
    manifest = walk.issued()
    data = {"reason": "odd", "idempotency_key": "one"}
    assert official.post(page(manifest, "freeze"), data).status_code == 302
    assert official.post(page(manifest, "freeze"), data).status_code in (302, 403)
    assert manifest.events.filter(action="freeze").count() == 1


def test_void_says_what_it_books_back_and_does_it(official, walk, city):
    manifest = walk.closed()
    batch = manifest.lines.get().batch
    text = official.get(page(manifest, "void")).content.decode()
    assert "What is booked back" in text and batch.number in text and "1,000" in text
    assert official.post(page(manifest, "void"), {"reason": "typed twice"}).status_code == 302
    manifest.refresh_from_db()
    batch.refresh_from_db()
    assert manifest.state == "voided"
    assert (batch.state, batch.holder, batch.area) == ("stored", city.generator, walk.area(city.generator))
    assert Stock.objects.get(kg__gt=0).facility == city.generator
    assert Flow.objects.get().kg == 0


def test_void_of_an_issued_manifest_frees_its_stock(official, walk):
    manifest = walk.issued()
    assert "lies free in the consignor" in official.get(page(manifest, "void")).content.decode()
    official.post(page(manifest, "void"), {"reason": "never left"})
    assert manifest.lines.get().batch.state == "stored"


def test_void_is_not_offered_for_confirmation_once_the_waste_has_moved_on(official, walk, people):
    manifest = walk.closed()
    batch = manifest.lines.get().batch
    perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    assert page(manifest, "void") not in official.get(page(manifest)).content.decode()
    text = official.get(page(manifest, "void")).content.decode()
    assert "has moved on" in text and "<textarea" not in text
    answer = official.post(page(manifest, "void"), {"reason": "forged"})
    assert answer.status_code == 200
    manifest.refresh_from_db()
    assert manifest.state == "closed"


@pytest.mark.parametrize("opinion", ["part", "refuse"])
def test_void_is_not_offered_while_the_rest_goes_on(official, walk, opinion):
    parent = walk.judged(opinion)
    child = parent.children.get()
    for manifest in (parent, child):
        assert page(manifest, "void") not in official.get(page(manifest)).content.decode()
    assert "went on under another manifest" in official.get(page(parent, "void")).content.decode()


def test_another_regions_manifest_cannot_be_touched(client, people, walk):
    manifest = walk.issued()
    client.force_login(people.other_regulator)
    for action in ("freeze", "release", "void"):
        assert client.get(page(manifest, action)).status_code == 404
        assert client.post(page(manifest, action), {"reason": "forged"}).status_code == 404
    manifest.refresh_from_db()
    assert (manifest.state, manifest.is_frozen) == ("issued", False)


@pytest.mark.parametrize("action", ["change", "delete"])
def test_a_forged_form_changes_nothing(official, walk, action):
    manifest = walk.issued()
    before = Manifest.objects.filter(pk=manifest.pk).values().get()
    forged = {
        "state": "closed",
        "declared_kg": "1",
        "remarks": "forged",
        "_save": "Save",
        "post": "yes",
        "_fsm_transition_to": "void",
    }
    assert official.post(page(manifest, action), forged).status_code == 403
    assert Manifest.objects.filter(pk=manifest.pk).values().get() == before


def test_the_list_takes_no_posts_and_nothing_is_added(official, walk):
    manifest = walk.issued()
    forged = {"action": "delete_selected", "_selected_action": str(manifest.pk), "post": "yes", "form-0-remarks": "x"}
    assert official.post(LIST, forged).status_code == 403
    assert official.get(reverse("admin:manifests_manifest_add")).status_code == 403
    assert Manifest.objects.filter(pk=manifest.pk).exists()


@pytest.mark.parametrize("key", ["not-a-key", "0" * 32, "%00"])
def test_an_unknown_key_is_404(official, key):
    assert official.get(f"{LIST}{key}/change/").status_code == 404


def test_filters_find_what_they_name(official, walk, city, people):
    oil = walk.issued(walk.stored())
    paint = walk.judged(manifest=walk.arrived(walk.stored(stream=city.paint)))
    day = oil.issued_at.date().isoformat()
    for query, expected in (
        ({"state": "issued"}, {oil}),
        ({"state": "open"}, {oil, paint}),
        ({"state": "closed"}, set()),
        ({"code": "HW12"}, {paint}),
        ({"code": "900-249-08"}, {oil}),
        ({"party": "Generat"}, {oil, paint}),
        ({"party": city.site.enterprise.registration_no}, {oil, paint}),
        ({"party": "enerator"}, set()),
        ({"q": oil.number}, {oil}),
        ({"q": oil.number[:8].lower()}, {oil, paint}),
        ({"consignor_district": "320412"}, {oil, paint}),
        ({"consignor_district": "320481"}, set()),
        ({"consignee_district": "elsewhere"}, set()),
        ({"issued_to": "2001-01-01"}, set()),
        ({"issued_from": day}, {oil, paint}),
        ({"watch": "frozen"}, set()),
        ({"watch": "overdue"}, set()),
        ({"watch": "arrived_today"}, {paint}),
    ):
        assert set(listed(official.get(LIST, query))) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"issued_from": "yesterday"},
        {"consignor_district": "' OR 1=1"},
        {"flow_from": "2026-13", "flow_to": "x"},
        {"flow_from": "2026-01", "flow_to": "2026-02", "flow_site": "x", "flow_method": "y"},
        {"after": "nonsense"},
        {"after": "[1]"},
        {"before": '["x","y","z"]'},
        {"p": "-1", "o": "9.9", "all": ""},
        {"consignor__name__regex": "(a+)+$"},
    ],
)
def test_bad_input_in_the_address_gives_a_page(official, walk, query):
    walk.issued()
    assert official.get(LIST, query, follow=True).status_code == 200


def test_a_list_costs_the_same_for_3_rows_and_30(official, walk, django_assert_max_num_queries):
    for _ in range(3):
        walk.issued(walk.stored("10"))
    with django_assert_max_num_queries(6) as few:
        official.get(LIST)
    for _ in range(27):
        walk.issued(walk.stored("10"))
    with django_assert_max_num_queries(6) as many:
        response = official.get(LIST, {"state": "open", "party": "Gen", "code": "HW08", "watch": ""})
    assert len(listed(response)) == 30
    assert len(many) == len(few)


def test_no_list_counts(official, walk, django_assert_max_num_queries):
    walk.issued()
    with django_assert_max_num_queries(6) as statements:
        official.get(LIST)
    assert not [row["sql"] for row in statements.captured_queries if "COUNT(" in row["sql"].upper()]


def test_pages_follow_each_other_without_gap(official, walk, monkeypatch):
    from manifests.admin.manifest import ManifestAdmin

    monkeypatch.setattr(ManifestAdmin, "list_per_page", 2)
    made = [walk.draft(walk.stored("10")) for _ in range(5)][::-1]
    seen, url, back = [], LIST, []
    while url:
        changes = official.get(url).context["cl"]
        seen += changes.result_list
        back.append(changes.previous_url)
        url = f"{LIST}{changes.next_url}" if changes.next_url else ""
    assert seen == made
    assert back[0] == ""
    before = official.get(f"{LIST}{back[2]}").context["cl"]
    assert before.result_list == made[2:4]
    assert before.next_url and before.previous_url


@pytest.mark.parametrize("state", ["issued", "closed", "partially_accepted"])
def test_one_manifest_stays_within_its_budget(official, walk, state, django_assert_max_num_queries):
    manifest = walk.to_state(state)
    with django_assert_max_num_queries(11):
        official.get(page(manifest))


def test_lines_do_not_cost_statements(official, walk, django_assert_max_num_queries):
    manifest = walk.issued(*(walk.stored("10") for _ in range(8)))
    with django_assert_max_num_queries(9):
        official.get(page(manifest))


def test_overdue_is_flagged_and_late_closing_found(official, walk, people):
    from datetime import timedelta

    from facilities import clock

    with clock.standing_at(clock.now() - timedelta(days=40)):
        manifest = walk.judged()
    text = official.get(LIST, {"watch": "overdue"}).content.decode()
    assert listed(official.get(LIST, {"watch": "overdue"})) == [manifest]
    assert "Overdue" in text
    text = official.get(page(manifest)).content.decode()
    assert "Overdue" in text and "&lt;" not in text
    perform(manifest, "close", by=people.receiver)
    assert listed(official.get(LIST, {"watch": "overdue"})) == []
    assert listed(official.get(LIST, {"watch": "closed_late"})) == [manifest]
    assert "Confirmed late" in official.get(page(manifest)).content.decode()


def test_pages_carry_nothing_inline(official, walk):
    manifest = walk.closed()
    for url in (LIST, page(manifest), page(manifest, "void"), reverse("admin:index"), reverse("admin:flows")):
        text = official.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", text), url


def test_weights_are_told_exactly(official, walk):
    manifest = walk.judged(weighed_kg="999.125")
    assert Decimal("999.125") == manifest.received_kg
    assert "999.125" in official.get(page(manifest)).content.decode()
