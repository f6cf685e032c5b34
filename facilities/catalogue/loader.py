"""Load reference files: each checked whole, then stored whole or not at all, and skipped while unchanged."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import connection, transaction

from facilities.catalogue.problems import Problem
from facilities.catalogue.store import Written, write
from facilities.catalogue.table import Table
from facilities.models import ReferenceFile

FOLDER = Path(__file__).resolve().parent.parent / "reference"
# Any number, the same in every process: two loads at once wait for each other and do not deadlock row by row.
LOAD_LOCK = 0x6C69616E
NOTHING_WRITTEN = Written()


@dataclass(frozen=True)
class Outcome:
    """What became of a file. `state`: loaded, unchanged, refused or skipped (a file it needs was refused)."""

    table: Table
    state: str
    rows: int = 0
    written: Written = NOTHING_WRITTEN
    problems: tuple[Problem, ...] = ()
    because_of: str = ""
    seconds: float = 0.0


def load(
    tables: Iterable[Table], folder: Path = FOLDER, *, force: bool = False, check: bool = False
) -> Iterator[Outcome]:
    """Load tables in the order given and tell of each as it is done.

    `force` loads unchanged files too. `check` does all the work, against the stored rows and the other files,
    and takes it back at the end. Nothing of a file with problems is stored; files that need it are skipped.
    """
    with transaction.atomic() if check else nullcontext():
        yield from _load_each(tables, folder, force or check)
        if check:
            transaction.set_rollback(True)


def _load_each(tables: Iterable[Table], folder: Path, force: bool) -> Iterator[Outcome]:
    state_of: dict[str, str] = {}
    for table in tables:
        started = time.monotonic()
        stuck_on = [name for name in table.needs if state_of.get(name) in ("refused", "skipped")]
        if stuck_on:
            outcome = Outcome(table, "skipped", because_of=stuck_on[0])
        else:
            # What it was checked against has changed, so it is checked again even if it has not.
            stale = any(state_of.get(name) == "loaded" for name in table.needs)
            outcome = load_one(table, folder, force=force or stale)
        state_of[table.name] = outcome.state
        yield replace(outcome, seconds=time.monotonic() - started)


def load_one(table: Table, folder: Path, *, force: bool) -> Outcome:
    try:
        data = table.data(folder)
    except OSError:
        return Outcome(table, "refused", problems=(Problem(table.name, 0, "", "", "file_missing"),))
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
        before = ReferenceFile.objects.filter(pk=table.name).first()
        if before and before.sha256 == sha256 and not force:
            return Outcome(table, "unchanged", before.rows)
        rows, problems = table.read(data)
        if problems:
            return Outcome(table, "refused", len(rows), problems=tuple(problems))
        written = NOTHING_WRITTEN
        for entries in table.entries(rows):
            written += write(entries)
        ReferenceFile(name=table.name, sha256=sha256, rows=len(rows)).save()
        return Outcome(table, "loaded", len(rows), written)
