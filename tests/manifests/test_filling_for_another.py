"""反向填写: a collector declares batches and draws up manifests for a small firm, with its consent and no further."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.revoke_delegation import revoke_delegation
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Person
from manifests.access import allowed_actions
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from tests.city import member


def fresh(person) -> Person:
    """The person as the next request finds them."""
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def boss(people, city):
    return member("boss", city.generator.enterprise, "manager")


def consent(boss, city, days=(0, 30), **more):
    today = clock.today()
    given = {
        "registration_no": city.collector.enterprise.registration_no,
        "may_declare": False,
        "may_fill": True,
        "valid_from": today + timedelta(days=days[0]),
        "valid_to": today + timedelta(days=days[1]),
    }
    return give_delegation(by=fresh(boss), facility=city.generator, **given | more)


def declare(person, city) -> WasteBatch:
    return perform(WasteBatch, "declare", by=fresh(person), data={"stream": city.oil.pk, "kg": "40"}).subject


def route(city, batch) -> dict:
    return {
        "consignor": city.generator.pk,
        "consignee": city.collector.pk,
        "carrier": city.carrier.pk,
        "method": "R9",
        "lines": [{"batch": str(batch.pk)}],
    }


def test_a_collector_declares_stores_and_issues_for_the_small_firm(people, city, boss, walk):
    given = consent(boss, city)
    by = fresh(people.collector)
    batch = declare(people.collector, city)
    perform(batch, "store", by=by, data={"area": walk.area(city.generator).pk})
    manifest = perform(Manifest, "draw_up", by=by, data=route(city, batch)).subject
    assert "issue" in {row.action for row in allowed_actions(by, manifest)}
    outcome = perform(manifest, "issue", by=by)
    assert outcome.subject.state == "issued" and outcome.subject.consignor == city.generator
    for event in (outcome.event, manifest.events.get(action="draw_up"), batch.events.get(action="declare")):
        assert (event.person, event.party, event.on_behalf_of) == (people.collector, "delegate", "Generator Ltd")
        assert event.particulars["delegation"] == {"id": str(given.pk), "enterprise": "Collector Ltd"}
    allotted = batch.events.get(action="allot")
    assert (allotted.party, allotted.on_behalf_of) == ("delegate", "Generator Ltd")
    assert Manifest.objects.visible_to(fresh(people.clerk)).get() == manifest  # the firm sees what was done for it


def test_without_a_consent_nothing_is_even_seen(people, city, walk):
    batch, draft = walk.stored("5"), walk.draft()
    with pytest.raises(Refusal) as refused:
        declare(people.collector, city)
    assert refused.value.code == "unknown_choice"
    with pytest.raises(NotThere):
        perform(batch, "store", by=fresh(people.collector), data={"area": walk.area(city.generator).pk})
    with pytest.raises(NotThere):
        perform(draft, "issue", by=fresh(people.collector))
    with pytest.raises(Refusal) as refused:
        perform(Manifest, "draw_up", by=fresh(people.collector), data=route(city, batch))
    assert refused.value.field == "/consignor"


@pytest.mark.parametrize("days", [(1, 30), None])
def test_a_consent_that_has_not_begun_or_is_for_declaring_only_is_none(people, city, boss, days):
    consent(boss, city, days) if days else consent(boss, city, may_declare=True, may_fill=False)
    with pytest.raises(Refusal):
        declare(people.collector, city)


def test_a_consent_ends_with_its_last_day_and_when_it_is_taken_back(people, city, boss, walk):
    given = consent(boss, city, (0, 3))
    batch = declare(people.collector, city)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        declare(people.collector, city)
    with clock.standing_at(clock.now() + timedelta(days=4)), pytest.raises(Refusal):
        declare(people.collector, city)
    revoke_delegation(given, by=fresh(boss))
    with pytest.raises(NotThere):
        perform(batch, "store", by=fresh(people.collector), data={"area": walk.area(city.generator).pk})
    assert not WasteBatch.objects.visible_to(fresh(people.collector)).exists()


def test_who_acts_while_it_is_taken_back_is_refused(people, city, boss):
    """Their standing was read before the manager took it back."""
    given = consent(boss, city)
    collector = fresh(people.collector)
    assert collector.standing.fills_for == {city.generator.pk}
    revoke_delegation(given, by=fresh(boss))
    with pytest.raises(NotPermitted):
        perform(WasteBatch, "declare", by=collector, data={"stream": city.oil.pk, "kg": "40"})
    assert not WasteBatch.objects.exists()


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("split", {"kg": "1"}),
        ("count", {"counted_kg": "1", "reason": "x"}),
        ("lose", {"kg": "1", "reason": "x"}),
        ("export", {"notice": "E", "country": "DE", "receiver": "W"}),
        ("treat", {"method": "D10"}),
    ],
)
def test_what_the_consent_does_not_name_stays_the_firm_s_own(people, city, boss, walk, action, data):
    consent(boss, city)
    batch = walk.stored("50")
    with pytest.raises(NotPermitted):
        perform(batch, action, by=fresh(people.collector), data=data)


def test_a_manifest_is_not_cancelled_voided_or_redirected_by_the_delegate(people, city, boss, walk):
    consent(boss, city)
    manifest = walk.issued()
    for action, data in (("cancel", {"reason": "x"}), ("void", {"reason": "x"}), ("freeze", {"reason": "x"})):
        with pytest.raises(NotPermitted):
            perform(manifest, action, by=fresh(people.collector), data=data)


def test_pages_let_the_delegate_declare_and_draw_up_and_no_more(client, people, city, boss, walk):
    client.force_login(people.collector)
    address = f"{reverse('manifests:declare')}?stream={city.oil.pk}"
    assert client.get(address).status_code == 404
    consent(boss, city)
    assert client.get(address).status_code == 200
    assert "Used oil" in client.get(reverse("manifests:declare")).content.decode()
    assert "Generator" in client.get(reverse("manifests:draw_up")).content.decode()
    batch = walk.stored("9")
    for name, args in (
        ("manifests:count_batch", [batch.pk]),
        ("facilities:stream", [city.oil.pk]),
        ("facilities:area", [walk.area(city.generator).pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403, name
    plan = reverse("facilities:file_plan", args=[city.generator.pk, clock.today().year])
    assert client.get(plan).status_code == 404
    assert client.get(reverse("facilities:people")).status_code == 403


def test_a_firm_that_has_closed_acts_for_nobody(people, city, boss):
    consent(boss, city, may_declare=True)
    collector = fresh(people.collector)
    assert collector.standing.fills_for == {city.generator.pk}
    firm = city.collector.enterprise
    firm.closed_on = clock.today()
    firm.save()
    with pytest.raises(NotPermitted):  # their standing was read before it closed
        perform(WasteBatch, "declare", by=collector, data={"stream": city.oil.pk, "kg": "40"})
    standing = fresh(people.collector).standing
    assert (standing.fills_for, standing.declares_for) == (frozenset(), frozenset())
