"""Serial numbers as people write them: "1-12, 15" for thirteen drums. Pure: no Django here."""

import re

_RUN = re.compile(r"^(\d{1,5})(?:\s*[-–—~]\s*(\d{1,5}))?$", re.ASCII)
_COMMA = re.compile(r"[,，、;；.]")


class NotSerials(ValueError):
    """The text is no list of serial numbers."""


def read_serials(text: str, largest: int = 99_999) -> list[int]:
    """The numbers of "1-12, 15", in order and each once. Raises NotSerials, also for one above `largest`."""
    found: set[int] = set()
    for part in dict.fromkeys(_COMMA.split(text)):
        if not part.strip():
            continue
        run = _RUN.match(part.strip())
        first, last = (int(run[1]), int(run[2] or run[1])) if run else (0, 0)
        if not 0 < first <= last <= largest:
            raise NotSerials(text)
        found.update(range(first, last + 1))
    return sorted(found)


def write_serials(serials: list[int], comma: str = ", ") -> str:
    """The shortest spelling: runs of three and more as one."""
    runs: list[list[int]] = []
    for serial in sorted(set(serials)):
        if runs and serial == runs[-1][-1] + 1:
            runs[-1].append(serial)
        else:
            runs.append([serial])
    return comma.join(
        f"{run[0]}-{run[-1]}" if len(run) > 2 else comma.join(str(serial) for serial in run) for run in runs
    )
