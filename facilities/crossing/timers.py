"""The authorities' clocks (Order 23 of 2022, Art. 21–27).

Five working days to say whether the papers are complete, five to review them and ask the receiving province, ten for
its answer, five to decide. How long each runs is data (DeadlineRule).

Silence on the papers' completeness accepts them, on the last day of that term: from when the next term then counts is
not verified against the order's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import capfirst
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import due_after, start_of
from facilities.models import CrossingApplication, CrossingStep

State = CrossingApplication.State
# After which step which clock runs.
CLOCKS = {
    State.HANDED_IN: DeadlineKind.CROSSING_COMPLETE,
    State.ACCEPTED: DeadlineKind.CROSSING_REVIEW,
    State.CONSULTED: DeadlineKind.CROSSING_REPLY,
    State.REPLIED: DeadlineKind.CROSSING_DECISION,
}
# What an official may record next. A reply that disagrees cannot be granted.
NEXT = {
    State.HANDED_IN: (State.RETURNED, State.ACCEPTED),
    State.ACCEPTED: (State.CONSULTED, State.REFUSED),
    State.CONSULTED: (State.REPLIED,),
    State.REPLIED: (State.GRANTED, State.REFUSED),
}


@dataclass(frozen=True)
class Clock:
    """What is owed now and until when. `assumed`: a year on the way has no holidays loaded."""

    kind: str
    due_at: datetime
    warn_at: datetime
    assumed: bool

    @property
    def what(self) -> str:
        return capfirst(DeadlineKind(self.kind).label)

    @property
    def last_day(self) -> date:
        return localdate(self.due_at - timedelta(microseconds=1))


@dataclass(frozen=True)
class Standing:
    """Where an application stands at a moment: its last step, or acceptance by silence, and the clock that runs."""

    state: str
    since: date
    by_silence: bool
    clock: Clock | None


def clock_after(state: str, since: date, region: str) -> Clock | None:
    """The clock that a step on a day starts; one question to the calendar."""
    kind = CLOCKS.get(state)
    if kind is None:
        return None
    (due,) = due_after(start_of(since), region, kind)
    return Clock(kind, due.due_at, due.warn_at, due.assumed)


def standing(steps: Sequence[CrossingStep], region: str, now: datetime) -> Standing | None:
    """Where it stands; None before it was handed in. `steps` are the application's, in order."""
    if not steps:
        return None
    last = steps[-1]
    clock = clock_after(last.kind, last.happened_on, region)
    if last.kind != State.HANDED_IN or now < clock.due_at:
        return Standing(last.kind, last.happened_on, False, clock)
    accepted = clock.last_day
    return Standing(State.ACCEPTED, accepted, True, clock_after(State.ACCEPTED, accepted, region))


def next_kinds(found: Standing | None, steps: Sequence[CrossingStep]) -> tuple[str, ...]:
    """What may be recorded now."""
    if found is None:
        return ()
    kinds = NEXT.get(found.state, ())
    refused = found.state == State.REPLIED and not steps[-1].agrees
    return tuple(kind for kind in kinds if not (refused and kind == State.GRANTED))
