"""Corrections by consent are told: who is asked, each answer, the end, a reminder; each once. And the moot ones."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock, notices
from facilities.models import Notice
from manifests.actions.answer_amendment import agree, decline, withdraw
from manifests.actions.lapse_amendments import lapse_amendments
from manifests.actions.propose_amendment import propose
from manifests.actions.tell_of_amendments import remind_of_amendments
from manifests.custody import perform
from manifests.models import Amendment
from manifests.quantities import MOST_KG
from tests.manifests.test_amendments import WEIGHT, asked, code_of


def heard(person) -> list[str]:
    """What a person was told of corrections, the first first."""
    rows = Notice.objects.filter(person=person, kind="amendment").order_by("sent_at", "pk")
    return [notices.words(row) for row in rows]


def test_whoever_must_agree_is_asked_and_nobody_else(walk, people):
    amendment = asked(walk.closed(), people.receiver, (WEIGHT, "950"))
    (said,) = heard(people.clerk)
    assert "Furnace Ltd asks to correct manifest" in said and "Line 1 · Accepted" in said
    (notice,) = Notice.objects.filter(kind="amendment", person=people.clerk)
    assert notice.path == reverse("manifests:amendment", args=[amendment.pk])
    for person in (people.receiver, people.dispatcher, people.driver, people.reader, people.outsider):
        assert not heard(person)


def test_the_proposer_hears_each_answer_and_the_end_once(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    agree(amendment, by=people.clerk)
    agree(amendment, by=people.clerk)
    answer, end = heard(people.receiver)
    assert answer.startswith("Generator Ltd agrees to the correction of manifest")
    assert end.startswith("Everybody agrees: manifest")
    assert len(heard(people.clerk)) == 1  # only that it was asked


@pytest.mark.parametrize("way", ["decline", "withdraw", "lapse"])
def test_the_end_is_told_to_whom_it_concerns(walk, people, way):
    amendment = asked(walk.closed(), people.receiver, (WEIGHT, "950"))
    match way:
        case "decline":
            decline(amendment, by=people.clerk, reason="our scale says 1000")
            assert heard(people.receiver)[-1].startswith("Generator Ltd declines the correction")
            assert heard(people.receiver)[-1].endswith("our scale says 1000")
            assert len(heard(people.clerk)) == 1
        case "withdraw":
            withdraw(amendment, by=people.receiver)
            assert heard(people.clerk)[-1].startswith("Furnace Ltd takes back the correction")
            assert not heard(people.receiver)
        case "lapse":
            with clock.standing_at(amendment.lapses_at):
                assert (lapse_amendments(), lapse_amendments()) == (1, 0)
            for person in (people.receiver, people.clerk):
                assert heard(person)[-1].endswith("has lapsed: nobody answered in time.")


def test_a_reminder_goes_out_three_days_before_and_once(walk, people):
    amendment = asked(walk.closed(), people.receiver, (WEIGHT, "950"))
    with clock.standing_at(amendment.lapses_at - timedelta(days=3, seconds=1)):
        assert remind_of_amendments() == 0
    with clock.standing_at(amendment.lapses_at - timedelta(days=3)):
        remind_of_amendments()
        remind_of_amendments()
    assert [said for said in heard(people.clerk) if "lapses unless answered by" in said] == heard(people.clerk)[1:]
    assert len(heard(people.clerk)) == 2 and not heard(people.receiver)


def test_who_has_answered_is_not_reminded(walk, people):
    amendment = asked(walk.closed(), people.receiver, (WEIGHT, "950"))
    decline(amendment, by=people.clerk, reason="no")
    with clock.standing_at(amendment.lapses_at - timedelta(days=1)):
        assert remind_of_amendments() == 0


def test_a_correction_of_what_is_void_ends_at_once_and_is_told(client, walk, people):
    manifest = walk.closed()
    amendment, voter = asked(manifest, people.receiver, (WEIGHT, "950")), people.clerk
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    amendment.refresh_from_db()
    assert (amendment.state, amendment.ended_reason) == ("moot", "typed twice")
    assert "is moot: the manifest is void or cancelled." in heard(amendment.person)[-1]
    client.force_login(voter)
    page = client.get(reverse("manifests:todo"))
    assert "Corrections to answer" not in [str(each["group"].title) for each in page.context["groups"]]
    assert "Moot" in client.get(reverse("manifests:amendment", args=[amendment.pk])).content.decode()
    assert code_of(lambda: agree(amendment, by=voter)) == "amendment_ended"


def test_weights_that_add_up_to_too_much_are_refused_in_words(walk, people):
    two = walk.judged(manifest=walk.arrived(walk.stored("500"), walk.stored("700")))
    changes = [{"field": f"/lines/{number}/accepted_kg", "value": str(MOST_KG)} for number in (1, 2)]
    assert code_of(lambda: propose(two, by=people.receiver, changes=changes, reason="x")) == "kg_sum_too_large"
    assert not Amendment.objects.exists()


def test_a_draft_whose_lines_add_up_to_too_much_is_refused_in_words(walk):
    stored = [walk.stored(str(MOST_KG)), walk.stored("1")]
    assert code_of(lambda: walk.draft(*stored)) == "kg_sum_too_large"
