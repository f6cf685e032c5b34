"""Seal the events: give each new one its place in the tree, and sign the tree's head."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from facilities import clock
from manifests.models import Leaf, PublicKey, Seal, Subtree
from manifests.models.stateful import GENESIS
from manifests.proofs.head import Head
from manifests.proofs.keys import SigningKey, base64url
from manifests.proofs.merkle import Range, leaf_hash
from manifests.proofs.tree import BITS, StoredTree
from manifests.signing import current_key

LOCK = 0x5EA1  # one sealer at a time, in whatever process
# With nothing new to seal, a head a day still says that the service stands by what it signed.
LONGEST_SILENCE = timedelta(days=1)

TAKE = """
    WITH taken AS (DELETE FROM manifests_unsealed RETURNING event_id)
    INSERT INTO manifests_leaf (index, event_id, hash)
    SELECT %s + row_number() OVER (ORDER BY event.recorded_at, event.id) - 1, event.id, decode(event.hash, 'hex')
    FROM taken JOIN manifests_custodyevent AS event ON event.id = taken.event_id
"""


def seal() -> Seal | None:
    """Take in what is committed and sign; returns the newest seal, or None where there is nothing to seal yet.

    With nothing new since a seal of the last day, that one is returned. Raises ImproperlyConfigured without a key.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = Seal.objects.newest()
        size = last.size if last else 0
        cursor.execute(TAKE, [size])
        if not cursor.rowcount and (last is None or clock.now() - last.signed_at < LONGEST_SILENCE):
            return last
        return _sign(last, _grow(size))


def _grow(size: int) -> Range:
    """Read the leaves from `size` on, and keep each subtree that they complete."""
    grown = Range.of(size, StoredTree().node)
    complete: list[Subtree] = []

    def keep(level: int, place: int, root: bytes) -> None:
        if level % BITS == 0:
            complete.append(Subtree(level=level // BITS, place=place, root=root))

    rows = Leaf.objects.filter(index__gte=size).order_by("index").values_list("hash")
    for (data,) in rows.iterator(chunk_size=5000):
        grown.append(leaf_hash(bytes(data)), keep)
    Subtree.objects.bulk_create(complete, batch_size=5000)
    return grown


def _sign(last: Seal | None, tree: Range) -> Seal:
    key = _held(current_key())
    head = Head(
        number=last.number + 1 if last else 1,
        size=tree.size,
        root=tree.root.hex(),
        service=settings.PUBLIC_URL,
        previous=last.head.digest if last else GENESIS,
        # A clock that was set back does not make a head older than the one before.
        signed_at=max(clock.now(), last.signed_at) if last else clock.now(),
        key=key.name,
    )
    return Seal.objects.create(
        number=head.number,
        size=head.size,
        root=head.root,
        service=head.service,
        previous=head.previous,
        signed_at=head.signed_at,
        key_id=head.key,
        signature=base64url(key.sign(head.signed_bytes)),
    )


def _held(key: SigningKey) -> SigningKey:
    """The key, which nobody retires until the seal is written: its time must lie before."""
    PublicKey.objects.select_for_update().get(pk=key.name, retired_at=None)
    return key
