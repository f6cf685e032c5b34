"""How a manifest stands now, as far as anybody who holds its paper may know: no names, no places."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery

from manifests.models import CustodyEvent, Manifest
from manifests.proofs.token import Claims
from manifests.quantities import kg_text


@dataclass(frozen=True)
class Live:
    """State and since when it is so (UTC), kilograms; whether the event that a paper was printed from is on record."""

    state: str
    since: datetime
    is_frozen: bool
    kg: Decimal
    accepted_kg: Decimal | None
    is_in_record: bool

    def as_record(self) -> dict:
        return {
            "state": self.state,
            "since": self.since.isoformat(timespec="seconds"),
            "frozen": self.is_frozen,
            "kg": kg_text(self.kg),
            "accepted_kg": None if self.accepted_kg is None else kg_text(self.accepted_kg),
            "in_record": self.is_in_record,
        }


def live_state(number: str, claims: Claims | None = None) -> Live | None:
    """One statement; None where there is no such manifest.

    With the claims of a paper it also says whether their event stands in the chain: with a stolen key a token can be
    made, but not the event that it names.
    """
    events = CustodyEvent.objects.filter(manifest=OuterRef("pk")).order_by("-sequence")
    reached = events.filter(new_state=OuterRef("state")).exclude(old_state=F("new_state"))
    found = (
        Manifest.objects.filter(number=number)
        .annotate(
            since=Subquery(reached.values("happened_at")[:1]),
            claimed=Subquery(events.filter(sequence=claims.events if claims else 0).values("hash")[:1]),
        )
        .first()
    )
    if found is None:
        return None
    return Live(
        found.state,
        found.since,
        found.is_frozen,
        found.declared_kg,
        found.received_kg,
        claims is None or (found.claimed or "").startswith(claims.event_hash),
    )
