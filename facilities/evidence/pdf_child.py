"""A program of its own that opens one stranger's PDF, with bounds of its own; `pdf_apart.py` starts it.

`pdf_child.py count`: the PDF on standard input, the number of its pages on standard output, "locked" where it has a
password. `pdf_child.py pages KEY…`: the PDF written anew, its pages alone, without these keys of a page. Ends with 1
where it cannot be opened, with 2 where memory did not suffice, by a signal where time did not. Knows nothing of Django,
so that it starts in a fifth of a second.
"""

import io
import logging
import resource
import sys
import warnings

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

MEMORY = 384 * 1024 * 1024  # bytes of address space; Python with pypdf takes 55 MB of it
SECONDS = 5  # of a processor
OUT_MOST = 64 * 1024 * 1024  # bytes of what is written anew


def main(what: str, *keys: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    logging.disable()
    try:
        file = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if file.is_encrypted:
            answer = b"locked"
        else:
            answer = b"%d" % len(file.pages) if what == "count" else pages_alone(file, keys)
    except MemoryError:
        return 2
    except Exception:  # whatever a spoiled file does to the library; RecursionError of a page tree that bites its tail
        return 1
    sys.stdout.buffer.write(answer)
    return 0


def pages_alone(file, keys) -> bytes:
    alone, target = PdfWriter(), io.BytesIO()
    for page in file.pages:
        added = alone.add_page(page, excluded_keys=keys)
        for key in keys:
            added.pop(NameObject(key), None)
    alone.write(target)
    if target.tell() > OUT_MOST:
        raise MemoryError
    return target.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
