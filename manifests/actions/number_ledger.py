"""Give the entries of the ledgers their batch codes (HJ 1259-2022, annex B): once, in the order of recording.

Counted per site, kind and day in which it happened. What is booked late for an earlier day goes to the end of that
day's numbers, so that no code that anybody has written down ever means something else (decision 17).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import get_current_timezone_name

from manifests.ledger.kinds import SIDES, Ledger, batch_code, prefix
from manifests.models import LedgerCode, LedgerDue

TAKEN = 2000  # movements in one transaction

_ENTRY = """
SELECT m.id, %(seq)s, '{ledger}', m.{end}_facility_id, m.{end}_batch_id,
       (m.happened_at AT TIME ZONE %(zone)s)::date, b.number, coalesce(method.kind = 'utilisation', false),
       m.to_account = 'export'
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id
JOIN manifests_custodyevent AS e ON e.id = m.event_id
LEFT JOIN manifests_manifest AS x ON x.id = e.manifest_id
LEFT JOIN facilities_wastestream AS s ON s.id = b.stream_id
LEFT JOIN facilities_disposalmethod AS method ON method.id = coalesce(x.method_id, b.treated_by_id, s.default_method_id)
WHERE m.id = ANY(%(movements)s) AND m.{end}_facility_id IS NOT NULL AND {condition}
"""
ENTRIES = "\nUNION ALL\n".join(
    _ENTRY.replace("%(seq)s", str(place)).format(ledger=ledger.value, end=side.end, condition=side.condition)
    for place, ledger in enumerate(Ledger)
    for side in SIDES[ledger]
)


@dataclass(frozen=True)
class Entry:
    """One entry without its code."""

    movement: UUID
    ledger: Ledger
    facility: UUID
    batch: UUID
    day: date
    number: str
    letters: str


def number_ledger() -> int:
    """Give every entry that waits its code; returns how many movements were taken off the list."""
    done = 0
    while taken := _number_some():
        done += taken
    return done


def _number_some() -> int:
    with transaction.atomic():
        due = list(
            LedgerDue.objects.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "movement")[:TAKEN]
        )
        if not due:
            return 0
        entries = _entries([movement for _pk, movement in due])
        LedgerCode.objects.bulk_create(_numbered(entries))
        LedgerDue.objects.filter(pk__in=[pk for pk, _movement in due]).delete()
    return len(due)


def _entries(movements: list[UUID]) -> list[Entry]:
    """In the order of recording: the keys of movements are in the order of time."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({ENTRIES}) AS entries ORDER BY 1, 2, 4",  # noqa: S608 - only constants are joined
            {"movements": movements, "zone": get_current_timezone_name()},
        )
        rows = cursor.fetchall()
    return [
        Entry(
            movement,
            Ledger(kind),
            facility,
            batch,
            day,
            number,
            prefix(Ledger(kind), utilises=utilises, exports=exports),
        )
        for movement, _place, kind, facility, batch, day, number, utilises, exports in rows
    ]


def _numbered(entries: list[Entry]) -> list[LedgerCode]:
    counted: dict[str, int] = {}
    for entry in entries:
        if entry.ledger != Ledger.GENERATED:
            counted[_series(entry)] = counted.get(_series(entry), 0) + 1
    following = _take(counted)
    codes = []
    for entry in entries:
        serial, code = 0, entry.number
        if entry.ledger != Ledger.GENERATED:
            serial = following[_series(entry)]
            following[_series(entry)] += 1
            code = batch_code(entry.letters, entry.day, serial)
        codes.append(
            LedgerCode(
                movement_id=entry.movement,
                ledger=entry.ledger,
                facility_id=entry.facility,
                batch_id=entry.batch,
                day=entry.day,
                serial=serial,
                code=code,
            )
        )
    return codes


def _series(entry: Entry) -> str:
    return f"{entry.letters}:{entry.facility.hex}:{entry.day:%Y%m%d}"


def _take(counted: dict[str, int]) -> dict[str, int]:
    """The first free number of each series, in one statement; in a fixed order, so that two workers never cross."""
    if not counted:
        return {}
    keys = sorted(counted)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO manifests_series (key, last) SELECT * FROM unnest(%s::text[], %s::int[])"
            " ON CONFLICT (key) DO UPDATE SET last = manifests_series.last + excluded.last RETURNING key, last",
            [keys, [counted[key] for key in keys]],
        )
        return {key: last - counted[key] + 1 for key, last in cursor.fetchall()}
