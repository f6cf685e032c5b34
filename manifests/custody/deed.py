"""One performance of an action: what came in, what it changes, what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from manifests.accounts import Account, check_pair
from manifests.models import BatchLink, CustodyEvent, Manifest, Movement, WasteBatch
from manifests.states import BY_ACTION, Party, Transition


@dataclass(frozen=True)
class Place:
    """An account of the mass ledger: its kind and where it is (kilograms lie in site, store and transit accounts)."""

    account: str
    facility_id: Any = None
    area_id: Any = None


SOURCE = Place(Account.SOURCE)
OUTSIDE = Place(Account.OUTSIDE)
TRANSIT = Place(Account.TRANSIT)
LOSS = Place(Account.LOSS)
EXPORT = Place(Account.EXPORT)
ADJUSTMENT = Place(Account.ADJUSTMENT)


def place_of(batch: WasteBatch) -> Place:
    """Where the batch lies, by its state: on the road, in its store, or on the holder's site."""
    if batch.state == "in_transit":
        return TRANSIT
    if batch.area_id:
        return Place("store", batch.holder_id, batch.area_id)
    return Place("site", batch.holder_id)


@dataclass
class Change:
    """A batch's own step that follows from the deed: its row of the table, where it leads, what its event records."""

    batch: WasteBatch
    row: Transition
    target: str | None = None
    particulars: dict = field(default_factory=dict)
    is_new: bool = False


@dataclass
class Deed:
    """The context an action works in. Actions fill it; the door writes it."""

    row: Transition
    by: Any
    data: dict
    happened_at: datetime
    recorded_at: datetime
    subject: Manifest | WasteBatch | None = None
    party: Party | None = None
    target: str | None = None
    speaks_for: str = ""  # the signer's enterprise, where it does not follow from the capacity they act in
    device: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    evidence: list[str] = field(default_factory=list)
    particulars: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)  # what `check` read and `apply` uses again
    changed: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    links: list[BatchLink] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)  # rows that need the subject to be there first
    others: list["Deed"] = field(default_factory=list)  # subjects opened by this deed, with events of their own

    def set(self, **fields) -> None:
        """Set fields of the subject and remember to save them."""
        for name, value in fields.items():
            setattr(self.subject, name, value)
            self.changed.add(name)

    def step(self, batch: WasteBatch, action: str, target: str | None = None, **particulars) -> Change:
        """A batch takes a step of its own; its event goes with it."""
        change = Change(batch, BY_ACTION["batch", action], target, particulars)
        self.changes.append(change)
        return change

    def arise(self, batch: WasteBatch, **particulars) -> None:
        """A new batch comes out of this deed (a part of a split, a regrouped whole)."""
        self.changes.append(Change(batch, BY_ACTION["batch", "arise"], None, particulars, is_new=True))

    def come_in(self, batch: WasteBatch, **particulars) -> None:
        """A batch comes into the books from elsewhere, on the road."""
        self.changes.append(Change(batch, BY_ACTION["batch", "come_in"], None, particulars, is_new=True))

    def move(
        self,
        kg: Decimal,
        origin: Place,
        goal: Place,
        *,
        from_batch: WasteBatch | None = None,
        to_batch: WasteBatch | None = None,
        happened_at: datetime | None = None,
    ) -> None:
        """Book kilograms from one account to another that may follow it (manifests/accounts.py).

        `happened_at`: the deed's own time unless said; the proofs of the ledger know who may say another.
        """
        check_pair(origin.account, goal.account)
        self.movements.append(
            Movement(
                kg=kg,
                from_account=origin.account,
                from_facility_id=origin.facility_id,
                from_area_id=origin.area_id,
                from_batch=from_batch,
                to_account=goal.account,
                to_facility_id=goal.facility_id,
                to_area_id=goal.area_id,
                to_batch=to_batch,
                happened_at=happened_at or self.happened_at,
                recorded_at=self.recorded_at,
            )
        )

    def link(self, parent: WasteBatch, child: WasteBatch, kg: Decimal) -> None:
        self.links.append(BatchLink(parent=parent, child=child, kg=kg))


@dataclass(frozen=True)
class Outcome:
    """What the door answers: the subject after the action, its event, and whether it had been done before."""

    subject: Manifest | WasteBatch
    event: CustodyEvent
    repeated: bool = False
