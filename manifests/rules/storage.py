"""How long waste may be stored, by kind of holder and waste, and whether it has been longer when it leaves."""

from collections.abc import Iterator
from datetime import date

from facilities.limits import days
from facilities.models import Facility, WasteCode
from manifests.rules.finding import Finding, hold, skip, warn

MEDICAL = "HW01"


def storage_limit(holder: Facility, code: WasteCode) -> str:
    """The code of the limit that counts: medical waste has its own, wherever it lies."""
    if code.category_code == MEDICAL:
        return "storage.medical_days"
    if holder.is_disposal_site:
        return "storage.operator_days"
    return "storage.collector_days" if holder.is_collector else "storage.generator_days"


def longest_stay(holder: Facility, code: WasteCode, on: date) -> int:
    """Days."""
    return days(storage_limit(holder, code), on, holder.region_id)


def time_in_store(load) -> Iterator[Finding]:
    """Told, never refused: what has lain too long must leave all the more."""
    stored = [part for part in load.parts if part.code.hazardous and part.held_since]
    if not stored:
        yield skip("not_hazardous")
        return
    for part in stored:
        age, most = (load.day - part.held_since).days, longest_stay(load.consignor, part.code, load.day)
        figures = {"days": age, "most": most}
        if age > most:
            yield warn("stored_too_long", "/lines", code=part.code.code, batch=part.batch, **figures)
        else:
            yield hold("storage_holds", **figures)
