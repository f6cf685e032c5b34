"""Seals against their keys, and each against the one before it."""

from collections.abc import Iterator, Sequence

from manifests.models import Seal
from manifests.models.stateful import GENESIS
from manifests.proofs.breaks import Break, What
from manifests.proofs.keys import from_base64url


def broken_seals(seals: Sequence[Seal]) -> Iterator[Break]:
    """Seals, oldest first and with their keys, that are not numbered one by one, go back, or are not proven.

    The first of `seals` is measured against the one before it in the database.
    """
    if not seals:
        return
    last = Seal.objects.filter(number__lt=seals[0].number).newest()
    for seal in seals:
        yield from _follows(seal, last)
        yield from _signed(seal)
        last = seal


def _follows(seal: Seal, last: Seal | None) -> Iterator[Break]:
    number = last.number + 1 if last else 1
    if seal.number != number:
        yield Break(What.SEAL, name(seal), f"number {number}", f"number {seal.number}")
    digest = last.head.digest if last else GENESIS
    if seal.previous != digest:
        yield Break(What.SEAL, name(seal), f"previous {digest}", f"previous {seal.previous}")
    if last and seal.size < last.size:
        yield Break(What.SEAL, name(seal), f"{last.size} events or more", f"{seal.size} events")
    if last and seal.signed_at < last.signed_at:
        yield Break(What.SEAL, name(seal), f"signed after {last.signed_at}", f"signed at {seal.signed_at}")


def _signed(seal: Seal) -> Iterator[Break]:
    key = seal.key
    if not key.was_in_use(seal.signed_at):
        used = f"a key in use at {seal.signed_at}"
        until = f"until {key.retired_at}" if key.retired_at else "and is in use"
        yield Break(What.SIGNATURE, name(seal), used, f"key {key.name}, which is from {key.since} {until}")
    try:
        signature = from_base64url(seal.signature)
    except ValueError:
        signature = b""
    if not key.proves(seal.head.signed_bytes, signature):
        yield Break(What.SIGNATURE, name(seal), f"a signature of key {key.name} over this head", seal.signature)


def name(seal: Seal) -> str:
    return f"seal {seal.number}"
