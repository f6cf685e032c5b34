"""All that somebody needs to check a manifest without us: its events, their place in the tree, a signed head, the keys.

One proof carries every event before it too, because each names the hash of the one before. The verifier that reads a
bundle is `standalone/verify_liandan.py`; whoever changes the shape of the one changes the other, and FORMAT.
"""

import json
from dataclasses import dataclass

from manifests.custody.chain import event_document
from manifests.models import CustodyEvent, Leaf, Manifest, Seal
from manifests.proofs.tree import StoredTree
from manifests.signing import published_keys

FORMAT = "liandan proof 1"


@dataclass(frozen=True)
class Sealed:
    """The newest event of a manifest that has its place in the tree, and the first seal over it.

    The first, so that a document stays as it is however often is sealed after it.
    """

    sequence: int
    index: int
    seal: Seal

    @property
    def stamp(self) -> str:
        """Changes when another event is sealed."""
        return f"{self.index}/{self.seal.number}"


def sealed_of(manifest: Manifest) -> Sealed | None:
    """None while no event of the manifest is sealed. Two statements."""
    newest = (
        Leaf.objects.filter(event__manifest=manifest)
        .order_by("-event__sequence")
        .values_list("event__sequence", "index")
        .first()
    )
    if newest is None:
        return None
    sequence, index = newest
    return Sealed(sequence, index, Seal.objects.covering(index))


def bundle(
    manifest: Manifest, events: list[CustodyEvent], sealed: Sealed | None, *, older: Seal | None = None
) -> dict:
    """The bundle as JSON can hold it; `events` are all of the manifest's, in order.

    With `older`, a head that the reader may have kept, it also shows that the sealed tree begins with that one's.
    """
    tree = StoredTree()
    return {
        "format": FORMAT,
        "number": manifest.number or "",
        "events": [{"document": event_document(event), "hash": event.hash} for event in events],
        "leaf": {
            "sequence": sealed.sequence,
            "index": sealed.index,
            "path": [step.hex() for step in tree.inclusion(sealed.index, sealed.seal.size)],
        }
        if sealed
        else None,
        "head": signed_head(sealed.seal) if sealed else None,
        "consistency": _consistency(tree, older, sealed.seal) if older and sealed else None,
        "keys": published_keys(),
    }


def export(manifest: Manifest, *, older: Seal | None = None) -> dict:
    """The bundle of a manifest as it is now. With `older` the head is the newer of the two, so that it can follow."""
    events = list(manifest.events.order_by("sequence"))
    sealed = sealed_of(manifest)
    if sealed and older and older.size > sealed.seal.size:
        sealed = Sealed(sealed.sequence, sealed.index, older)
    return bundle(manifest, events, sealed, older=older)


def written(found: dict) -> str:
    """The bundle as a file: the same text for the same bundle."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def signed_head(seal: Seal) -> dict:
    """A head and its signature, as published."""
    return {"head": seal.head.document, "signature": seal.signature}


def _consistency(tree: StoredTree, older: Seal, newer: Seal) -> dict:
    path = tree.consistency(older.size, newer.size)
    return {"size": older.size, "root": older.root, "path": [step.hex() for step in path]}
