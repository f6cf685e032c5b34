"""Families as the database has them: what is read, in how many statements, how fast, and never by a scan."""

from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from time import perf_counter

import pytest
from django.db import connection

from facilities.keys import new_key
from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.fate import End, Kind, fate_of, sources_of
from manifests.lineage import ANCESTORS, DESCENDANTS, Entry, ancestors, descendants, graph_of, origins_of
from manifests.models import Fate, WasteBatch
from manifests.models.movement import HOLDING
from tests.lineages import mesh

NOON, LATER = datetime(2026, 3, 1, 4, tzinfo=UTC), datetime(2026, 3, 2, 4, tzinfo=UTC)
FURNACE, STORE = new_key(), new_key()
BURNT = End(Kind.TREATED, FURNACE, None, 7, NOON.date())


def entry(what, batch, kg, account="", parent=None, event=None, at=NOON, facility=None) -> Entry:
    method = 7 if (what, account) == ("out", "process") else None
    return Entry(what, batch, parent, event, account, facility, None, method, at, Decimal(kg))


def born(batch, kg) -> Entry:
    return entry("in", batch, kg, "source", event=f"birth of {batch}")


def burnt(batch, kg, event="t", at=NOON) -> Entry:
    return entry("out", batch, kg, "process", event=event, facility=FURNACE, at=at)


def stock(batch, kg) -> Entry:
    return entry("stock", batch, kg, "store", facility=STORE)


HELD = End(Kind.STORE, STORE)


def test_what_came_out_of_a_treatment_was_not_destroyed_in_it():
    """1000 kg of one and 500 kg of another are burnt to 150 kg of ash and 30 kg of slag; 20 kg of lime go along."""
    tree = graph_of(
        ["a", "b"],
        [
            *(born("a", 1000), born("b", 500), burnt("a", 1000), burnt("b", 500)),
            *(entry("link", "ash", 100, parent="a"), entry("link", "ash", 50, parent="b")),
            *(entry("link", "slag", 20, parent="a"), entry("link", "slag", 10, parent="b")),
            *(entry("in", "ash", 150, "process", event="t"), entry("in", "ash", 20, "source", event="t")),
            *(entry("in", "slag", 30, "process", event="t"), stock("ash", 170), stock("slag", 30)),
        ],
    )
    assert tree.nodes["a"].ends == {BURNT: 880}
    assert tree.nodes["ash"].own == 20
    assert fate_of(tree, "a") == {BURNT: 880, HELD: 120}
    assert fate_of(tree, "ash") == {HELD: 170}
    assert sources_of(tree, "ash") == {"a": 100, "b": 50, "ash": 20}


def test_ash_that_is_itself_treated_is_gone_by_that():
    tree = graph_of(
        ["a"],
        [
            *(born("a", 10), burnt("a", 10), entry("link", "ash", 4, parent="a")),
            *(entry("in", "ash", 4, "process", event="t"), burnt("ash", 4, "later", LATER)),
        ],
    )
    assert fate_of(tree, "a") == {BURNT: 6, End(Kind.TREATED, FURNACE, None, 7, LATER.date()): 4}


def test_a_split_before_a_treatment_is_no_product_of_it():
    tree = graph_of(["a"], [born("a", 10), entry("link", "b", 4, parent="a"), burnt("b", 4), stock("a", 6)])
    assert fate_of(tree, "a") == {BURNT: 4, HELD: 6}


@pytest.mark.parametrize("account", ["loss", "export", "process"])
def test_what_was_booked_back_has_not_ended(account):
    out = entry("out", "a", 6, account, event="t", facility=FURNACE)
    back = entry("in", "a", 2, account, event="void", at=LATER)
    tree = graph_of(["a"], [born("a", 10), out, back, stock("a", 6)])
    kg = {end.kind: kg for end, kg in fate_of(tree, "a").items()}
    ended = {"loss": Kind.LOST, "export": Kind.EXPORTED, "process": Kind.TREATED}[account]
    assert kg == {ended: 4, Kind.STORE: 6}


def test_what_was_lost_before_a_paper_declared_the_rest_is_not_on_it():
    lost = [entry("out", "a", 1, "loss", event="then"), entry("out", "a", 2, "loss", event="later", at=LATER)]
    entries = [born("a", 10), *lost, stock("a", 7)]
    after = graph_of(["a"], entries, since=LATER)
    assert {end.kind: kg for end, kg in fate_of(after, "a", Decimal(9)).items()} == {Kind.LOST: 2, Kind.STORE: 7}
    assert sorted(fate_of(graph_of(["a"], entries), "a").values()) == [1, 2, 7]


def test_a_declaration_taken_back_arose_nowhere_and_ends_nowhere():
    tree = graph_of(["a"], [born("a", 10), entry("out", "a", 10, "source", event="void")])
    assert fate_of(tree, "a") == {}


def test_a_family_is_all_that_came_out_and_no_neighbour(walk, people):
    whole, other = walk.stored("100"), walk.stored("50")
    perform(whole, "split", by=people.clerk, data={"kg": "40"})
    part = WasteBatch.objects.get(links_up__parent=whole, kg=40)
    perform(part, "regroup", by=people.clerk, data={"batches": [str(other.pk)]})
    mixed = WasteBatch.objects.get(links_up__parent=part)
    family = descendants([whole.pk])
    assert len(family.nodes) == 4 and other.pk not in family.nodes and mixed.pk in family.nodes
    assert family.intake[mixed.pk] == 90
    assert sources_of(ancestors([mixed.pk]), mixed.pk) == {whole.pk: 40, other.pk: 50}
    assert set(origins_of([mixed.pk, part.pk])) == {whole.pk, other.pk}


def test_nothing_asked_nothing_read(db):
    assert descendants([]).nodes == {} and origins_of([]) == []


@pytest.fixture
def thousand(city, people) -> list[list[WasteBatch]]:
    return mesh(city, people.clerk, generations=50, width=20)


def test_a_thousand_batches_are_traced_in_a_tenth_of_a_second(thousand, django_assert_num_queries):
    first, last = thousand[0][0], thousand[-1][0]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with django_assert_num_queries(2):
        assert len(descendants([first.pk]).nodes) == sum(min(depth + 1, 20) for depth in range(50))
        assert sum(sources_of(ancestors([last.pk]), last.pk).values()) == 100
    everything = [batch.pk for batch in thousand[0]]

    def trace() -> float:
        began = perf_counter()
        tree = descendants(everything)
        assert len(tree.nodes) == 1000
        assert sum(fate_of(tree, first.pk).values()) == 100
        return perf_counter() - began

    assert median(trace() for _each in range(5)) < 0.3  # 0.1 s on a machine that does nothing else


def test_all_of_a_family_is_brought_up_to_date_at_once(thousand):
    assert update_fate().changed == Fate.objects.count() == 20
    assert update_fate(everything=True).changed == 0


@pytest.mark.parametrize("statement", [ANCESTORS, DESCENDANTS], ids=["ancestors", "descendants"])
def test_a_family_is_never_found_by_a_scan(thousand, statement):
    keys = [batch.pk for batch in thousand[25]]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN {statement}", {"batches": keys, "holding": list(HOLDING)})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan and "Hash" not in plan.replace("HashAggregate", ""), plan
