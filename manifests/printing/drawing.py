"""The processes that draw: each is sent sheets and leaves a file. They know no database and no Django.

A process of the pool ends with the worker that started it, even one that was killed: otherwise it would wait for ever.
"""

import gc
import os
import zipfile
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context, parent_process
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Thread

from manifests.documents.sheet import Sheet

ORPHANED = 70


@dataclass(frozen=True)
class Order:
    """One part to be drawn: `form` is pdf or zip, `path` the file to leave. `stamp` dates the whole run."""

    path: Path
    form: str
    sheets: tuple[Sheet, ...]
    title: str
    author: str
    stamp: datetime


@dataclass(frozen=True)
class Drawn:
    """`starts`: title and first page of each document of a PDF; `failed`: names of those that could not be drawn."""

    starts: list[tuple[str, int]] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def renderer():
    """Loaded when something is drawn: it takes half a second, and a worker that has processes for it never needs it."""
    from manifests.documents import render

    return render


def draw(order: Order) -> Drawn:
    """Leave the part's file, complete or not at all. A sheet that cannot be drawn is named and left out."""
    unfinished = order.path.with_suffix(f".{os.getpid()}")  # two workers may be at it for a moment
    if order.form == "zip":
        drawn = _into_zip(order, unfinished)
    else:
        sheets, failed = order.sheets, {}
        said = {"title": order.title, "author": order.author, "made_at": order.stamp}
        try:
            whole = renderer().bound(sheets, **said) if sheets else None
        except Exception:  # which of them it was is found one by one
            failed = {sheet.name: reason for sheet in sheets if (reason := _reason(sheet))}
            sheets = tuple(sheet for sheet in sheets if sheet.name not in failed)
            if not failed:
                raise
            whole = renderer().bound(sheets, **said) if sheets else None
        unfinished.write_bytes(whole.content if whole else b"")
        starts = whole.starts if whole else []
        drawn = Drawn([(sheet.title, start) for sheet, start in zip(sheets, starts, strict=True)], failed)
    unfinished.replace(order.path)
    gc.collect()  # nothing was looked for meanwhile (render.py), and a part leaves a hundred megabytes behind
    return drawn


def _into_zip(order: Order, path: Path) -> Drawn:
    """Each document as it is printed on its own, byte for byte."""
    failed = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:  # what is inside is compressed already
        for sheet in order.sheets:
            try:
                content = renderer().drawn(sheet)
            except Exception as error:
                failed[sheet.name] = repr(error)
            else:
                file.writestr(zipfile.ZipInfo(sheet.name, order.stamp.timetuple()[:6]), content)
    return Drawn([], failed)


def _reason(sheet: Sheet) -> str:
    try:
        renderer().drawn(sheet)
    except Exception as error:
        return repr(error)
    return ""


class Here(Executor):
    """Draws in this process, one after the other, where no other process is wanted."""

    def submit(self, call, /, *args) -> Future:
        future: Future = Future()
        try:
            future.set_result(call(*args))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def drawing_processes(count: int) -> Iterator[Executor]:
    """`count` processes that draw; 0 draws in this one. Started afresh, so that they share no connection with us."""
    if count < 1:
        yield Here()
        return
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """What is loaded now stays: `collect` need not go through it after each part."""
    renderer().fonts()
    gc.freeze()
    signal(SIGINT, SIG_IGN)  # the worker hears it too, and ends us
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(ORPHANED)
