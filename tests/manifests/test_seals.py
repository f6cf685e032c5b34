"""Sealing: every committed event gets its place once, and the head over them is signed."""

from manifests.actions.seal import seal
from manifests.models import CustodyEvent, Seal, Unsealed
from manifests.proofs.merkle import leaf_hash, root_of
from manifests.proofs.verifying import breaks, verify


def test_a_seal_covers_every_event_once(walk):
    walk.judged("part")
    events = CustodyEvent.objects.count()
    assert Unsealed.objects.count() == events
    first = seal()
    assert (first.number, first.size, Unsealed.objects.count()) == (1, events, 0)
    order = CustodyEvent.objects.order_by("recorded_at", "id").values_list("hash", flat=True)
    assert first.root == root_of(leaf_hash(bytes.fromhex(text)) for text in order).hex()
    assert first.is_proven
    assert breaks() == []
    assert verify().events == events


def test_nothing_new_makes_no_new_seal(walk):
    walk.closed()
    first = seal()
    assert seal() == first and Seal.objects.count() == 1
    walk.declared()
    second = seal()
    assert (second.number, second.size, second.previous) == (2, first.size + 1, first.head.digest)
    assert breaks() == []
