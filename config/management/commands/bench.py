"""`manage.py bench`: how fast custody is, beside the bare rows it writes and with a long history behind it."""

import os
from contextlib import closing

from django.conf import settings
from django.core.management.base import BaseCommand

from config.bench import floor, over_http, paper, statements
from config.bench.keys import own_key
from config.bench.lanes import build_lanes
from config.bench.scratch import address, scratch_database
from config.bench.size.figure import HEAD
from config.bench.size.run import at_size


class Command(BaseCommand):
    help = "Measure custody, statements, PDFs and print runs, then lineage, seals and proofs at size."

    def add_arguments(self, parser):
        parser.add_argument("--connections", type=int, default=8)
        parser.add_argument("--rounds", type=int, default=40, help="manifests of each connection")
        parser.add_argument("--seconds", type=int, default=15, help="how long pgbench writes")
        parser.add_argument("--papers", type=int, default=paper.MANY, help="of each print run; 0: none")
        parser.add_argument(
            "--manifests", type=int, default=20_000, help="whole lives loaded for the measurements at size; 0: none"
        )

    def handle(self, *args, connections, rounds, seconds, papers, manifests, **options):
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        self._mix(connections, rounds, seconds, papers)
        if manifests:
            self._size(connections, manifests)

    def _size(self, connections: int, manifests: int) -> None:
        self.stdout.write(f"\n{HEAD}")
        with scratch_database(), closing(at_size(build_lanes(connections), manifests)) as figures:
            for figure in figures:
                self.stdout.write(f"{figure}   load {os.getloadavg()[0]:.1f}")
                self.stdout.flush()

    def _mix(self, connections: int, rounds: int, seconds: int, papers: int) -> None:
        with scratch_database() as database:
            lanes = build_lanes(connections)
            with over_http.server(address(database)) as port:
                over_http.measure(port, lanes, rounds=2)  # warm: templates, plans, caches
                rates = over_http.measure(port, lanes, rounds)
            counts = statements.count(lanes[0])
            with own_key():
                pages = paper.measure(lanes[0])
                runs = paper.measure_many(lanes[0], papers) if papers else {}
            tps = floor.measure(database, connections, seconds)
        # Each action once, as in a life: the rate of the mix is the harmonic mean.
        mixed = len(rates) / sum(1 / rate for rate in rates.values())
        self.stdout.write(f"{'action':10}{'per second':>12}{'statements':>12}")
        for action, rate in rates.items():
            self.stdout.write(f"{action:10}{rate:12.0f}{counts[action]:12}")
        self.stdout.write(f"\ncustody over HTTP, {connections} connections   {mixed:8.0f} actions/s")
        self.stdout.write(f"the same rows by pgbench (floor)    {tps:8.0f} transactions/s")
        self.stdout.write(f"ratio                               {mixed / tps:8.3f}")
        for name, took in pages.items():
            self.stdout.write(f"PDF, one {name:27}{took:8.3f} s")
        for name, run in runs.items():
            self.stdout.write(f"printed, {name:20}{run}")
