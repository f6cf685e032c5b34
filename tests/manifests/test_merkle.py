"""The tree of RFC 9162: known roots, proofs that prove, and everything that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.proofs.merkle import (
    EMPTY,
    DoesNotProve,
    Range,
    consistency_proof,
    cover,
    fold,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The example that Certificate Transparency's implementations have in common: eight leaves, and the root over the
# first n of them.
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in DATA]


def nodes(leaves):
    """What knows every complete subtree over the leaves."""
    return lambda level, place: fold(leaves[place << level : (place + 1) << level])


def grown(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4)) for number in range(count)]


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS)))
def test_the_known_roots(size, root):
    assert root_of(LEAVES[:size]).hex() == root
    assert Range.of(size, nodes(LEAVES)).root.hex() == root


def test_the_known_paths():
    """From RFC 6962's implementations: the path of leaf 5 among eight, and from six leaves to eight."""
    node = nodes(LEAVES)
    assert [step.hex()[:8] for step in inclusion_proof(5, 8, node)] == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert [step.hex()[:8] for step in consistency_proof(6, 8, node)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


def test_a_leaf_is_no_node():
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


sizes = st.integers(1, 700)


@st.composite
def places(draw):
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@st.composite
def pairs(draw):
    newer = draw(sizes)
    return draw(st.integers(1, newer)), newer


@given(places())
def test_every_leaf_is_proven_and_at_its_own_place_only(place):
    index, size = place
    leaves = grown(size)
    root, path = root_of(leaves), inclusion_proof(index, size, nodes(leaves))
    verify_inclusion(leaves[index], index, size, path, root)
    assert len(path) <= (size - 1).bit_length()
    other = (index + 1) % size
    if other != index:
        with pytest.raises(DoesNotProve):
            verify_inclusion(leaves[index], other, size, path, root)
        with pytest.raises(DoesNotProve):
            verify_inclusion(leaves[other], index, size, path, root)


@given(places(), st.data())
def test_a_path_with_any_bit_flipped_proves_nothing(place, data):
    index, size = place
    leaves = grown(size)
    root, path = root_of(leaves), inclusion_proof(index, size, nodes(leaves))
    at = data.draw(st.integers(-1, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    leaf = leaves[index]
    if at < 0:
        leaf = flipped(leaf, bit)
    else:
        path[at] = flipped(path[at], bit)
    with pytest.raises(DoesNotProve):
        verify_inclusion(leaf, index, size, path, root)


@given(pairs(), st.data())
def test_a_tree_continues_its_beginnings_and_nothing_else(pair, data):
    older, newer = pair
    leaves = grown(newer)
    old_root, new_root = root_of(leaves[:older]), root_of(leaves)
    path = consistency_proof(older, newer, nodes(leaves))
    verify_consistency(older, newer, path, old_root, new_root)
    changed = data.draw(st.integers(0, older - 1))
    forged = [*leaves[:changed], leaf_hash(b"forged"), *leaves[changed + 1 :]]
    with pytest.raises(DoesNotProve):  # the path of the rewritten tree, against the root that was kept
        verify_consistency(older, newer, consistency_proof(older, newer, nodes(forged)), old_root, root_of(forged))
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        path[at] = flipped(path[at], data.draw(st.integers(0, 255)))
        with pytest.raises(DoesNotProve):
            verify_consistency(older, newer, path, old_root, new_root)


def flipped(hash_: bytes, bit: int) -> bytes:
    return (int.from_bytes(hash_) ^ 1 << bit).to_bytes(32)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_goes_on_where_it_was_put_down(first, more):
    leaves = grown(first + more)
    going = Range.of(first, nodes(leaves))
    seen = {}
    for leaf in leaves[first:]:
        going.append(leaf, lambda level, place, root: seen.update({(level, place): root}))
    assert going.root == root_of(leaves)
    assert seen == {
        (level, place): nodes(leaves)(level, place)
        for level in range(1, 10)
        for place in range(len(leaves) >> level)
        if (place + 1) << level > first
    }


SPOILED = {
    "too long": lambda path, root: [*path, path[0]],
    "too long by the root": lambda path, root: [*path, root],
    "begins with more": lambda path, root: [path[0], *path],
    "begins with the root": lambda path, root: [root, *path],
    "begins with nothing": lambda path, root: [b"", *path],
    "too short": lambda path, root: path[:-1],
    "without its first": lambda path, root: path[1:],
    "one left out": lambda path, root: [path[0], *path[2:]],
    "the wrong way round": lambda path, root: path[::-1],
    "empty": lambda path, root: [],
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=list(SPOILED))
def test_a_spoiled_path_proves_nothing(spoil):
    node, root = nodes(LEAVES[:7]), root_of(LEAVES[:7])
    path = inclusion_proof(2, 7, node)
    with pytest.raises(DoesNotProve):
        verify_inclusion(LEAVES[2], 2, 7, spoil(path, root), root)
    between = consistency_proof(3, 7, node)
    with pytest.raises(DoesNotProve):
        verify_consistency(3, 7, spoil(between, root), root_of(LEAVES[:3]), root)


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 8), (0, 0), (8, 8), (9, 8), (5, 4), (5, 16), (4, 8), (1, 8), (5 ^ 2, 8), (2**70, 8)]
)
def test_a_path_of_another_place_or_size_proves_nothing(index, size):
    path = inclusion_proof(5, 8, nodes(LEAVES))
    with pytest.raises(DoesNotProve):
        verify_inclusion(LEAVES[5], index, size, path, root_of(LEAVES))


@pytest.mark.parametrize(("leaf", "root"), [(b"", b""), (LEAVES[0], b""), (b"", LEAVES[0]), (LEAVES[1], LEAVES[0])])
def test_a_single_leaf_is_its_own_root(leaf, root):
    verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])
    with pytest.raises(DoesNotProve):
        verify_inclusion(leaf, 0, 1, [], root)


ROOT = {size: bytes.fromhex(text) for size, text in enumerate(ROOTS)}


@pytest.mark.parametrize(
    ("older", "newer", "path", "old_root", "new_root"),
    [
        (0, 1, [], EMPTY, ROOT[1]),  # of a tree without leaves nothing is shown
        (0, 1, [ROOT[1]], EMPTY, ROOT[1]),
        (0, 0, [], ROOT[1], ROOT[1]),
        (0, 0, [EMPTY], EMPTY, EMPTY),
        (1, 1, [], ROOT[1], ROOT[2]),
        (1, 1, [ROOT[1]], ROOT[1], ROOT[1]),
        (2, 1, [], ROOT[2], ROOT[1]),
        (-1, 1, [], ROOT[1], ROOT[1]),
        (1, 2, [], ROOT[1], ROOT[2]),
        (3, 7, consistency_proof(3, 7, nodes(LEAVES)), ROOT[7], ROOT[3]),
        (2, 7, consistency_proof(3, 7, nodes(LEAVES)), ROOT[2], ROOT[7]),
        (3, 6, consistency_proof(3, 7, nodes(LEAVES)), ROOT[3], ROOT[6]),
        (4, 8, consistency_proof(4, 8, nodes(LEAVES)), ROOT[3], ROOT[8]),
        (4, 8, consistency_proof(4, 8, nodes(LEAVES)), ROOT[4], ROOT[7]),
    ],
)
def test_two_trees_that_do_not_continue_each_other(older, newer, path, old_root, new_root):
    with pytest.raises(DoesNotProve):
        verify_consistency(older, newer, path, old_root, new_root)


def test_a_tree_continues_itself():
    verify_consistency(0, 0, [], EMPTY, EMPTY)
    verify_consistency(5, 5, [], ROOT[5], ROOT[5])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_path_is_made_for_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, nodes(LEAVES))


@pytest.mark.parametrize(("older", "newer"), [(0, 3), (4, 3), (-1, 3)])
def test_no_path_is_made_between_trees_that_cannot_continue(older, newer):
    with pytest.raises(ValueError, match="Nothing shows"):
        consistency_proof(older, newer, nodes(LEAVES))


def test_a_range_has_a_peak_for_each_subtree():
    with pytest.raises(ValueError, match="complete subtrees"):
        Range(3, [LEAVES[0]])
    assert cover(4, 7) == [(1, 2), (0, 6)]
