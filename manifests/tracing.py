"""One batch's family as somebody may see it: what went into it, generation by generation, and what became of it.

All weights are kilograms of the batch that is traced: of an earlier one what ended up in it, of a later one what is
of it. Whoever may open a batch may see what is in it, because its holder holds all of that and whoever put it
together held all of that once; of what it was mixed with later on, nothing is shown (docs/decisions/0012).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from facilities.badges import Badge, badge_of
from facilities.templatetags.quantities import grouped
from manifests.fate import Graph, Passage, backward, fate_of, forward, percents, sources_of
from manifests.lineage import ancestors, descendants
from manifests.models import WasteBatch
from manifests.quantities import GRAM
from manifests.whereabouts import Whereabouts, shown

MOST = 60  # boxes that a reader can follow in one picture
FACTS = (
    "pk", "number", "state", "holder__name", "holder__enterprise", "holder__region", "generator__name",
    "generator__enterprise", "generator__region", "generator__is_outside", "waste_code__code", "stream__alias",
    "generated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A batch of the family, or `count` batches of one generation, site, code and state drawn as one."""

    key: object
    generation: int  # before the traced batch below 0, after it above
    number: str
    state: str
    site: str
    code: str
    exact: Fraction  # kg
    opens: bool  # the reader may open its page
    count: int = 1

    @property
    def kg(self) -> Decimal:
        return grams(self.exact)

    @property
    def look(self) -> Badge | None:
        """Shape and word of its state; none where members of several states are drawn as one."""
        return badge_of(self.state) if self.state else None

    @property
    def weight(self) -> str:
        return grouped(self.kg)


@dataclass(frozen=True)
class Step:
    """`kg` of the traced batch went from one member into the other."""

    source: object
    target: object
    exact: Fraction  # kg

    @property
    def kg(self) -> Decimal:
        return grams(self.exact)


@dataclass(frozen=True)
class Source:
    """Waste that arose as one batch and is now in the traced one."""

    key: UUID
    number: str
    generator: str
    waste: str
    code: str
    generated_at: datetime
    kg: Decimal
    percent: Decimal
    opens: bool
    is_outside: bool = False  # it came from elsewhere; `generated_at` is when it left there


@dataclass(frozen=True)
class Trace:
    """The family, earlier members first. `sources` and `fate` each add up to what the batch was made with."""

    members: list[Member]
    steps: list[Step]
    sources: list[Source]
    fate: Whereabouts

    def by_key(self) -> dict[object, Member]:
        return {member.key: member for member in self.members}


def trace_of(person, batch: WasteBatch) -> Trace:
    """The family of a batch that the person may see. Four statements, however large it is."""
    up, down = ancestors([batch.pk]), descendants([batch.pk])
    back, on = backward(up, batch.pk), forward(down, batch.pk)
    facts = _facts({*back.through, *on.through})
    generations = _generations(up, back, step=-1) | _generations(down, on, step=1)
    amounts = {**back.through, **on.through}
    members = [_member(person, facts[key], generation, amounts[key]) for key, generation in generations.items()]
    steps = [Step(*ends, kg) for ends, kg in {**back.along, **on.along}.items()]
    return Trace(
        sorted(members, key=lambda member: (member.generation, -member.kg, member.number)),
        sorted(steps, key=lambda step: (generations[step.source], generations[step.target], -step.kg)),
        _sources(person, sources_of(up, batch.pk), facts),
        shown(fate_of(down, batch.pk)),
    )


def grams(kg: Fraction) -> Decimal:
    return Decimal(round(kg / Fraction(GRAM))) * GRAM


def _facts(keys: Iterable[UUID]) -> dict[UUID, dict]:
    return {row["pk"]: row for row in WasteBatch.objects.filter(pk__in=keys).order_by().values(*FACTS)}


def _generations(graph: Graph, passage: Passage, *, step: int) -> dict[UUID, int]:
    """How many links each batch is away, the long way round, so that every link leads onward."""
    found = dict.fromkeys(passage.through, 0)
    for key in passage.through:
        for link in (graph.down if step > 0 else graph.up).get(key, ()):
            other = link.child if step > 0 else link.parent
            found[other] = max(found[other], found[key] + 1)
    return {key: step * distance for key, distance in found.items()}


def opens(person, fact: dict) -> bool:
    """What `visible_to` says of a batch, by its facts, without a statement for each."""
    standing = person.standing
    if standing.is_regulator:
        return any(standing.in_charge_of(fact[f"{place}__region"]) for place in ("holder", "generator"))
    return bool(standing.desk_enterprise_ids & {fact["holder__enterprise"], fact["generator__enterprise"]})


def _member(person, fact: dict, generation: int, kg: Fraction) -> Member:
    return Member(
        key=fact["pk"],
        generation=generation,
        number=fact["number"],
        state=fact["state"],
        site=fact["holder__name"],
        code=fact["waste_code__code"],
        exact=kg,
        opens=opens(person, fact),
    )


def _sources(person, kilograms: dict[UUID, Decimal], facts: dict[UUID, dict]) -> list[Source]:
    keys = sorted(kilograms, key=lambda key: (-kilograms[key], facts[key]["number"]))
    shares = percents([kilograms[key] for key in keys])
    return [
        Source(
            key=key,
            number=facts[key]["number"],
            generator=facts[key]["generator__name"],
            waste=facts[key]["stream__alias"],
            code=facts[key]["waste_code__code"],
            generated_at=facts[key]["generated_at"],
            kg=kilograms[key],
            percent=share,
            opens=opens(person, facts[key]),
            is_outside=facts[key]["generator__is_outside"],
        )
        for key, share in zip(keys, shares, strict=True)
    ]


def gathered(trace: Trace, most: int = MOST) -> Trace:
    """The same family in boxes that a reader can follow.

    Above `most`, batches of one generation, site, code and state become one box; where that is not enough, the
    lightest of each generation do.
    """
    if len(trace.members) <= most:
        return trace
    trace = _merged(trace, lambda member: (member.generation, member.site, member.code, member.state))
    if len(trace.members) <= most:
        return trace
    generations = {member.generation for member in trace.members}
    room = max(most // len(generations), 2) - 1
    kept: set = set()
    for generation in generations:
        same = sorted((m for m in trace.members if m.generation == generation), key=lambda m: -m.kg)
        kept |= {member.key for member in (same if len(same) <= room + 1 else same[:room])}
    return _merged(trace, lambda member: member.key if member.key in kept else ("rest", member.generation))


def _merged(trace: Trace, name: Callable[[Member], object]) -> Trace:
    """Members with the same name become one; what passed between them adds up."""
    groups: dict[object, list[Member]] = {}
    for member in trace.members:
        groups.setdefault(name(member), []).append(member)
    new_key = {member.key: (key if len(same) > 1 else same[0].key) for key, same in groups.items() for member in same}
    totals: dict[tuple, Fraction] = {}
    for step in trace.steps:
        ends = (new_key[step.source], new_key[step.target])
        totals[ends] = totals.get(ends, Fraction(0)) + step.exact
    members = [same[0] if len(same) == 1 else _group(key, same) for key, same in groups.items()]
    return replace(trace, members=members, steps=[Step(*ends, kg) for ends, kg in totals.items()])


def _group(key: object, same: list[Member]) -> Member:
    def one(values: Iterable[str]) -> str:
        found = set(values)
        return found.pop() if len(found) == 1 else ""

    return Member(
        key=key,
        generation=same[0].generation,
        number="",
        state=one(member.state for member in same),
        site=one(member.site for member in same),
        code=one(member.code for member in same),
        exact=sum((member.exact for member in same), Fraction(0)),
        opens=False,
        count=sum(member.count for member in same),
    )
