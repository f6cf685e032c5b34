"""Two people, or thirty-two, at the same moment: real threads, real transactions."""

import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from facilities.errors import Refusal
from facilities.models import DisposalMethod, PermitUsage
from manifests.custody import perform
from manifests.models import CustodyEvent, Manifest, Stock, WasteBatch
from manifests.numbers import read_manifest_number
from tests.at_once import at_once
from tests.city import contract, permit
from tests.walk import judgement

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(results) -> list[str]:
    return [result.code for result in results if isinstance(result, Refusal)]


def test_two_receivers_judge_a_load_once(walk, people):
    manifest = walk.arrived()
    line = manifest.lines.get()
    accept = {"lines": [judgement(line)]}
    refuse = {"lines": [judgement(line, "refuse")]}
    results = at_once(
        lambda: perform(manifest, "receive", by=people.receiver, data=accept),
        lambda: perform(manifest, "receive", by=people.receiver, data=refuse),
    )
    assert refusals(results) == ["transition_not_allowed"]
    assert CustodyEvent.objects.filter(action="receive").count() == 1
    assert sum(row.kg for row in Stock.objects.all()) == Decimal(1000)


def test_two_clerks_pick_the_same_stock_once(walk, people):
    batch = walk.stored()
    results = at_once(lambda: walk.draft(batch), lambda: walk.draft(batch))
    assert refusals(results) == ["batch_not_stored"]
    assert Manifest.objects.count() == 1


def test_two_clerks_picking_in_opposite_order_do_not_deadlock(walk):
    first, second = walk.stored(), walk.stored()
    results = at_once(lambda: walk.draft(first, second), lambda: walk.draft(second, first))
    assert refusals(results) == ["batch_not_stored"]


def test_a_second_click_at_the_same_moment_gets_the_first_answer(walk, people):
    manifest = walk.assigned()
    press = lambda: perform(manifest, "depart", by=people.driver, idempotency_key="tap")  # noqa: E731
    results = at_once(press, press, press)
    assert refusals(results) == []
    assert len({outcome.event.pk for outcome in results}) == 1
    assert sorted(outcome.repeated for outcome in results) == [False, True, True]


def test_a_freeze_and_a_departure_at_the_same_moment_leave_one_truth(walk, people):
    manifest = walk.assigned()
    results = at_once(
        lambda: perform(manifest, "depart", by=people.driver),
        lambda: perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"}),
    )
    fresh = Manifest.objects.get(pk=manifest.pk)
    assert fresh.frozen_at is not None
    # Either the truck was first and the freeze came after it, or the freeze was first and the truck stayed.
    assert refusals(results) in ([], ["manifest_frozen"])
    assert fresh.state == ("issued" if refusals(results) else "in_transit")
    assert fresh.events.count() == fresh.event_count


def test_numbers_under_32_concurrent_issues_are_all_different(walk, people, city):
    drafts = [walk.draft(walk.stored("10")) for _ in range(32)]
    results = at_once(*[lambda draft=draft: perform(draft, "issue", by=people.clerk) for draft in drafts])
    assert refusals(results) == []
    numbers = [outcome.subject.number for outcome in results]
    assert len(set(numbers)) == 32
    assert all(read_manifest_number(number) == number for number in numbers)
    assert PermitUsage.objects.get().committed_kg == Decimal(320)


def test_batch_numbers_and_labels_under_32_concurrent_declarations_are_all_different(city, people):
    data = {"stream": city.oil.pk, "kg": "9", "container_count": 3, "container_litres": "50"}
    results = at_once(*[lambda: perform(WasteBatch, "declare", by=people.clerk, data=data)] * 32)
    assert refusals(results) == []
    assert len({outcome.subject.number for outcome in results}) == 32
    ids = [container.digital_id for outcome in results for container in outcome.subject.containers.all()]
    assert len(ids) == len(set(ids)) == 96


def test_two_clerks_send_a_refused_load_elsewhere_at_once(walk, city, people):
    permit(city.outside, "P-SECOND", (["HW08"], ["D10"], 20_000))
    contract(city.generator, city.outside)
    child = walk.judged("refuse").children.get()
    goal = {"consignee": city.outside.pk, "method": "D10"}
    send = lambda: perform(Manifest(pk=child.pk), "redirect", by=people.clerk, data=goal)  # noqa: E731
    assert refusals(at_once(send, send)) == ["goes_there_already"]
    assert PermitUsage.objects.get(item__permit__number="P-SECOND").committed_kg == Decimal(1000)


def test_a_driver_who_arrives_while_the_load_is_sent_elsewhere_is_not_held_up(walk, city, people):
    permit(city.outside, "P-SECOND", (["HW08"], ["D10"], 20_000))
    contract(city.generator, city.outside)
    child = walk.judged("refuse").children.get()
    goal = {"consignee": city.outside.pk, "method": "D10"}
    results = at_once(
        lambda: perform(Manifest(pk=child.pk), "redirect", by=people.clerk, data=goal),
        lambda: perform(Manifest(pk=child.pk), "arrive", by=people.driver),
    )
    assert set(refusals(results)) <= {"transition_not_allowed"}  # the clerk came too late
    assert Manifest.objects.get(pk=child.pk).state == "arrived"


def test_two_desks_stop_one_load_at_once(walk, people):
    load = walk.in_transit()
    stop = {"place": "Service area", "reason": "flat tyre"}
    calls = [
        lambda by=by: perform(Manifest(pk=load.pk), "lay_over", by=by, data=stop)
        for by in (people.driver, people.dispatcher)
    ]
    assert refusals(at_once(*calls)) == ["transition_not_allowed"]
    assert CustodyEvent.objects.filter(manifest=load, action="lay_over").count() == 1


def test_who_waited_while_the_method_changed_finds_the_manifest_as_it_is_now(walk):
    """The lock joins the method, which PostgreSQL holds against the row that it waited for: it then answers nothing."""
    manifest = walk.issued()
    other = DisposalMethod.objects.exclude(pk=manifest.method_id).first()

    def lock():
        try:
            with transaction.atomic():
                return Manifest.objects.locked(manifest.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Manifest.objects.filter(pk=manifest.pk).update(method=other)
            waiting = pool.submit(lock)
            for _try in range(500):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[0]:
                        break
                time.sleep(0.01)
            assert not waiting.done()
        assert waiting.result().method == other
