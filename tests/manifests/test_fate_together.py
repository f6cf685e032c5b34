"""Runs of update_fate beside each other and beside the door: nothing waits in vain, nothing old is written."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from manifests.actions import update_fate as updating
from manifests.actions.update_fate import Updated, update_fate
from manifests.custody import perform
from manifests.lineage import descendants
from manifests.models import Fate, FateDue, WasteBatch

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(call):
    """Run the call to its end in a connection of its own."""

    def run():
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=30)


def places() -> set[tuple]:
    return set(Fate.objects.values_list("kind", "kg"))


def test_what_one_run_holds_another_passes_over(walk):
    walk.declared("10")
    with transaction.atomic():
        assert FateDue.objects.select_for_update().count() == len(FateDue.objects.select_for_update()) == 1
        assert elsewhere(update_fate) == Updated(0, 0)
        walk.declared("20")
    assert update_fate() == Updated(2, 2)


def test_the_door_does_not_wait_for_a_run_and_what_it_books_is_not_lost(walk, people, city, monkeypatch):
    batch = walk.declared("10")
    area = {"area": str(walk.area(city.generator).pk)}
    booked = []

    def meanwhile(origins):
        """The family as it was, and then somebody stores the batch before the run has written."""
        tree = descendants(origins)
        if not booked:
            booked.append(elsewhere(lambda: perform(batch, "store", by=people.clerk, data=area)))
        return tree

    monkeypatch.setattr(updating, "descendants", meanwhile)
    assert updating._take() == Updated(1, 1)
    assert places() == {("site", Decimal(10))}
    assert FateDue.objects.count() == 1
    update_fate()
    assert places() == {("store", Decimal(10))}


def test_many_runs_at_once_write_what_one_would(walk, people):
    whole = walk.stored("100")
    perform(whole, "split", by=people.clerk, data={"kg": "40"})
    for part in WasteBatch.objects.filter(links_up__parent=whole):
        perform(part, "split", by=people.clerk, data={"kg": "10"})
    walk.judged("part")

    def run(everything: bool):
        try:
            return update_fate(everything=everything)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, [False, True, False, True]))
    rows = sorted(Fate.objects.values_list("origin", "kind", "kg"))
    assert sum(kg for _origin, _kind, kg in rows) == 1100
    assert update_fate(everything=True).changed == 0
