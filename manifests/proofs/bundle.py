"""All that somebody needs to check a manifest without us: its events, their place in the tree, a signed head, the keys.

One proof carries every event before it too, because each names the hash of the one before. The verifier that reads a
bundle is `standalone/verify_liandan.py`; whoever changes the shape of the one changes the other, and FORMAT.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from manifests.custody.chain import event_document
from manifests.models import CustodyEvent, Leaf, Manifest, Seal
from manifests.proofs.tree import StoredTree
from manifests.signing import published, published_keys

FORMAT = "liandan proof 1"
LARGEST = 2**31  # no seal has such a number, and the database would not take it


@dataclass(frozen=True)
class Sealed:
    """The newest event of a manifest that has its place in the tree, and the number of the first seal over it.

    The first, so that a document stays as it is however often is sealed after it.
    """

    sequence: int
    index: int
    number: int

    @property
    def stamp(self) -> str:
        """Changes when another event of the manifest is sealed."""
        return f"{self.index}/{self.number}"

    @property
    def seal(self) -> Seal:
        return Seal.objects.select_related("key").get(pk=self.number)


def sealed_of(manifest: Manifest) -> Sealed | None:
    """None while no event of the manifest is sealed. One statement."""
    return sealed_among([manifest.pk]).get(manifest.pk)


def sealed_among(keys: Iterable[UUID]) -> dict[UUID, Sealed]:
    """Key of each manifest that has a sealed event → its newest one. One statement."""
    over = Seal.objects.filter(size__gt=OuterRef("index")).order_by("size", "number")
    newest = (
        Leaf.objects.filter(event__manifest__in=list(keys))
        .order_by("event__manifest", "-event__sequence")
        .distinct("event__manifest")
        .values_list("event__manifest", "event__sequence", "index", Subquery(over.values("number")[:1]))
    )
    return {manifest: Sealed(*place) for manifest, *place in newest}


def bundle(
    number: str,
    events: list[CustodyEvent],
    place: tuple[int, int] | None,
    seal: Seal | None,
    keys: list[dict],
    tree: StoredTree | None = None,
) -> dict:
    """The bundle as JSON can hold it. `events` are all of the manifest's, in order; `place` the number of the newest
    that is sealed and its index in the tree, which `seal` covers; `tree` knows what was read of it already."""
    return {
        "format": FORMAT,
        "number": number,
        "events": [{"document": event_document(event), "hash": event.hash} for event in events],
        "leaf": _leaf(*place, seal, tree or StoredTree()) if place else None,
        "head": signed_head(seal) if seal else None,
        "consistency": None,
        "keys": keys,
    }


def export(manifest: Manifest, *, older: int | None = None) -> dict:
    """The bundle of a manifest as it is now, with every key there ever was.

    `older` is the number of a seal whose head the reader kept: the bundle then shows that its tree begins with that
    one's. Raises NotThere where there is no such seal.
    """
    events = list(manifest.events.order_by("sequence"))
    sealed = sealed_of(manifest)
    seal = sealed.seal if sealed else None
    kept = _kept(older) if older is not None else None
    if seal and kept and kept.size > seal.size:
        seal = kept
    place = (sealed.sequence, sealed.index) if sealed else None
    found = bundle(manifest.number or "", events, place, seal, published_keys())
    if seal and kept:
        path = StoredTree().consistency(kept.size, seal.size)
        found["consistency"] = {"size": kept.size, "root": kept.root, "path": [step.hex() for step in path]}
    return found


def as_attached(
    number: str, events: list[CustodyEvent], sealed: Sealed, seal: Seal, tree: StoredTree | None = None
) -> dict:
    """The bundle of a printed manifest: with the one key that it needs, as it was when it signed, so that the document
    does not change when keys do."""
    keys = [published(seal.key) | {"retired_at": None}]
    return bundle(number, events, (sealed.sequence, sealed.index), seal, keys, tree)


def written(found: dict) -> str:
    """The bundle as a file: the same text for the same bundle."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def signed_head(seal: Seal) -> dict:
    """A head and its signature, as published."""
    return {"head": seal.head.document, "signature": seal.signature}


def newest_heads(count: int) -> list[dict]:
    """The newest signed heads, newest first."""
    return [signed_head(seal) for seal in Seal.objects.order_by("-number")[:count]]


def manifest_of(number: str) -> Manifest:
    """Raises NotThere."""
    found = Manifest.objects.filter(number=number).first()
    if found is None:
        raise NotThere(_("There is no manifest of this number."), code="not_found")
    return found


def _leaf(sequence: int, index: int, seal: Seal, tree: StoredTree) -> dict:
    path = tree.inclusion(index, seal.size)
    return {"sequence": sequence, "index": index, "path": [step.hex() for step in path]}


def _kept(number: int) -> Seal:
    found = Seal.objects.filter(pk=number).select_related("key").first() if number < LARGEST else None
    if found is None:
        raise NotThere(_("There is no seal of this number."), code="seal_unknown")
    return found
