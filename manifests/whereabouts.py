"""Where the waste of a batch or a manifest went, as pages and the API tell it: worked out as it is asked for.

Never from the stored rows, so that what a person sees is never older than the last signature (docs/decisions/0012).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from facilities.languages import in_reader_language
from facilities.models import DisposalMethod, Facility, StorageArea
from manifests.fate import End, Kind, fate_of, percents
from manifests.lineage import descendants
from manifests.models import Manifest, ManifestLine, WasteBatch
from manifests.models.fate import KINDS
from manifests.quantities import ZERO
from manifests.states import ManifestState

SHAPES = {
    Kind.TREATED: "disposed",
    Kind.EXPORTED: "exported",
    Kind.LOST: "warning",
    Kind.RETURNED: "cancelled",
    Kind.STORE: "stored",
    Kind.SITE: "arrived",
    Kind.TRANSIT: "in_transit",
    Kind.SCALE: "weigh",
}
Names = dict[str, str]


@dataclass(frozen=True)
class Whereabout:
    """One row of a fate in the reader's words. `percent` is of all rows together and adds up to 100.00."""

    end: End
    kg: Decimal
    percent: Decimal
    facility: str = ""
    area: str = ""
    method: str = ""
    since: date | None = None  # the first and the last day on which it ended there
    until: date | None = None
    url: str = ""  # the batches behind it, where a page has several

    @property
    def word(self) -> str:
        return KINDS[self.end.kind]

    @property
    def shape(self) -> str:
        return SHAPES[self.end.kind]

    @property
    def place(self) -> str:
        return " · ".join(part for part in (self.facility, self.area) if part)


def fate_of_batch(batch: WasteBatch) -> dict[End, Decimal]:
    """Where its kilograms ended or are now; adds up to what it was made with. One statement."""
    return fate_of(descendants([batch.pk]), batch.pk)


def fate_of_manifest(manifest: Manifest, lines: Iterable[ManifestLine]) -> dict[End, Decimal]:
    """Where the declared kilograms of its lines ended or are now; nothing before departure and once it is void."""
    if manifest.departed_at is None or manifest.state in (ManifestState.VOIDED, ManifestState.CANCELLED):
        return {}
    lines = list(lines)
    # What a batch lost before it was on this paper is not in the weight that the paper declares.
    tree = descendants((line.batch_id for line in lines), since=manifest.issued_at)
    total: dict[End, Decimal] = {}
    for line in lines:
        for end, kg in fate_of(tree, line.batch_id, line.declared_kg).items():
            total[end] = total.get(end, ZERO) + kg
    return total


def told(rows: dict[End, Decimal], *, by_day: bool = False) -> list[Whereabout]:
    """The rows with names and shares, in the order of kinds, the heaviest first. One statement.

    The days of one way at one place are told as a span, unless each is wanted `by_day`.
    """
    days: dict[End, list[date]] = {}
    kilograms: dict[End, Decimal] = {}
    for end, kg in rows.items():
        shown = end if by_day else End(end.kind, end.facility, end.area, end.method)
        kilograms[shown] = kilograms.get(shown, ZERO) + kg
        days.setdefault(shown, []).extend([end.day] if end.day else [])
    order = list(Kind)
    shown = sorted(kilograms, key=lambda end: (order.index(end.kind), -kilograms[end], end.rank))
    names = names_of(shown)
    shares = percents([kilograms[end] for end in shown])
    return [
        Whereabout(
            end,
            kilograms[end],
            share,
            names.get(str(end.facility), ""),
            names.get(str(end.area), ""),
            names.get(str(end.method), ""),
            min(days[end], default=None),
            max(days[end], default=None),
        )
        for end, share in zip(shown, shares, strict=True)
    ]


def names_of(ends: Iterable[End]) -> Names:
    """Names of all sites, areas and methods of the destinations, by key, in one statement."""
    ends = list(ends)

    def rows(model, name: str, chinese, english=None):
        keys = {getattr(end, name) for end in ends} - {None}
        found = model.objects.filter(pk__in=keys).order_by()
        return found.annotate(
            key=Cast("pk", CharField()),
            chinese=chinese,
            english=english if english is not None else Value("", output_field=CharField()),
        ).values_list("key", "chinese", "english")

    places = rows(Facility, "facility", F("name"))
    areas = rows(StorageArea, "area", Concat("code", Value(" "), "name", output_field=CharField()))
    method = {"chinese": "name", "english": "name_en"}
    method = {key: Concat("code", Value(" "), name, output_field=CharField()) for key, name in method.items()}
    methods = rows(DisposalMethod, "method", method["chinese"], method["english"])
    return {key: in_reader_language(chinese, english) for key, chinese, english in places.union(areas, methods)}


@dataclass(frozen=True)
class Bar:
    """A band of the picture above a fate: where it begins and how wide it is, in percent of what is not negative."""

    kind: Kind
    start: Decimal
    width: Decimal
    word: str


def bars(rows: Iterable[Whereabout]) -> list[Bar]:
    """One band for each kind, side by side, as wide as its share."""
    weights: dict[Kind, Decimal] = {}
    for row in rows:
        if row.kg > 0:
            weights[row.end.kind] = weights.get(row.end.kind, ZERO) + row.kg
    total = sum((Fraction(kg) for kg in weights.values()), Fraction(0))
    found, start = [], ZERO
    for kind, kg in weights.items():
        width = Decimal(round(Fraction(kg) * 10_000 / total)) / 100
        found.append(Bar(kind, start, width, KINDS[kind]))
        start += width
    return found


@dataclass(frozen=True)
class Whereabouts:
    """A whole fate for a page: its rows, what they add up to, and the picture above them."""

    rows: list[Whereabout]
    kg: Decimal
    bars: list[Bar]

    def __bool__(self) -> bool:
        return bool(self.rows)


def shown(rows: dict[End, Decimal]) -> Whereabouts:
    """What a page shows of a fate; one statement for the names, none where there is nothing."""
    found = told(rows) if rows else []
    return Whereabouts(found, sum(rows.values(), ZERO), bars(found))
