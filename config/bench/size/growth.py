"""The cost of an action with a long history beside its cost with a short one, on the same machine at the same time.

Two databases of the same city, one server before each. Every action is sent to the one and then to the other, one at a
time, and medians are compared: whatever else the machine does meanwhile hits both.
"""

import http.client
from contextlib import closing
from statistics import median
from time import perf_counter

from config.bench import over_http
from config.bench.lanes import Lane
from config.bench.scratch import address, pointed_at
from config.bench.size.figure import Figure

WARM = 3  # lives of each lane outside the clock: templates, plans, caches


def compared(short: dict, long: dict, lanes: list[Lane], lives: int, sizes: tuple[int, int]) -> list[Figure]:
    """Milliseconds of an action of the mix in each database (libpq's parameters), and their ratio.

    `lives` manifests of each lane are timed; `sizes` says how many are in the databases already.
    """
    with over_http.server(address(short)) as first, over_http.server(address(long)) as second:
        sides = [_Side(short, first, lanes), _Side(long, second, lanes)]
        for side in sides:
            side.prepare(WARM)
        _live(sides)
        for side in sides:
            side.prepare(lives)
        costs = _live(sides)
    figures = [
        Figure(f"an action over HTTP with {size:,} manifests", 1000 * cost, "ms")
        for size, cost in zip(sizes, costs, strict=True)
    ]
    return [*figures, Figure("the second as a multiple of the first", costs[1] / costs[0], "×", 1.3)]


class _Side:
    """A database with its server, and the manifests that are sent to it."""

    def __init__(self, database: dict, port: int, lanes: list[Lane]):
        self._name, self._port, self._lanes = database["dbname"], port, lanes
        with pointed_at(self._name):
            self._tokens = [lane.tokens() for lane in lanes]

    def prepare(self, lives: int) -> None:
        with pointed_at(self._name):
            self._drafts = [[lane.draft() for _each in range(lives)] for lane in self._lanes]

    def requests(self, action: str, role: str) -> list[tuple[str, dict, dict]]:
        """(path, headers, body) of the action on every manifest."""
        with pointed_at(self._name):
            if action == "depart":
                for lane, drafts in zip(self._lanes, self._drafts, strict=True):
                    lane.put_on_truck(drafts)
            return [
                (f"/api/manifests/{key}/{action}/", over_http.headers(tokens[role]), body)
                for tokens, drafts in zip(self._tokens, self._drafts, strict=True)
                for key, body in over_http.bodies(action, drafts).items()
            ]

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)


def _live(sides: list[_Side]) -> list[float]:
    """Let all prepared manifests live through the mix; seconds of an action on each side, the mean of the medians."""
    totals = [0.0 for _side in sides]
    for action, role in over_http.LIFE:
        sent = [side.requests(action, role) for side in sides]
        took: list[list[float]] = [[] for _side in sides]
        with closing(sides[0].connection()) as first, closing(sides[1].connection()) as second:
            for turn, pair in enumerate(zip(*sent, strict=True)):
                for which in (0, 1) if turn % 2 else (1, 0):
                    began = perf_counter()
                    over_http.post((first, second)[which], *pair[which])
                    took[which].append(perf_counter() - began)
        totals = [total + median(times) for total, times in zip(totals, took, strict=True)]
    return [total / len(over_http.LIFE) for total in totals]
