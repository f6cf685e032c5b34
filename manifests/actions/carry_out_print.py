"""Carry out a print run: read part by part what the person sees now, let processes draw it, bind one file of it.

The row says which parts are done, and the folder holds them. A worker that takes the run over from one that was killed
draws what is missing; the other, should it still live, finds at its next sign of life that the run is its own no more.
"""

import logging
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import get_default_timezone

from facilities import clock
from facilities.models import Person
from manifests.actions.tell_of_prints import tell_of_print
from manifests.models import PrintRun
from manifests.printing.calling import call_for
from manifests.printing.drawing import Drawn, Order, draw, drawing_processes
from manifests.printing.places import file_of, part_of, remove_parts
from manifests.printing.sources import SOURCES, Read, left_out

BEAT_SECONDS = 20  # a sign of life at least that often while a part is drawn
TURN_SECONDS = 60  # after which whatever else waits has its turn: seals, clocks, the next person's run
UNFINISHED = ".unfinished"
MOST_TIMES = 5  # a run that ended its worker so often at the same part is not begun again

# The file's own title; the paper's words are Chinese first, whatever language its reader has.
TITLES = {PrintRun.Subject.MANIFESTS: "转移联单 Manifests", PrintRun.Subject.LABELS: "危险废物标签 Labels"}

logger = logging.getLogger(__name__)
State = PrintRun.State


class NoLongerOurs(Exception):
    """The run was cancelled, or another worker has taken it over."""


def carry_out_print(pk) -> None:
    """Repeated, it goes on where it stopped; one that has ended is left alone."""
    run = _taken(pk)
    if run is None:
        return
    try:
        if _draw_missing(run):
            _bind(run)
        else:
            call_for(pk)
    except NoLongerOurs:
        _clear_if_cancelled(pk)
    except BrokenProcessPool:
        raise  # a process was killed, perhaps for want of memory: taken up again as if the worker had been
    except Exception:
        # An error that nobody foresaw would come again: the person hears of it now, the log holds what it was.
        mine = PrintRun.objects.filter(pk=pk, worker=run.worker, state=State.STARTED)
        if not _given_up(mine, run):
            _clear_if_cancelled(pk)
            return
        remove_parts(run)
        raise


def _clear_if_cancelled(pk) -> None:
    """Whoever took the run over needs its parts; nobody else does."""
    run = PrintRun.objects.get(pk=pk)
    if run.is_working:
        return
    remove_parts(run)
    if run.state in PrintRun.FRUITLESS:  # bound in the very moment in which it was cancelled
        file_of(run).unlink(missing_ok=True)
        file_of(run).with_suffix(UNFINISHED).unlink(missing_ok=True)


def _taken(pk) -> PrintRun | None:
    """The run, made this worker's own; None where there is nothing to do."""
    free = PrintRun.objects.working().filter(pk=pk)
    broken = free.filter(taken_count__gte=MOST_TIMES)
    if (run := broken.first()) is not None and _given_up(broken, run):
        remove_parts(run)
        return None
    free.update(state=State.STARTED, worker=uuid4(), taken_count=F("taken_count") + 1, beat_at=clock.now())
    return free.select_related("person").first()


def _given_up(mine: QuerySet, run: PrintRun) -> bool:
    """End it as failed and tell its person; False where it is not `mine` any more."""
    with transaction.atomic():
        ended = mine.update(state=State.FAILED, finished_at=clock.now())
        if ended:
            tell_of_print(run, State.FAILED)
    return bool(ended)


def _end(run: PrintRun, state: str) -> None:
    """Write down how it ended and tell its person, if the run is still this worker's. Raises NoLongerOurs."""
    with transaction.atomic():
        _say(run, state=state, finished_at=clock.now())
        tell_of_print(run, state)


def _say(run: PrintRun, **news) -> None:
    """Write it down, if the run is still this worker's. Raises NoLongerOurs."""
    mine = PrintRun.objects.filter(pk=run.pk, worker=run.worker, state=State.STARTED)
    if not mine.update(beat_at=clock.now(), **news):
        raise NoLongerOurs


def _draw_missing(run: PrintRun) -> bool:
    """Draw the parts that are not there yet, so many at a time as there are processes; False when the turn is over."""
    missing = [number for number in range(len(run.parts)) if not _is_drawn(run, number)]
    if not missing:
        return True
    over = monotonic() + TURN_SECONDS
    with drawing_processes(min(settings.PRINT_PROCESSES, len(missing))) as pool:
        under_way: dict[Future, tuple[int, Read]] = {}
        while under_way or (missing and monotonic() < over):
            # One part lies ready for whoever has drawn theirs; more would only fill the memory.
            while missing and len(under_way) <= settings.PRINT_PROCESSES and monotonic() < over:
                number = missing.pop(0)
                read = _read(run, number)
                under_way[pool.submit(draw, _order(run, number, read))] = number, read
                _say(run)
            for future in wait(under_way, BEAT_SECONDS, FIRST_COMPLETED).done:
                _note(run, *under_way.pop(future), future.result())
            _say(run)
    return not missing


def _is_drawn(run: PrintRun, number: int) -> bool:
    return str(number) in run.drawn and part_of(run, number).exists()


def _read(run: PrintRun, number: int) -> Read:
    """A part, with what its person may see at this moment: roles may have changed since the last one."""
    person = Person.objects.get(pk=run.person_id)
    return SOURCES[run.subject].read(person, run.parts[number])


def _order(run: PrintRun, number: int, read: Read) -> Order:
    title = f"{TITLES[run.subject]} {run.requested_at.astimezone(get_default_timezone()):%Y-%m-%d}"
    sheets = tuple(read.sheets.values())
    return Order(part_of(run, number), run.form, sheets, title, run.person.name, run.requested_at)


def _note(run: PrintRun, number: int, read: Read, drawn: Drawn) -> None:
    """One part is done. The file lies there before the row says so."""
    left, printed = [*read.left_out], [*(run.printed or ())]
    for name, sheet in read.sheets.items():
        key = name.partition(" ")[0]
        if sheet.name in drawn.failed:
            logger.critical("Not drawn for print run %s: %s, %s", run.pk, sheet.name, drawn.failed[sheet.name])
            left.append(left_out(key, sheet.title, "not_drawn"))
        else:
            printed.append(key)
    run.drawn[str(number)] = drawn.starts
    run.printed = list(dict.fromkeys(printed))
    run.left_out += [row for row in left if row not in run.left_out]
    run.done = sum(papers for done in run.drawn for _key, _file, papers, *_codes in run.parts[int(done)])
    _say(run, drawn=run.drawn, printed=run.printed, left_out=run.left_out, done=run.done, taken_count=1)


def _bind(run: PrintRun) -> None:
    """One file of all parts, in their order. Where nothing was left to print, the run has failed and says why."""
    from manifests.printing.joining import NothingToBind, join_pdfs, join_zips

    target = file_of(run)
    unfinished = target.with_suffix(UNFINISHED)
    numbers = range(len(run.parts))
    try:
        if run.form == PrintRun.Form.ZIP:
            join_zips([part_of(run, number) for number in numbers], unfinished)
        else:
            join_pdfs([(part_of(run, number), run.drawn[str(number)]) for number in numbers], unfinished)
    except NothingToBind:
        unfinished.unlink(missing_ok=True)
        _end(run, State.FAILED)
    else:
        _say(run)
        unfinished.replace(target)
        _end(run, State.PRINTED)
    remove_parts(run)
