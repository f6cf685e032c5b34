"""What became of the waste that arose at somebody's sites in some months: by stream, by destination, batch by batch.

Read from the stored rows, which `update_fate` keeps; for batches whose family has moved since, worked out on the spot.
So the figures are of this moment, and a year of a large site costs what a month of it costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import get_current_timezone

from manifests.fate import End, Kind, fate_of_arisen
from manifests.lineage import descendants, origins_of
from manifests.models import Fate, FateDue, Movement, WasteBatch
from manifests.quantities import ZERO

# With more than this due at once, asking which of it concerns the reader costs more than working all of theirs out.
MOST_DUE = 5000


@dataclass(frozen=True)
class Asked:
    """Whole months, by when the waste arose; a waste code or category, and a stream (key), where set."""

    start: date
    end: date
    code: str = ""
    stream: UUID | None = None


@dataclass(frozen=True)
class Origin:
    """A batch that arose at the reader's site."""

    key: UUID
    number: str
    stream: UUID
    waste: str
    code: str
    generated_at: datetime


@dataclass(frozen=True)
class Part:
    """Kilograms of one origin at one destination."""

    origin: Origin
    end: End
    kg: Decimal


def parts_of(person, asked: Asked) -> list[Part]:
    """Every origin's kilograms by destination, the latest origin first. Five statements at most."""
    origins = {origin.key: origin for origin in _origins(person, asked)}
    due = _due(origins)
    fresh = [key for key in origins if key not in due]
    rows = {key: {} for key in origins}
    for row in Fate.objects.visible_to(person).filter(origin__in=fresh).order_by("pk"):
        rows[row.origin_id][row.end] = row.kg
    tree = descendants(due)
    for key in due:
        rows[key] = fate_of_arisen(tree, key)
    return [Part(origins[key], end, kg) for key, found in rows.items() for end, kg in found.items()]


def _origins(person, asked: Asked) -> Iterable[Origin]:
    sites = Q(generator__enterprise__in=person.standing.desk_enterprise_ids)
    arose = Movement.objects.filter(to_batch=OuterRef("pk"), from_account="source")
    rows = (
        WasteBatch.objects.filter(sites, generated_at__gte=_midnight(asked.start))
        .filter(generated_at__lt=_midnight(_after(asked.end)))
        .filter(Exists(arose))
    )
    if asked.code:
        rows = rows.filter(Q(waste_code__code__startswith=asked.code) | Q(waste_code__category__code=asked.code))
    if asked.stream:
        rows = rows.filter(stream=asked.stream)
    names = ("pk", "number", "stream", "stream__alias", "waste_code__code", "generated_at")
    return (Origin(*row) for row in rows.order_by("-pk").values_list(*names))


def _due(origins: dict[UUID, Origin]) -> set[UUID]:
    """Those of the origins whose stored rows may be behind."""
    waiting = set(FateDue.objects.values_list("batch", flat=True)[: MOST_DUE + 1])
    if len(waiting) > MOST_DUE:
        return set(origins)
    return set(origins) & set(origins_of(waiting)) if waiting else set()


def by_stream(parts: Iterable[Part]) -> dict[tuple[UUID, str, str], dict[Kind, Decimal]]:
    """{(stream, name, code): {kind: kg}}, the heaviest stream first."""
    found: dict[tuple, dict[Kind, Decimal]] = {}
    for part in parts:
        stream = (part.origin.stream, part.origin.waste, part.origin.code)
        kilograms = found.setdefault(stream, {})
        kilograms[part.end.kind] = kilograms.get(part.end.kind, ZERO) + part.kg
    return dict(sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0][1:])))


def by_end(parts: Iterable[Part]) -> dict[End, Decimal]:
    """{destination: kg} of all of them."""
    found: dict[End, Decimal] = {}
    for part in parts:
        found[part.end] = found.get(part.end, ZERO) + part.kg
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
