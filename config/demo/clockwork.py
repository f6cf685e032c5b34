"""Many stories told at once, in the order of time: whoever is due next goes on, at that simulated moment."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime

from facilities import clock

# A story does something, and yields the moment at which it wants to go on.
Story = Iterator[datetime]


class Clockwork:
    """Stories that are not finished when the clock stops simply stay as they are: drafts, loads on the road."""

    def __init__(self):
        self._due: list[tuple[datetime, int, Story]] = []
        self._started = 0

    def start(self, moment: datetime, story: Story) -> None:
        """Let a story begin at `moment`. Among those due at the same moment the first started goes first."""
        self._started += 1
        heapq.heappush(self._due, (moment, self._started, story))

    def run(self, end: datetime, passed: Callable[[datetime], None] = lambda moment: None) -> None:
        """Tell everything that is due up to `end`; `passed` is told how far time has come."""
        while self._due and self._due[0][0] <= end:
            moment, order, story = heapq.heappop(self._due)
            passed(moment)
            with clock.standing_at(moment):
                wanted = next(story, None)
            if wanted is not None:
                # Time does not run backwards, even for somebody who asked too late.
                heapq.heappush(self._due, (max(wanted, moment), order, story))
