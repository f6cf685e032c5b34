"""Thousands of random steps, legal and not, by random people, some twice and some at once: everything still adds up."""

import os
from collections import Counter
from random import Random

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from facilities.errors import Refusal
from manifests.custody import Outcome
from manifests.models import CustodyEvent
from manifests.states import TRANSITIONS
from tests.at_once import at_once
from tests.city import OIL, stream
from tests.fire.deeds import DATA, Chance, own_rows
from tests.fire.sums import assert_everything_adds_up, kilograms_arisen

LIVES = int(os.environ.get("FIRE_LIVES", "15"))  # more for a long night: FIRE_LIVES=2000
STEPS, TOGETHER = 30, 10  # rules a life has at most, and calls a rule makes
PAIRS = int(os.environ.get("FIRE_PAIRS", "120"))
ASH, SLAG = "772-003-18", "772-004-18"


def test_every_action_of_the_table_is_tried():
    assert set(DATA) == {(row.subject, row.action) for row in own_rows()}
    assert len(own_rows()) > len(TRANSITIONS) / 2


@pytest.fixture
def town(city, people, fleet):
    """The city, with a furnace that knows its ash."""
    stream(city.site, "Fly ash", ASH)
    stream(city.site, "Slag", SLAG)
    stream(city.collector, "Collected oil", OIL)
    return city


def test_random_lives_add_up(town, people, walk):
    walk.issued(walk.stored("300"))
    walk.arrived(walk.stored("400"))
    happened, seeds = Counter(), st.integers(0, 2**64 - 1)

    class Lives(RuleBasedStateMachine):
        """One city; put back to where it was for the next life."""

        def __init__(self):
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()
            self.number, self.last = 0, None

        @rule(seed=seeds)
        def people_do_things(self, seed: int):
            chance = Chance(Random(seed), town, people)
            for _each in range(TOGETHER):
                self.number += 1
                self.last = chance.attempt(key=f"step-{self.number}")
                happened[self.last.action, _said(self.last.make())] += 1

        @rule()
        def and_sends_it_again(self):
            if self.last is None:
                return
            before = CustodyEvent.objects.count()
            answer = self.last.make()
            assert CustodyEvent.objects.count() == before or not getattr(answer, "repeated", True)

        @rule(seed=seeds)
        def the_carrier_plans(self, seed: int):
            Chance(Random(seed), town, people).plan_a_trip(people.dispatcher)

        def teardown(self):
            try:
                assert_everything_adds_up()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    run_state_machine_as_test(Lives, settings=settings(max_examples=LIVES, stateful_step_count=STEPS))
    print(happened.most_common())
    done = {action for (action, said), _count in happened.items() if said == "done"}
    assert sum(happened.values()) > LIVES * STEPS
    assert {"declare", "store", "draw_up", "issue", "depart", "receive", "split", "count", "lose"} <= done, happened


@pytest.mark.django_db(transaction=True)
def test_pairs_at_once_add_up(town, people, walk):
    """Each round two act at the same moment, often on the same thing; every fifth pair is one call sent twice."""
    dice = Random(20260310)
    for _each in range(4):
        walk.stored("500")
        walk.assigned(walk.stored("250"))
    answers = Counter()
    for number in range(PAIRS):
        chance = Chance(dice, town, people)
        first = chance.attempt(key=f"pair-{number}")
        second = first if number % 5 == 0 else chance.attempt(key=f"pair-{number}-b")
        if number % 7 == 0:
            chance.plan_a_trip(people.dispatcher)
        results = at_once(first.make, second.make)
        answers.update(_said(result) for result in results)
        if first is second:
            keyed = CustodyEvent.objects.filter(idempotency_key=first.key).count()
            assert keyed == int(any(isinstance(result, Outcome) for result in results)), first
    assert answers["done"] > PAIRS / 4, answers
    assert kilograms_arisen() > 0
    assert_everything_adds_up()


def _said(answer) -> str:
    return answer.code + answer.field if isinstance(answer, Refusal) else "done"
