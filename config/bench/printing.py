"""A print run of many documents: seconds a paper by the clock and of processors, and the most memory it held."""

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from django.conf import settings

from facilities import clock
from facilities.models import Person
from manifests.actions.carry_out_print import carry_out_print
from manifests.models import PrintRun
from manifests.printing.places import file_of
from manifests.printing.sources import SOURCES, parts_of

EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True)
class Printed:
    """`seconds` by the clock and `cpu` of all processes for one paper; `peak_mb` of them all at their largest moment,
    what they share counted once; `size_mb` of the file."""

    papers: int
    seconds: float
    cpu: float
    peak_mb: float
    size_mb: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:.3f} s a paper, {self.cpu:.3f} s of processors, peak {self.peak_mb:.0f} MB,"
            f" file {self.size_mb:.1f} MB ({self.papers} papers, {settings.PRINT_PROCESSES} processes)"
        )


def measure(person: Person, subject: str, keys: list, form: str, papers: int) -> Printed:
    """Print `papers` papers of these rows, beginning anew where they are fewer."""
    source = SOURCES[subject]
    items, whole = source.items(keys), []
    while sum(item[2] for item in whole) < papers:
        whole += items[: papers - len(whole)] if subject == PrintRun.Subject.MANIFESTS else items
    parts = parts_of(whole, source.at_once)
    total = sum(item[2] for item in whole)
    with tempfile.TemporaryDirectory() as folder, _sheets_in(folder):
        now = clock.now()
        run = PrintRun.objects.create(
            person=person, subject=subject, form=form, parts=parts, total=total, requested_at=now, beat_at=now
        )
        begun, used = time.perf_counter(), _processor_seconds()
        with watched() as peak:
            while run.is_working:  # turn after turn, with nobody else waiting
                carry_out_print(run.pk)
                run.refresh_from_db()
        seconds, cpu = time.perf_counter() - begun, _processor_seconds() - used
        if run.state != PrintRun.State.PRINTED or run.left_out:
            raise RuntimeError(f"{run.state} {run.left_out[:3]}")
        size = file_of(run).stat().st_size / 2**20
    return Printed(total, seconds / total, cpu / total, peak[0], size)


@contextmanager
def _sheets_in(folder: str) -> Iterator[None]:
    real, settings.SHEETS_ROOT = settings.SHEETS_ROOT, Path(folder)
    try:
        yield
    finally:
        settings.SHEETS_ROOT = real


def _processor_seconds() -> float:
    """Of this process and of those that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@contextmanager
def watched() -> Iterator[list[float]]:
    """Yields a list of one figure, the most memory so far in MB, of this process and its children (Linux)."""
    peak, over = [0.0], Event()

    def look() -> None:
        while not over.wait(EVERY):
            peak[0] = max(peak[0], sum(_megabytes(folder) for folder in _family(Path("/proc/self"))))

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield peak
    finally:
        over.set()
        looking.join()


def _family(process: Path) -> Iterator[Path]:
    yield process
    for task in process.glob("task/*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # it ended meanwhile
            continue
        for child in children:
            yield from _family(Path("/proc") / child)


def _megabytes(process: Path) -> float:
    """Its proportional share: a page of memory that n processes share counts one nth."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)
