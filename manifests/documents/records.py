"""What papers are drawn from, read for many manifests at once: events, seals, keys, the tree.

However many manifests, the number of statements is the same; only a load that was refused and went on, again and again,
adds one or two for each time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from manifests.documents.legs import taken_over
from manifests.models import CustodyEvent, Manifest, PublicKey, Seal
from manifests.proofs.bundle import Sealed, sealed_among
from manifests.proofs.tree import StoredTree
from manifests.signing import keys_in_use


@dataclass(frozen=True)
class Records:
    """Read by `records_of`. `events` and `parents` know the manifests themselves and those they go on from."""

    events: dict[UUID, list[CustodyEvent]]
    parents: dict[UUID, UUID | None]
    keys: list[PublicKey]
    sealed: dict[UUID, Sealed] = field(default_factory=dict)
    seals: dict[int, Seal] = field(default_factory=dict)
    tree: StoredTree = field(default_factory=StoredTree)

    def before(self, pk: UUID) -> tuple[list[CustodyEvent], UUID | None]:
        """The events of a manifest that another goes on from, and the one that it went on from itself."""
        return self.events[pk], self.parents[pk]


def records_of(manifests: Sequence[Manifest]) -> Records:
    """What the papers of these manifests say. Raises LookupError where part of the tree is gone."""
    events = _events([manifest.pk for manifest in manifests])
    parents = {manifest.pk: manifest.parent_id for manifest in manifests}
    # A load that went on rides on the truck that brought it, which an earlier manifest names.
    further = {
        manifest.parent_id
        for manifest in manifests
        if manifest.parent_id and any(event.action == "carry_on" for event in events[manifest.pk])
    } - events.keys()
    while further:
        events |= _events(further)
        unknown = [pk for pk in further if not taken_over(events[pk])]
        found = dict(Manifest.objects.filter(pk__in=unknown).values_list("pk", "parent_id")) if unknown else {}
        parents |= {pk: found.get(pk) for pk in further}
        further = {pk for pk in found.values() if pk} - events.keys()
    sealed = sealed_among([manifest.pk for manifest in manifests if manifest.number])
    numbers = {place.number for place in sealed.values()}
    seals = Seal.objects.select_related("key").in_bulk(numbers) if numbers else {}
    tree = StoredTree()
    tree.read_ahead([(place.index, seals[place.number].size) for place in sealed.values()])
    return Records(events, parents, keys_in_use(), sealed, seals, tree)


def _events(keys: Iterable[UUID]) -> dict[UUID, list[CustodyEvent]]:
    found: dict[UUID, list[CustodyEvent]] = {pk: [] for pk in keys}
    for event in CustodyEvent.objects.filter(manifest__in=list(found)).order_by("manifest", "sequence"):
        found[event.manifest_id].append(event)
    return found
