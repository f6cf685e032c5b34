"""A closed firm's documents are finished and not started; and three more defects seen elsewhere (D4, D9, D10)."""

from datetime import timedelta

import pytest

from facilities import clock
from facilities.errors import Refusal
from facilities.models import CarrierLicence
from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from tests.at_once import at_once
from tests.walk import judgement


def close(site, *, firm: bool, on=None) -> None:
    row = site.enterprise if firm else site
    row.closed_on = on or clock.today()
    row.save()


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize("name", ["generator", "site", "carrier"])
def test_what_is_closed_starts_nothing(walk, people, city, name, firm):
    draft, stored = walk.draft(), walk.stored("5")
    close(getattr(city, name), firm=firm)
    assert code_of(lambda: perform(draft, "issue", by=people.clerk)) == "party_closed"
    assert code_of(lambda: walk.draft(stored)) == "unknown_choice"


def test_a_firm_that_closes_tomorrow_still_issues_today(walk, people, city):
    draft = walk.draft()
    close(city.site, firm=True, on=clock.today() + timedelta(days=1))
    assert perform(draft, "issue", by=people.clerk).subject.state == "issued"


def test_what_is_under_way_is_finished_by_the_closed_firms_own_people(walk, people, city):
    manifest = walk.assigned()
    close(city.generator, firm=True)
    perform(manifest, "depart", by=people.driver)  # a closed site is emptied
    for name in ("site", "carrier"):  # on the road nothing is held up
        close(getattr(city, name), firm=True)
    perform(manifest, "arrive", by=people.driver)
    lines = [judgement(line) for line in manifest.lines.all()]
    perform(manifest, "receive", by=people.receiver, data={"lines": lines})
    assert perform(manifest, "close", by=people.receiver).subject.state == "closed"


def test_a_closed_firm_keeps_its_voice_in_what_it_signed(walk, people, city):
    """Decided: it signed, so its people consent; without any the correction lapses and the authority may impose it."""
    manifest = walk.closed()
    close(city.generator, firm=True)
    change = [{"field": "/lines/1/accepted_kg", "value": "950"}]
    asked = propose(manifest, by=people.receiver, changes=change, reason="typed wrongly")[0]
    assert asked.state == "proposed"
    assert agree(asked, by=people.clerk)[0].state == "agreed"
    again = propose(manifest, by=people.clerk, changes=[{**change[0], "value": "940"}], reason="and again")[0]
    assert again.state == "proposed"  # correcting is finishing


@pytest.mark.django_db(transaction=True)
def test_d4_two_at_once_never_take_the_same_kilograms(walk, people, city):
    whole, one, two = walk.stored("100"), walk.stored("10"), walk.stored("20")
    answers = at_once(
        lambda: perform(one, "regroup", by=people.clerk, data={"batches": [str(whole.pk)]}),
        lambda: perform(two, "regroup", by=people.clerk, data={"batches": [str(whole.pk)]}),
        lambda: walk.draft(whole, kg="60"),
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    lying = WasteBatch.objects.filter(state__in=("stored", "allotted"))
    assert sum(batch.kg for batch in lying) == 130


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        ("licence", "carrier_licence_missing"),
        ("truck", "vehicle_certificate_expired"),
        ("driver", "driver_certificate_expired"),
        ("escort", "escort_certificate_expired"),
    ],
)
def test_d9_a_licence_is_judged_when_the_carrier_signs_and_not_when_it_was_entered(
    walk, people, city, fleet, paper, code
):
    manifest = walk.assigned()  # all papers were valid when the trip was planned
    row = CarrierLicence.objects.get(facility=city.carrier) if paper == "licence" else getattr(fleet, paper)
    row.valid_from, row.valid_to = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    row.save()
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == code
    assert not manifest.events.filter(action="depart").exists()
    row.valid_to = clock.today()
    row.save()
    assert perform(manifest, "depart", by=people.driver).subject.state == "in_transit"


@pytest.mark.parametrize("action", ["issue", "depart", "arrive", "receive", "close", "cancel"])
def test_d10_no_signature_bears_a_time_that_the_sender_made_up(walk, people, action):
    before = {"issue": "draft", "depart": "issued", "arrive": "in_transit", "receive": "arrived", "close": "accepted"}
    manifest = walk.to_state(before.get(action, "draft"))
    by = {"depart": people.driver, "arrive": people.driver, "receive": people.receiver, "close": people.receiver}
    data = {"reason": "because", "lines": [judgement(line) for line in manifest.lines.all()]}

    def signed_at(moment):
        return perform(manifest, action, by=by.get(action, people.clerk), data=data, happened_at=moment)

    now = clock.now()
    assert code_of(lambda: signed_at(now + timedelta(hours=1))) == "time_in_future"
    assert code_of(lambda: signed_at(now.replace(year=1999))) == "time_too_early"
    assert code_of(lambda: signed_at(now.replace(tzinfo=None))) == "time_without_zone"
    event = signed_at(now - timedelta(hours=1, days=1)).event
    # Told late, it is kept apart from when it was recorded, which only the service says.
    assert event.recorded_at >= now and event.happened_at == now - timedelta(hours=1, days=1)
    assert Manifest.objects.get(pk=manifest.pk).event_head == event.hash
