"""The accounts of the mass ledger, and from which to which kilograms may go. Pure data: no Django here.

Mass begins at `source` and ends in `process`, `loss` or `export`; a scale or a stock-taking that disagrees with the
books is an `adjustment`. What others drew up elsewhere comes in from `outside` and may go back there. Between them it
lies on a site, in a store or on the road. What was declared and never arose goes back to `source`. The same table is
a CHECK constraint of the database (`Movement.Meta`); a test holds the two against each other.
"""

from enum import StrEnum


class Account(StrEnum):
    SOURCE = "source"
    OUTSIDE = "outside"
    SITE = "site"
    STORE = "store"
    TRANSIT = "transit"
    PROCESS = "process"
    LOSS = "loss"
    EXPORT = "export"
    ADJUSTMENT = "adjustment"


A = Account
# Accounts that hold stock; the others are where mass comes from and ends.
HOLDING = (A.SITE, A.STORE, A.TRANSIT)
PLACES = (A.SITE, A.STORE)  # at a facility

GOALS: dict[Account, tuple[Account, ...]] = {
    A.SOURCE: PLACES,  # waste arises; additives of a treatment come in
    A.OUTSIDE: (A.TRANSIT,),  # on the road already, under another platform's manifest
    A.SITE: (A.SITE, A.STORE, A.TRANSIT, A.PROCESS, A.LOSS, A.EXPORT, A.ADJUSTMENT, A.SOURCE, A.OUTSIDE),
    A.STORE: (A.SITE, A.STORE, A.TRANSIT, A.PROCESS, A.LOSS, A.EXPORT, A.ADJUSTMENT, A.SOURCE, A.OUTSIDE),
    A.TRANSIT: (A.SITE, A.STORE, A.TRANSIT, A.LOSS, A.ADJUSTMENT, A.OUTSIDE),
    A.PROCESS: PLACES,  # what a treatment yields
    A.ADJUSTMENT: HOLDING,
    A.LOSS: (),
    A.EXPORT: (),
}
PAIRS = frozenset((origin, goal) for origin, goals in GOALS.items() for goal in goals)


class PairNotAllowed(RuntimeError):
    """An action booked kilograms between accounts that do not follow each other. A defect of ours."""


def check_pair(origin: str, goal: str) -> None:
    """Refuse to book from `origin` to `goal` where the table has no such pair."""
    if (origin, goal) not in PAIRS:
        raise PairNotAllowed(f"kilograms do not go from {origin} to {goal}")
