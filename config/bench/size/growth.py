"""The cost of an action with a long history beside its cost with a short one, on the same machine at the same time.

Two databases of the same city, one server before each; they take turns, and the median of each is compared, so that
whatever else the machine does meanwhile hits both.
"""

from statistics import median

from config.bench import over_http
from config.bench.lanes import Lane
from config.bench.scratch import address, pointed_at
from config.bench.size.measured import Figure

TURNS = 5


def compared(small: dict, large: dict, lanes: list[Lane], rounds: int, names: tuple[str, str]) -> list[Figure]:
    """Milliseconds of an action of the mix in each database, and their ratio. `names` say how much is in them."""
    costs: dict[str, list[float]] = {"small": [], "large": []}
    databases = {"small": small, "large": large}
    with over_http.server(address(small)) as first, over_http.server(address(large)) as second:
        ports = {"small": first, "large": second}
        for turn in range(TURNS + 1):
            for which in ("small", "large") if turn % 2 else ("large", "small"):
                with pointed_at(databases[which]["dbname"]):
                    rates = over_http.measure(ports[which], lanes, rounds if turn else 1)
                if turn:  # the first warms up
                    costs[which].append(1000 * sum(1 / rate for rate in rates.values()) / len(rates))
    short, long = median(costs["small"]), median(costs["large"])
    return [
        Figure(f"an action over HTTP, {names[0]} manifests", short, "ms"),
        Figure(f"an action over HTTP, {names[1]} manifests", long, "ms"),
        Figure("the one as a multiple of the other", long / short, "×", 1.3),
    ]
