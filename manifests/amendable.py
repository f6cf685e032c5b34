"""Which sealed fields of a manifest may be corrected now, what they say, and whose consent each needs.

From the table in sealing.py and from who has signed by now; the pages, the API and the actions all ask here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from facilities.models import Enterprise
from facilities.roles import Role
from manifests.amended import as_amended, value_of
from manifests.models import CustodyEvent, Manifest
from manifests.sealing import AMENDABLE, Correction
from manifests.states import TAKING_OVER


@dataclass(frozen=True)
class Seat:
    """One whose consent is needed: an enterprise in the capacity in which it signed, and the role that signs for it."""

    party: str
    enterprise: UUID
    role: str

    def is_of(self, person) -> bool:
        return self.enterprise in person.standing.enterprises_where(self.role)


@dataclass(frozen=True)
class Sealed:
    """A sealed field that may be corrected: its pointer, its row of the table, its value now as text, its seats."""

    pointer: str
    row: Correction
    value: str
    seats: tuple[Seat, ...]

    @property
    def name(self) -> str:
        return self.pointer.rsplit("/", 1)[-1]

    @property
    def number(self) -> int | None:
        """The line's or leg's number on the paper."""
        steps = self.pointer.strip("/").split("/")
        return int(steps[1]) if len(steps) == 3 else None


def names_of(seats: Sequence[Seat]) -> dict[UUID, str]:
    """The enterprises' names by id: whose signature stands on a manifest is named to all its parties."""
    return dict(Enterprise.objects.filter(pk__in={seat.enterprise for seat in seats}).values_list("pk", "name"))


def read_events(manifest: Manifest) -> list[CustodyEvent]:
    return list(CustodyEvent.objects.filter(manifest=manifest).order_by("sequence"))


def sealed_fields(manifest: Manifest, events: Sequence[CustodyEvent]) -> dict[str, Sealed]:
    """By pointer, in the order of the paper. Needs the manifest's parties; at most one statement of its own."""
    seats = _Seats(manifest, events)
    told = as_amended(events)
    found: dict[str, Sealed] = {}
    for pattern, row in AMENDABLE.items():
        for pointer in _pointers(pattern, events):
            value = value_of(told, pointer)
            if value is None or not _applies(manifest, told, pointer):
                continue
            found[pointer] = Sealed(pointer, row, value, tuple(seats.of(row.consent, pointer)))
    return found


def _pointers(pattern: str, events: Sequence[CustodyEvent]) -> list[str]:
    if "*" not in pattern:
        return [pattern]
    if pattern.startswith("/legs/"):
        count = sum(event.action in TAKING_OVER for event in events)
        return [pattern.replace("*", str(number)) for number in range(1, count + 1)]
    receipt = next((event for event in reversed(events) if event.action == "receive"), None)
    rows = receipt.particulars["lines"] if receipt else []
    return [pattern.replace("*", str(row["position"])) for row in rows]


def _applies(manifest: Manifest, told: Sequence[CustodyEvent], pointer: str) -> bool:
    """A line's weight and method where something was taken, its reason where something was not; a national number where
    the nation numbers such loads."""
    steps = pointer.strip("/").split("/")
    if steps == ["national_no"]:
        return manifest.form.has_national_number
    if steps[0] != "lines":
        return True
    receipt = next(event for event in reversed(told) if event.action == "receive")
    row = next(row for row in receipt.particulars["lines"] if str(row["position"]) == steps[1])
    if steps[2] == "reason":
        return row["opinion"] != "accept" or bool(row.get("rest"))
    return steps[2] == "significant_difference" or row["opinion"] != "refuse"


class _Seats:
    """Who has signed by now, by party. A carrier is found by the credit code that its signature froze."""

    def __init__(self, manifest: Manifest, events: Sequence[CustodyEvent]):
        self.manifest = manifest
        self.has_received = any(event.action == "receive" for event in events)
        codes = [event.particulars["carriage"] for event in events if event.action in TAKING_OVER]
        self.legs = [carriage["registration_no"] for carriage in codes]
        own = manifest.carrier.enterprise
        self.carriers = {own.registration_no: own.pk}
        others = set(self.legs) - set(self.carriers)
        if others:
            rows = Enterprise.objects.filter(registration_no__in=others, country=own.country)
            self.carriers |= dict(rows.values_list("registration_no", "pk"))

    def of(self, parties: Sequence[str], pointer: str) -> list[Seat]:
        manifest = self.manifest
        if manifest.is_inbound:  # the receiver entered all of it, and nobody else has signed
            return [Seat("consignee", manifest.consignee.enterprise_id, Role.RECEIVER)]
        found = []
        for party in parties:
            if party == "consignor":
                found.append(Seat(party, manifest.consignor.enterprise_id, Role.CLERK))
            elif party == "carrier":
                found.append(Seat(party, self._carrier(pointer), Role.DISPATCHER))
            elif self.has_received:
                # A generator that took its own load back has a clerk and no gate.
                role = Role.RECEIVER if manifest.consignee.receives else Role.CLERK
                found.append(Seat(party, manifest.consignee.enterprise_id, role))
        return found

    def _carrier(self, pointer: str) -> UUID:
        """Of the leg that the pointer names, else of the one that brought the load to the gate."""
        steps = pointer.strip("/").split("/")
        if not self.legs:
            return self.manifest.carrier.enterprise_id
        code = self.legs[int(steps[1]) - 1] if steps[0] == "legs" else self.legs[-1]
        return self.carriers.get(code, self.manifest.carrier.enterprise_id)
