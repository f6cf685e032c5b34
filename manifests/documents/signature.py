"""Who signed a part of a document, and when: one custody event as the paper shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import get_default_timezone

from manifests.models import CustodyEvent


def minute(moment: datetime) -> str:
    """The service's own local time, never the reader's: a document reads the same wherever it is printed."""
    return f"{moment.astimezone(get_default_timezone()):%Y-%m-%d %H:%M}"


def second(moment: datetime) -> str:
    """To the second with its offset, `2026-03-05T09:30:00+08:00`."""
    return moment.astimezone(get_default_timezone()).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Signature:
    """A custody event as printed: its person, whom they spoke for, its times, its number and the head of its hash."""

    person: str
    on_behalf_of: str
    happened: str
    recorded: str
    sequence: int
    hash: str

    @classmethod
    def of(cls, event: CustodyEvent) -> "Signature":
        return cls(
            event.person_name,
            event.on_behalf_of,
            minute(event.happened_at),
            second(event.recorded_at),
            event.sequence,
            event.hash[:16],
        )
