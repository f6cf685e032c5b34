"""Bring the stored fates up to date with family tree and ledger. To run it twice changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from manifests.fate import End, fate_of_arisen
from manifests.lineage import descendants, origins_of
from manifests.models import Fate, FateDue, Movement

TAKEN = 1000  # due batches a transaction
TOGETHER = 500  # origins whose families are read at once
LOCKS = 64
LOCK_SPACE = 0x66617465  # "fate", so that nobody else's locks are meant

Row = tuple[UUID, End]


@dataclass
class Updated:
    """How many origins were worked out, and how many rows differed."""

    origins: int = 0
    changed: int = 0

    def __iadd__(self, other: "Updated") -> "Updated":
        self.origins += other.origins
        self.changed += other.changed
        return self


def update_fate(*, everything: bool = False) -> Updated:
    """Work out what is due, or with `everything` all that ever arose. Safe beside others that do the same.

    What is due is taken in small transactions, past what another run holds; an origin is worked out by one run at a
    time, and read after that run has written.
    """
    total = Updated()
    for origins in _every_origin() if everything else ():
        with transaction.atomic():
            _lock(origins)
            total += _bring_up_to_date(origins)
    while (found := _take()) is not None:
        total += found
    return total


def _take() -> Updated | None:
    """One turn of the queue; None when nothing is left that nobody else holds."""
    with transaction.atomic():
        due = list(
            FateDue.objects.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "batch")[:TAKEN]
        )
        if not due:
            return None
        origins = origins_of({batch for _pk, batch in due})
        _lock(origins)
        done, rest = Updated(), iter(origins)
        while some := list(islice(rest, TOGETHER)):
            done += _bring_up_to_date(some)
        FateDue.objects.filter(pk__in=[pk for pk, _batch in due]).delete()
    return done


def _every_origin() -> Iterator[list[UUID]]:
    """All batches that arose somewhere, some at a time, in key order."""
    last = UUID(int=0)
    rows = (
        Movement.objects.filter(from_account__in=("source", "outside"))
        .order_by("to_batch")
        .values_list("to_batch", flat=True)
    )
    while some := list(rows.filter(to_batch__gt=last).distinct()[:TOGETHER]):
        yield some
        last = some[-1]


def _bring_up_to_date(origins: list[UUID]) -> Updated:
    """Write what differs between the stored rows and what the ledger says now. The caller holds the locks."""
    graph = descendants(origins)
    wanted: dict[Row, Decimal] = {}
    for origin in origins:
        wanted |= {(origin, end): kg for end, kg in fate_of_arisen(graph, origin).items()}
    stored = {_key_of(row): row for row in Fate.objects.filter(origin__in=origins)}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    new = [_row(key, kg) for key, kg in wanted.items() if key not in stored]
    changed = [_with_kg(row, wanted[key]) for key, row in stored.items() if wanted.get(key, row.kg) != row.kg]
    if gone:
        Fate.objects.filter(pk__in=gone).delete()
    if changed:
        Fate.objects.bulk_update(changed, ["kg"])
    if new:
        Fate.objects.bulk_create(new)
    return Updated(len(origins), len(gone) + len(changed) + len(new))


def _key_of(row: Fate) -> Row:
    return row.origin_id, row.end


def _row(key: Row, kg: Decimal) -> Fate:
    origin, end = key
    return Fate(
        origin_id=origin,
        kind=end.kind.value,
        facility_id=end.facility,
        area_id=end.area,
        method_id=end.method,
        day=end.day,
        kg=kg,
    )


def _with_kg(row: Fate, kg: Decimal) -> Fate:
    row.kg = kg
    return row


def _lock(origins: Iterable[UUID]) -> None:
    """Keep other runs away from these origins until the transaction ends.

    A few locks stand for all origins, so that a large family does not fill the server's table of locks; always taken
    in the same order, so that two runs wait and do not deadlock.
    """
    numbers = sorted({key.int % LOCKS for key in origins})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s::int[]) AS number", [LOCK_SPACE, numbers]
        )
