"""One whole life as text in which only keys, numbers, days and hashes stand open. Pure of Django.

A life is made once, through the actions, and read as PostgreSQL's COPY writes it; each event also as the canonical
JSON (RFC 8785) that is hashed. A copy of it has its own keys, numbers and hashes, and every day in it is moved by the
same number of whole days; all else is as it was signed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random

from manifests.numbers import batch_number, manifest_number

TOKEN = re.compile(
    r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|LD\d{13,}[0-9A-Z]|HWCS\d{11,}|20\d\d-\d\d-\d\d"
)
BATCHES = 4  # batch numbers of one copy, at most
NEAR = timedelta(days=30)  # a day further off is no day of this life: a permit's end


class Text:
    """A text cut at its open places, so that a copy of it is one join."""

    def __init__(self, text: str, places: dict[str, int]):
        self.parts: list[str] = [""]
        self.places: list[int] = []
        end = 0
        for found in TOKEN.finditer(text):
            if found[0] in places:
                self.parts[-1] += text[end : found.start()]
                self.places.append(places[found[0]])
                self.parts += ["", ""]
                end = found.end()
        self.parts[-1] += text[end:]

    def fill(self, values: list[str]) -> str:
        parts = self.parts.copy()
        parts[1::2] = [values[place] for place in self.places]
        return "".join(parts)


@dataclass(frozen=True)
class Life:
    """A life as it was read. `rows`: text of each table's rows; `events`: (hash, canonical JSON), oldest first.

    `keys` are those of its own rows, `manifest` and `batches` their numbers, `day` the one on which it was made.
    """

    rows: dict[str, str]
    events: list[tuple[str, str]]
    keys: list[str]
    manifest: str
    batches: list[str]
    day: date


class Press:
    """Makes copies of a life. The random part of their keys follows from the seed."""

    def __init__(self, life: Life, seed: int):
        self.life = life
        self._random = Random(seed)  # noqa: S311 - keys that differ, no secrets
        days = sorted({day for text in life.rows.values() for day in TOKEN.findall(text) if _is_near(day, life.day)})
        self._days = [date.fromisoformat(day) for day in days]
        open_places = [
            *sorted(life.keys),
            life.manifest,
            *life.batches,
            *days,
            *(name for name, _text in life.events),
        ]
        places = {token: place for place, token in enumerate(open_places)}
        self._rows = {table: Text(text, places) for table, text in life.rows.items()}
        self._events = [Text(text, places) for _name, text in life.events]
        self._middles = [f"7{place:03x}" for place in range(len(life.keys))]

    def copy(self, serial: int, day: date, in_day: int, number: int) -> dict[str, str]:
        """The rows of one copy, by table.

        `serial` is its place among all copies (below 86,400,000, used once) and `in_day` among those of the day,
        `number` the serial of its manifest.
        """
        moved = day - self.life.day
        values = self._keys(serial, day)
        values.append(manifest_number(self.life.manifest[2:6], day.year, number))
        values += [
            batch_number(_day_of(batch) + moved, in_day * BATCHES + place + 1)
            for place, batch in enumerate(self.life.batches)
        ]
        values += [(day + moved).isoformat() for day in self._days]
        for event in self._events:
            values.append(sha256(event.fill(values).encode()).hexdigest())
        return {table: text.fill(values) for table, text in self._rows.items()}

    def _keys(self, serial: int, day: date) -> list[str]:
        """UUIDs of version 7 in the order of the life's own, from a moment of the day that no other copy has."""
        moment = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000) + serial
        start = f"{moment >> 16:08x}-{moment & 0xFFFF:04x}-"
        end = f"-{0x8000 | self._random.getrandbits(14):04x}-{self._random.getrandbits(48):012x}"
        return [start + middle + end for middle in self._middles]


def _is_near(text: str, day: date) -> bool:
    if len(text) != len("2026-01-01"):
        return False
    try:
        return abs(date.fromisoformat(text) - day) < NEAR
    except ValueError:
        return False


def _day_of(number: str) -> date:
    return date.fromisoformat(number[4:12])
