"""`manage.py verify_proofs`: measure all evidence again, and name the first bad entry."""

import os
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware

from facilities import clock
from manifests.proofs.merkle import DoesNotProve
from manifests.proofs.verifying import compared, verify
from manifests.proofs.waiting import LONGEST_WAIT, waiting_since

SHOWN = 20  # bad entries; one rewritten row breaks a few


class Command(BaseCommand):
    help = "Verify events, chains, the Merkle tree and its seals; exit status 1 and the first bad entry if one is bad."

    def add_arguments(self, parser):
        parser.add_argument("--since", help="only what was recorded and sealed since (2026-03-01, or with a time)")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that share the events")
        parser.add_argument(
            "--head",
            type=int,
            nargs="+",
            metavar="N",
            help="only show that the tree of seal N is the beginning of that of a later (the newest, or a second N)",
        )

    def handle(self, *args, since=None, workers=1, head=None, **options):
        if head:
            if len(head) > 2:
                raise CommandError("Give one seal, or two.")
            self._compare(*head)
            return
        began = perf_counter()
        finding = verify(since=moment(since), workers=workers)
        took = perf_counter() - began
        self.stdout.write(
            f"{finding.events:,} events, {finding.leaves:,} leaves, {finding.seals:,} seals in {took:.1f} s"
            f" ({finding.events / took:,.0f} events/s)"
        )
        if finding.breaks:
            for bad in finding.breaks[:SHOWN]:
                self.stderr.write(str(bad))
            raise CommandError(f"{len(finding.breaks)} bad entries. The first: {finding.breaks[0]}")
        self.stdout.write("All of it holds.")
        waiting = waiting_since()
        if waiting and clock.now() - waiting > LONGEST_WAIT:
            self.stderr.write(f"Events have been waiting for a seal since {waiting:%Y-%m-%d %H:%M} UTC: manage.py seal")

    def _compare(self, first: int, second: int | None = None) -> None:
        try:
            older, newer, path = compared(first, second)
        except (DoesNotProve, LookupError) as error:
            raise CommandError(f"Not shown: {error}") from error
        self.stdout.write(
            f"Seal {newer.number} ({newer.size:,} events) begins with seal {older.number} ({older.size:,} events);"
            f" {len(path)} hashes show it:"
        )
        for step in path:
            self.stdout.write(f"  {step}")


def moment(text: str | None):
    """A day or a moment as somebody types it, in the service's own zone unless it says another."""
    if not text:
        return None
    try:
        found = parse_datetime(text if parse_date(text) is None else f"{text}T00:00")
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{text}” is neither a day (2026-03-01) nor a moment (2026-03-01T08:00+08:00).")
    return make_aware(found) if is_naive(found) else found
