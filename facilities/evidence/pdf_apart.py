"""PDFs that others made, opened in a process of their own.

A PDF of 200 KB may unpack to gigabytes and minutes, and no look at its head tells. So a child opens it, with bounds of
memory and of time (`pdf_child.py`); what goes beyond them ends the child and nothing else. An ordinary file costs a
fifth of a second more than it would here.
"""

import subprocess
import sys
from pathlib import Path
from threading import Lock

CHILD = Path(__file__).with_name("pdf_child.py")
WAIT = 30  # seconds by the clock: on a busy machine five of a processor take longer
NO_MEMORY = 2
# What of a stranger's page acts rather than shows: links, forms, scripts, films.
ACTING = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/Thumb")
_one_at_a_time = Lock()  # children of one process of ours, so that their bound is a bound of all of them


class Unreadable(Exception):
    """It cannot be opened."""


class Unbounded(Unreadable):
    """It takes more memory or time than any honest file."""


def page_count(content: bytes) -> int | None:
    """None where a password protects it. Raises Unreadable."""
    answer = _ask(content, "count")
    return None if answer == b"locked" else int(answer)


def pages_alone(content: bytes) -> bytes:
    """A PDF of its pages alone, without what acts in them. Raises Unreadable."""
    answer = _ask(content, "pages", *ACTING)
    if answer == b"locked":
        raise Unreadable
    return answer


def _ask(content: bytes, *what: str) -> bytes:
    with _one_at_a_time:
        try:
            child = subprocess.run(  # noqa: S603 - our own program, and nothing of the file is an argument
                [sys.executable, "-I", str(CHILD), *what],
                input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WAIT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Unbounded from error
    if child.returncode < 0 or child.returncode == NO_MEMORY:
        raise Unbounded
    if child.returncode:
        raise Unreadable
    return child.stdout
