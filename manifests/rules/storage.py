"""How long waste may be stored, by kind of holder and waste, and whether it has been longer when it leaves."""

from collections.abc import Iterator
from datetime import date

from facilities.limits import days
from facilities.models import Facility, WasteCode
from manifests.profiles import profile_of
from manifests.rules.finding import Finding, hold, skip, warn


def storage_limit(holder: Facility, code: WasteCode) -> str:
    """The code of the limit that counts for this waste at this site; "" where the law knows none."""
    return profile_of(code).stay_at(holder).limit


def longest_stay(holder: Facility, code: WasteCode, on: date) -> int | None:
    """Days; None where the law knows no limit."""
    code_of_limit = storage_limit(holder, code)
    return days(code_of_limit, on, holder.region_id) if code_of_limit else None


def time_in_store(load) -> Iterator[Finding]:
    """Told, never refused: what has lain too long must leave all the more."""
    stored = [part for part in load.parts if part.held_since and storage_limit(load.consignor, part.code)]
    if not stored:
        yield skip("no_storage_limit")
        return
    for part in stored:
        age, most = (load.day - part.held_since).days, longest_stay(load.consignor, part.code, load.day)
        figures = {"days": age, "most": most}
        if age > most:
            yield warn("stored_too_long", "/lines", code=part.code.code, batch=part.batch, **figures)
        else:
            yield hold("storage_holds", **figures)
