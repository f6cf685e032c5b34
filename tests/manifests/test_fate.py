"""Sums over the family tree: worked examples, and whatever hypothesis thinks of adds up to the gram."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.fate import (
    SCALE,
    Circular,
    End,
    Graph,
    Kind,
    Link,
    Node,
    Unbalanced,
    backward,
    fate_of,
    fate_of_arisen,
    forward,
    percents,
    round_off,
    sources_of,
)

BURNT, REFINED, LOST = End(Kind.TREATED, "furnace"), End(Kind.TREATED, "refinery"), End(Kind.LOST, "yard")
HELD, ROAD = End(Kind.STORE, "yard"), End(Kind.TRANSIT)


def graph(nodes: dict, *links) -> Graph:
    """nodes: {key: (own, adjusted, {end: kg})}; links: (parent, child, kg)."""
    return Graph(
        {
            key: Node(Decimal(own), Decimal(adjusted), {end: Decimal(kg) for end, kg in ends.items()})
            for key, (own, adjusted, ends) in nodes.items()
        },
        [Link(parent, child, Decimal(kg)) for parent, child, kg in links],
    )


def plain(rows: dict) -> dict:
    return {key: str(kg) for key, kg in rows.items()}


EXAMPLES = {
    "it lies where it arose": (
        graph({"a": (10, 0, {HELD: 10})}),
        {HELD: "10.000"},
    ),
    "a diamond: split, treated at two sites, and what is left put together again": (
        graph(
            {"a": (100, 0, {}), "b": (0, 0, {BURNT: 20}), "c": (0, 0, {REFINED: 10}), "d": (0, 0, {HELD: 70})},
            ("a", "b", 60), ("a", "c", 40), ("b", "d", 40), ("c", "d", 30),
        ),
        {BURNT: "20.000", REFINED: "10.000", HELD: "70.000"},
    ),
    "three generators in one drum: each has its third of every way out": (
        graph(
            {"a": (1, 0, {}), "b": (1, 0, {}), "c": (1, 0, {}), "d": (0, 0, {BURNT: 1, REFINED: 1, HELD: 1})},
            ("a", "d", 1), ("b", "d", 1), ("c", "d", 1),
        ),
        # 333⅓ g each: the gram left over goes to the first of those with the same remainder
        {BURNT: "0.334", REFINED: "0.333", HELD: "0.333"},
    ),
    "accepted in part: a half goes back and is treated elsewhere": (
        graph(
            {"a": (1000, 0, {}), "b": (0, 0, {BURNT: 400}), "c": (0, 0, {REFINED: 600})},
            ("a", "b", 400), ("a", "c", 600),
        ),
        {BURNT: "400.000", REFINED: "600.000"},
    ),
    "refused and on its way back": (graph({"a": (5, 0, {ROAD: 5})}), {ROAD: "5.000"}),
    "the scale said less": (graph({"a": (100, -3, {BURNT: 97})}), {BURNT: "97.000", SCALE: "3.000"}),
    "the scale said more": (graph({"a": (100, 4, {BURNT: 104})}), {BURNT: "104.000", SCALE: "-4.000"}),
    "the scale said more after two were put together: a quarter of it each fourth": (
        graph({"a": (25, 0, {}), "b": (75, 0, {}), "c": (0, 8, {BURNT: 108})}, ("a", "c", 25), ("b", "c", 75)),
        {BURNT: "27.000", SCALE: "-2.000"},
    ),
    "burnt to ash with lime added: the ash is in a store, the rest was destroyed": (
        graph(
            {"a": (1000, 0, {BURNT: 900}), "b": (500, 0, {BURNT: 450}), "ash": (50, 0, {HELD: 120, LOST: 80})},
            ("a", "ash", 100), ("b", "ash", 50),
        ),
        {BURNT: "900.000", HELD: "60.000", LOST: "40.000"},
    ),
    "a batch from nowhere, found at stock-taking, is put to it: only its own share is its own": (
        graph({"a": (10, 0, {}), "x": (0, 10, {HELD: 10}), "b": (0, 0, {BURNT: 10})}, ("a", "b", 10)),
        {BURNT: "10.000"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples(name):
    tree, rows = EXAMPLES[name]
    assert plain(fate_of(tree, "a")) == rows
    assert sum(map(Decimal, rows.values())) == tree.intake["a"]


def test_of_the_ash_only_the_lime_arose_as_it():
    tree, _rows = EXAMPLES["burnt to ash with lime added: the ash is in a store, the rest was destroyed"]
    assert plain(fate_of_arisen(tree, "ash")) == {HELD: "30.000", LOST: "20.000"}
    assert fate_of_arisen(tree, "a") == fate_of(tree, "a")


def test_what_was_found_and_arose_nowhere_has_no_fate():
    assert fate_of(graph({"x": (0, 10, {HELD: 10})}), "x") == {}


def test_a_paper_that_said_another_weight_counts_from_there():
    """It arose as 100, came to the first gate as 97; the second manifest said 97, and its gate 95."""
    tree = graph({"a": (100, -5, {BURNT: 95})})
    assert plain(fate_of(tree, "a")) == {BURNT: "95.000", SCALE: "5.000"}
    assert plain(fate_of(tree, "a", Decimal(97))) == {BURNT: "95.000", SCALE: "2.000"}


def test_a_hundred_splits_deep():
    nodes = {0: (Decimal("100.007"), 0, {})}
    links = []
    left = Decimal("100.007")
    for depth in range(1, 100):
        nodes[depth], nodes[-depth] = (0, 0, {}), (0, 0, {BURNT: 1})
        links += [(depth - 1, -depth, 1), (depth - 1, depth, left - 1)]
        left -= 1
    nodes[99] = (0, 0, {HELD: left})
    assert plain(fate_of(graph(nodes, *links), 0)) == {BURNT: "99.000", HELD: "1.007"}


def test_what_is_in_the_ash():
    tree, _rows = EXAMPLES["burnt to ash with lime added: the ash is in a store, the rest was destroyed"]
    assert plain(sources_of(tree, "ash")) == {"a": "100.000", "ash": "50.000", "b": "50.000"}


def test_what_passes_along_each_link_is_only_ones_own():
    tree = graph(
        {"a": (25, 0, {}), "b": (75, 0, {}), "c": (0, 0, {}), "d": (0, 0, {HELD: 60}), "e": (0, 0, {BURNT: 40})},
        ("a", "c", 25), ("b", "c", 75), ("c", "d", 60), ("c", "e", 40),
    )  # fmt: skip
    assert forward(tree, "a").along == {("a", "c"): 25, ("c", "d"): 15, ("c", "e"): 10}
    assert backward(tree, "d").along == {("a", "c"): 15, ("b", "c"): 45, ("c", "d"): 60}


def test_what_does_not_balance_is_not_told():
    with pytest.raises(Unbalanced):
        fate_of(graph({"a": (10, 0, {HELD: 9})}), "a")


def test_nothing_is_its_own_ancestor():
    with pytest.raises(Circular):
        fate_of(graph({"a": (1, 0, {}), "b": (0, 0, {HELD: 1})}, ("a", "b", 2), ("b", "a", 1)), "a")


def test_rounding_is_to_whole_units_and_keeps_the_sum():
    thirds = [Fraction(1, 3)] * 3
    assert round_off(thirds, Decimal("0.001")) == [Decimal("0.334"), Decimal("0.333"), Decimal("0.333")]
    assert round_off([Fraction(-5, 2), Fraction(7, 2)], Decimal(1)) == [-2, 3]
    assert [str(share) for share in percents([Decimal(1)] * 3)] == ["33.34", "33.33", "33.33"]
    assert percents([Decimal(0)]) == [0]


ENDS = [BURNT, REFINED, LOST, HELD, ROAD]
GRAMS = st.integers(1, 10**7)


@st.composite
def trees(draw) -> Graph:
    """Any family: batches that arise, take parts of earlier ones, are weighed anew, and go out by any ways."""
    nodes, links, left = {}, [], {}
    for key in range(draw(st.integers(1, 10))):
        own = draw(st.one_of(st.just(0), GRAMS)) if links or key else draw(GRAMS)
        into = 0
        for parent in draw(st.lists(st.sampled_from(range(key)), unique=True, max_size=3)) if key else ():
            if left[parent]:
                kg = draw(st.integers(1, left[parent]))
                left[parent] -= kg
                into += kg
                links.append((parent, key, Decimal(kg) / 1000))
        if not own + into:
            own = draw(GRAMS)
        adjusted = draw(st.integers(-(own + into), own + into))
        left[key] = own + into + adjusted
        nodes[key] = [own, adjusted, {}]
    for key, (_own, _adjusted, ends) in nodes.items():
        for end in draw(st.lists(st.sampled_from(ENDS), unique=True, max_size=2)):
            if left[key]:
                ends[end] = draw(st.integers(1, left[key]))
                left[key] -= ends[end]
        if left[key]:
            ends[HELD] = ends.get(HELD, 0) + left[key]
    return graph(
        {
            key: (Decimal(own) / 1000, Decimal(adjusted) / 1000, {end: Decimal(kg) / 1000 for end, kg in ends.items()})
            for key, (own, adjusted, ends) in nodes.items()
        },
        *links,
    )


@given(trees())
def test_whatever_happens_it_adds_up(tree):
    whole = {}
    for key, node in tree.nodes.items():
        rows = fate_of(tree, key)
        assert sum(rows.values()) == tree.intake[key]
        assert all(kg > 0 for end, kg in rows.items() if end != SCALE)
        assert sum(percents(list(rows.values()))) == (100 if sum(rows.values()) else 0)
        assert sum(sources_of(tree, key).values()) == tree.intake[key]
        arisen = fate_of_arisen(tree, key)
        assert sum(arisen.values()) == node.own
        for end, kg in arisen.items():
            whole[end] = whole.get(end, 0) + Fraction(kg)
    # All origins together account for all that ended, but for the grams of rounding.
    for end in ENDS:
        there = sum((Fraction(node.ends.get(end, 0)) for node in tree.nodes.values()), Fraction(0))
        assert abs(whole.get(end, 0) - there) <= Fraction(len(tree.nodes), 1000)


@given(trees())
def test_forward_and_backward_agree(tree):
    """What of an origin passes into a batch is, in that batch's kilograms, what the batch has of the origin."""
    for target in tree.nodes:
        basis = Fraction(tree.intake[target])
        for origin, _kg in sources_of(tree, target).items():
            own = Fraction(tree.nodes[origin].own) / Fraction(tree.intake[origin])
            down = forward(tree, origin).through.get(target, 0) * own
            up = backward(tree, target).through[origin] * own
            assert (down == 0) == (up == 0)
            if not any(node.adjusted for node in tree.nodes.values()):
                assert down == up <= basis
