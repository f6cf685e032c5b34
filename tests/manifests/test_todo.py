"""The to-do page: each role sees what waits for it, the cost does not grow, and an empty page says what to do next."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import Contract, Insurance, ManagementPlan, Permit, PlanLine
from manifests import waiting
from manifests.custody import perform
from tests.city import OIL, stream

MOST_STATEMENTS = 14


def todo(client, person):
    client.force_login(person)
    return client.get(reverse("manifests:todo"))


def groups(response) -> dict[str, list[str]]:
    """{title: [titles of items]}"""
    return {
        str(shown["group"].title): [row["item"].title for row in shown["rows"]] for shown in response.context["groups"]
    }


def test_todo_is_empty_and_says_what_to_do_next(client, people):
    response = todo(client, people.clerk)
    assert groups(response) == {}
    assert "Nothing is waiting for you" in response.content.decode()
    assert f'href="{reverse("manifests:declare")}"' in response.content.decode()


def test_todo_of_a_receiver_leads_to_the_stock_when_empty(client, people):
    assert f'href="{reverse("manifests:stock")}"' in todo(client, people.receiver).content.decode()


def test_todo_shows_a_clerk_batches_and_drafts(client, people, walk):
    batch = walk.declared("500")
    draft = walk.draft()
    found = groups(todo(client, people.clerk))
    assert found["Declared and not yet in a store"] == [f"{batch.number} Used oil"]
    assert found["Drafts to issue"] == ["Furnace"]
    text = todo(client, people.clerk).content.decode()
    assert draft.get_absolute_url() in text
    assert reverse("manifests:batch", args=[batch.pk]) in text


def test_todo_shows_a_receiver_what_comes_what_stands_at_the_gate_and_what_to_close(client, people, walk):
    coming, gate, judged = walk.in_transit(), walk.arrived(), walk.judged()
    response = todo(client, people.receiver)
    found = groups(response)
    assert len(found["On the way to you"]) == len(found["At your gate, to be weighed"]) == 1
    assert str(gate) in found["At your gate, to be weighed"][0]
    assert str(coming) in found["On the way to you"][0]
    assert str(judged) in found["To confirm and close"][0]
    assert "days left" in response.content.decode()
    assert found["Received, to be stored or treated"]


def test_todo_puts_what_is_overdue_first(client, people, walk):
    later = walk.judged()
    with clock.standing_at(clock.now() - timedelta(days=20)):
        late = walk.judged()
    response = todo(client, people.receiver)
    assert [str(late) in title for title in groups(response)["To confirm and close"]] == [True, False]
    assert str(later) in groups(response)["To confirm and close"][1]
    assert "days late" in response.content.decode()


def test_todo_tells_the_consignor_what_was_refused(client, people, walk):
    walk.judged("refuse")
    found = groups(todo(client, people.clerk))
    assert found["Refused or only partly accepted"]
    assert found["On the way to you"]  # the load comes back under its child manifest


def test_todo_shows_frozen_manifests_to_all_parties(client, people, walk):
    manifest = perform(walk.issued(), "freeze", by=people.city_regulator, data={"reason": "check"}).subject
    for person in (people.clerk, people.receiver, people.dispatcher):
        assert str(manifest) in groups(todo(client, person))["Frozen by an authority"][0]


def test_todo_warns_of_stock_near_its_day_limit(client, people, walk):
    with clock.standing_at(clock.now() - timedelta(days=340)):
        old = walk.stored("100")
    walk.stored("100")
    response = todo(client, people.clerk)
    assert groups(response)["In store too long, or nearly"] == [f"{old.number} Used oil"]


def test_todo_names_papers_that_end_soon_unless_renewed(client, people, city):
    today = clock.today()
    for model in (Permit, Insurance):
        model.objects.update(valid_to=today + timedelta(days=10))
    assert groups(todo(client, people.dispatcher))["Papers that end soon"] == ["Insurance INS-1"]
    assert groups(todo(client, people.receiver))["Papers that end soon"] == ["Operating permit P-SITE"]
    Insurance.objects.create(
        facility=city.carrier, number="INS-2", valid_from=today, valid_to=today + timedelta(days=400)
    )
    assert "Papers that end soon" not in groups(todo(client, people.dispatcher))


def test_todo_names_a_contract_to_both_sides_only(client, people, city):
    Contract.objects.filter(consignor=city.generator, consignee=city.site).update(valid_to=clock.today())
    assert groups(todo(client, people.clerk))["Papers that end soon"] == ["Contract C-Generator-Furnace"]
    assert groups(todo(client, people.receiver))["Papers that end soon"] == ["Contract C-Generator-Furnace"]
    assert "Papers that end soon" not in groups(todo(client, people.outsider))


def test_todo_asks_for_the_plan_of_the_year(client, people, city):
    PlanLine.objects.filter(plan__facility=city.generator).delete()
    ManagementPlan.objects.filter(facility=city.generator).delete()
    response = todo(client, people.clerk)
    assert groups(response)["Management plan of the year to file"] == ["Generator"]
    assert reverse("facilities:file_plan", args=[city.generator.pk, clock.today().year]) in response.content.decode()


def test_todo_counts_at_most_twenty_of_a_kind(client, people, walk):
    for _ in range(22):
        walk.declared("1")
    response = todo(client, people.clerk)
    (shown,) = response.context["groups"]
    assert shown["group"].count == "20+"
    assert len(shown["rows"]) == 5
    assert "Put into a store" in response.content.decode()


def test_todo_costs_the_same_however_much_waits(client, people, walk, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(MOST_STATEMENTS) as asked:
            assert todo_again().status_code == 200
        return len(asked)

    def todo_again():
        return client.get(reverse("manifests:todo"))

    client.force_login(people.clerk)
    walk.declared("1")
    walk.draft()
    few = statements()
    for _ in range(25):
        walk.declared("1")
    walk.draft()
    walk.judged("refuse")
    assert statements() == few


@pytest.mark.parametrize("name", ["clerk", "reader", "dispatcher", "collector", "receiver", "outsider"])
def test_todo_stays_within_its_statements_for_every_desk(client, people, name, django_assert_max_num_queries):
    client.force_login(getattr(people, name))
    with django_assert_max_num_queries(MOST_STATEMENTS):
        assert client.get(reverse("manifests:todo")).status_code == 200


@pytest.mark.parametrize("name", ["driver", "city_regulator"])
def test_todo_sends_those_without_a_desk_home(client, people, name):
    assert todo(client, getattr(people, name)).url == reverse("home")


def test_todo_shows_nothing_of_others(client, people, walk):
    walk.declared()
    walk.judged()
    assert groups(todo(client, people.outsider)) == {}


def test_todo_is_shown_in_chinese(client, people, walk):
    walk.declared()
    client.cookies["django_language"] = "zh-hans"
    assert todo(client, people.clerk).status_code == 200


def test_sources_of_upper_apps_are_heard(monkeypatch, people):
    monkeypatch.setattr(waiting.group, "_sources", [])
    waiting.offer(lambda person, now: [waiting.Group(2, "B", [waiting.Item("b")]), waiting.Group(3, "empty")])
    waiting.offer(lambda person, now: [waiting.Group(1, "A", [waiting.Item("a")])])
    assert [group.title for group in waiting.waiting_for(people.clerk, clock.now())] == ["A", "B"]


def test_todo_counts_only_hazardous_wastes_that_still_arise(client, people, city):
    """The outsider has no plan: it is asked for one once a waste arises there, and no longer when it is retired."""
    assert groups(todo(client, people.outsider)) == {}
    waste = stream(city.outside, "Oil", OIL)
    assert "Management plan of the year to file" in groups(todo(client, people.outsider))
    waste.retired_on = date(2020, 1, 1)
    waste.save()
    assert groups(todo(client, people.outsider)) == {}
