"""Tell of applications to another province: each step and each term that runs out, to the firm and to whose turn it is.

A step is told in its own transaction. Terms are looked at by a job; each is told once, for a last day.
"""

from collections.abc import Iterable
from uuid import UUID

from facilities import clock
from facilities.crossing.letters import OVERDUE, WARNED, of_silence, of_step, of_term, paths_of
from facilities.crossing.timers import CLOCKS, clock_after, standing
from facilities.models import CrossingApplication, CrossingStep
from facilities.notices import Letter, deliver
from facilities.offices import OF_CITY, desk_of, officials_of

State = CrossingApplication.State
PARTIES = ("consignor__enterprise", "consignor__region")
# Steps of which the receiving province hears beside those that make it its turn: it has the papers by then.
DECIDED = (State.GRANTED, State.REFUSED, State.WITHDRAWN)


def tell_of_step(row: CrossingApplication, step: CrossingStep) -> int:
    """Everybody but who took it; returns how many messages. Eight statements at most."""
    filed = _filed(row)
    region = row.consignor.region_id
    firm, office = paths_of(row)
    runs = clock_after(step.kind, step.happened_on, region)
    desk = desk_of(row.consignor.enterprise_id)
    officials = _whose_turn(step.kind, region, filed["region"])
    if step.kind == State.WITHDRAWN:
        officials |= officials_of(region)
    if step.kind in DECIDED and row.steps.filter(kind=State.CONSULTED).exists():
        officials |= officials_of(filed["region"], OF_CITY)
    # Who is to receive the waste hears that it may come; the application itself is the applicant's own.
    receiver = desk_of(row.consignee.enterprise_id) - desk if step.kind == State.GRANTED else set()
    letters = [
        *_to(receiver, of_step(row, step, filed["sites"], runs, "")),
        *_to(desk, of_step(row, step, filed["sites"], runs, firm)),
        *_to(officials - desk, of_step(row, step, filed["sites"], runs, office)),
    ]
    return deliver((person, letter) for person, letter in letters if person != step.recorded_by_id)


def remind_of_crossings() -> int:
    """Terms whose warning is out, to the officials whose turn it is; those that ran out, to the firm too; silence that
    accepted the papers, to both. Returns how many messages, those that were told before included."""
    rows = CrossingApplication.objects.filter(state__in=CLOCKS).select_related(*PARTIES)
    post: list[tuple[UUID, Letter]] = []
    for row in rows.prefetch_related("steps").order_by("pk"):
        post += _reminders(row)
    return deliver(post) if post else 0


def _reminders(row: CrossingApplication) -> Iterable[tuple[UUID, Letter]]:
    now, region = clock.now(), row.consignor.region_id
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    found = standing(steps, region, now)
    if found is None or found.clock is None:
        return
    what = OVERDUE if now >= found.clock.due_at else WARNED if now >= found.clock.warn_at else ""
    if not what and not found.by_silence:
        return
    filed, number = _filed(row), steps[-1].number
    firm, office = paths_of(row)
    desk = desk_of(row.consignor.enterprise_id)
    officials = _whose_turn(found.state, region, filed["region"]) - desk
    sites = filed["sites"]
    if found.by_silence:
        since, runs = found.since, found.clock
        yield from _to(desk, of_silence(row, sites, since, number, runs, firm))
        yield from _to(officials, of_silence(row, sites, since, number, runs, office))
    if what:
        yield from _to(officials, of_term(row, sites, what, number, found.clock, office))
    if what == OVERDUE:
        yield from _to(desk, of_term(row, sites, what, number, found.clock, firm))


def _whose_turn(state: str, origin: str, destination: str) -> set[UUID]:
    """The officials who act next: where it leaves, in the province that is asked, or those who may decide."""
    match state:
        case State.HANDED_IN | State.ACCEPTED:
            return officials_of(origin)
        case State.CONSULTED:
            # The receiving province answers; who asked it records the answer.
            return officials_of(destination, OF_CITY) | officials_of(origin)
        case State.REPLIED:
            return officials_of(origin, OF_CITY)
    return set()


def _to(people: Iterable[UUID], letter: Letter) -> Iterable[tuple[UUID, Letter]]:
    return ((person, letter) for person in people)


def _filed(row: CrossingApplication) -> dict:
    """The parties as they were handed in, whatever the firm is changing in what came back."""
    content = row.versions.order_by("-number").values_list("content", flat=True)[0]
    sites = {side: content[side]["facility"] for side in ("consignor", "consignee")}
    return {"sites": sites, "region": content["consignee"]["region"]}
