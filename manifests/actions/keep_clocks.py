"""Make the clocks fit the calendar and how things stand: start, move and stop them. Twice changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from facilities import clock
from manifests.clocks.keeping import COLUMNS, NOTHING, Keeper, keepers
from manifests.clocks.recounting import recount

LOCK = 0xC10C  # one keeper of clocks at a time, in whatever process
# A UUIDv7 made by the database (RFC 9562), as facilities.keys makes them: milliseconds first, then chance.
KEY = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid"""
SAME = "({0}.kind, {0}.subject_id, {0}.facility_id, {0}.period) = (w.kind, w.subject_id, w.facility_id, w.period)"
# Every part sees the table as it was before; a clock that is stopped here and wanted again starts with the next run.
FIT = f"""
    WITH wanted ({", ".join(COLUMNS)}) AS MATERIALIZED (%(wanted)s),
    moved AS (
        UPDATE manifests_deadline d SET started_at = w.started_at, due_at = w.due_at, warn_at = w.warn_at,
            assumed = w.assumed, label = w.label, told = 0, tell_at = w.warn_at
        FROM wanted w WHERE d.met_at IS NULL AND {SAME.format("d")}
            AND (d.started_at, d.due_at, d.warn_at) IS DISTINCT FROM (w.started_at, w.due_at, w.warn_at)
        RETURNING 1
    ),
    stopped AS (
        UPDATE manifests_deadline d SET met_at = coalesce(ended.met, %(now)s::timestamptz),
            fell_away = ended.met IS NULL, tell_at = NULL
        FROM (
            SELECT x.id, (%(met)s)::timestamptz AS met FROM manifests_deadline x
            WHERE x.kind = ANY(%(kinds)s) AND x.met_at IS NULL
                AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME.format("x")})
        ) ended WHERE d.id = ended.id AND d.met_at IS NULL
        RETURNING 1
    ),
    started AS (
        INSERT INTO manifests_deadline ({", ".join(COLUMNS)}, id, fell_away, told, tell_at)
        SELECT {", ".join(f"w.{name}" for name in COLUMNS)}, {KEY}, false, 0, w.warn_at FROM wanted w
        WHERE NOT EXISTS (SELECT FROM manifests_deadline d WHERE d.met_at IS NULL AND {SAME.format("d")})
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM started), (SELECT count(*) FROM moved), (SELECT count(*) FROM stopped)
"""  # noqa: S608 - only our own texts are joined


@dataclass
class Kept:
    """How many clocks were started, moved and stopped."""

    started: int = 0
    moved: int = 0
    stopped: int = 0

    def __iadd__(self, other: "Kept") -> "Kept":
        self.started += other.started
        self.moved += other.moved
        self.stopped += other.stopped
        return self


def keep_clocks() -> Kept:
    """One statement a keeper, however many rows there are, and a few for working days. Others that do the same wait and
    find nothing to do."""
    total, now = Kept(), clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for keeper in keepers().values():
            total += _fit(cursor, keeper, now)
        total.moved += recount()
    return total


def _fit(cursor, keeper: Keeper, now: datetime) -> Kept:
    selects = keeper.wanted(now) or [NOTHING]
    text, params = FIT, [param for _text, some in selects for param in some]
    parts = {
        "%(wanted)s": " UNION ALL ".join(part for part, _some in selects),
        "%(met)s": keeper.met(now) if callable(keeper.met) else keeper.met,
    }
    for mark, part in parts.items():
        text = text.replace(mark, part)
    cursor.execute(*_in_order(text, params, {"now": now, "kinds": [str(kind) for kind in keeper.kinds]}))
    return Kept(*cursor.fetchone())


def _in_order(text: str, params: list, named: dict) -> tuple[str, list]:
    """One text with %s only: the wanted rows' own come first, those with a name stand where they are used."""
    ordered = list(params)
    while (found := min((text.find(f"%({name})s") for name in named if f"%({name})s" in text), default=-1)) >= 0:
        name = text[found + 2 : text.index(")", found)]
        text = text[:found] + "%s" + text[found + len(name) + 4 :]
        ordered.append(named[name])
    return text, ordered
