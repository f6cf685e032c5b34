"""Every event's hash again, from its row: plain tuples, no Django, so that processes of their own can do it.

RFC 8785 in pure Python takes 0.2 ms an event. Python's own JSON writer, told to sort its keys, writes the same bytes
wherever there is no fraction, no whole number beyond 2⁵³ and no key that UTF-16 would sort differently; whatever
else there is goes to the slow one, which is the measure of both.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

import psycopg
import rfc8785

COLUMNS = """
    id::text, hash, coalesce(manifest_id, batch_id)::text, manifest_id IS NOT NULL, sequence, action, old_state,
    new_state, person_id::text, person_name, party, on_behalf_of,
    to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    longitude::text, latitude::text, device, to_json(evidence)::text, particulars::text, warnings::text, previous_hash
"""
EXACT = 2**53  # whole numbers below it are the same for every reader of JSON
ROWS = 1000  # fetched at a time
# The first bytes of characters beyond U+FFFF, whose order among keys is not the order of their code points.
BEYOND = [bytes([first]) for first in range(0xF0, 0xF5)]

_write = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, allow_nan=False
).encode


class NotPlain(ValueError):
    """Python's writer may differ from RFC 8785 here."""


class Altered(NamedTuple):
    """An event whose row is not what its hash says."""

    event: str
    subject: str
    is_manifest: bool
    sequence: int
    expected: str
    found: str


def read_plain(text: str):
    """JSON text as values that Python's own writer writes as RFC 8785 does. Raises NotPlain."""
    return json.loads(text, parse_float=_no_fraction, parse_int=_exact)


def write_plain(document: dict) -> bytes:
    """Canonical JSON of values from `read_plain`. Raises NotPlain where only the slow writer is sure."""
    data = _write(document).encode()
    if not data.isascii() and any(first in data for first in BEYOND):
        raise NotPlain
    return data


def hash_of(row: tuple) -> str:
    """The hash of a row of COLUMNS, as `manifests.custody.chain.event_hash` has it."""
    try:
        data = write_plain(document_of(row, read_plain))
    except NotPlain:
        data = rfc8785.dumps(document_of(row, json.loads))
    return sha256(data).hexdigest()


def altered(address: str, snapshot: str | None, condition: str, parameters: list) -> tuple[int, list[Altered]]:
    """How many events there are in a part of the table, and those whose rows have been altered.

    `snapshot` is one that another transaction exported (pg_export_snapshot): all parts then see the same moment.
    """
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if snapshot:
            connection.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
        with connection.cursor(name="events") as cursor:
            return judge(rows_of(cursor, condition, parameters))


def rows_of(cursor, condition: str, parameters: list) -> Iterator[tuple]:
    cursor.execute(f"SELECT {COLUMNS} FROM manifests_custodyevent WHERE {condition}", parameters)  # noqa: S608 - ours
    while rows := cursor.fetchmany(ROWS):
        yield from rows


def judge(rows: Iterator[tuple]) -> tuple[int, list[Altered]]:
    count, wrong = 0, []
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last count is the number of rows
        try:
            found = hash_of(row)
        except (ValueError, rfc8785.CanonicalizationError) as error:
            found = f"no canonical JSON ({error})"
        if found != row[1]:
            wrong.append(Altered(row[0], row[2], row[3], row[4], row[1], found))
    return count, wrong


def document_of(row: tuple, read) -> dict:
    """What was signed, from a row of COLUMNS; `read` makes values of JSON text."""
    return {
        "subject": "manifest" if row[3] else "batch",
        "subject_id": row[2],
        "sequence": row[4],
        "action": row[5],
        "old_state": row[6],
        "new_state": row[7],
        "person": row[8],
        "person_name": row[9],
        "party": row[10],
        "on_behalf_of": row[11],
        "happened_at": row[12],
        "recorded_at": row[13],
        "longitude": row[14],
        "latitude": row[15],
        "device": row[16],
        "evidence": read(row[17]),
        "particulars": read(row[18]),
        "warnings": read(row[19]),
        "previous_hash": row[20],
    }


def _no_fraction(text: str):
    raise NotPlain(text)


def _exact(text: str) -> int:
    number = int(text)
    if abs(number) >= EXACT:
        raise NotPlain(text)
    return number
