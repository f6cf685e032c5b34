"""How long waste may be stored, by kind of holder and waste, and whether it has been longer when it leaves."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate

from facilities.deadlines import Unit, rule_for
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
        most = longest_stay(load.consignor, part.code, load.day)
        if is_to_the_minute(load.consignor, part.code, load.day):
            yield _by_the_clock(load, part, most)
            continue
        figures = {"days": (load.day - localdate(part.held_since)).days, "most": most}
        if figures["days"] > most:
            yield warn("stored_too_long", "/lines", code=part.code.code, batch=part.batch, **figures)
        else:
            yield hold("storage_holds", **figures)


def is_to_the_minute(holder: Facility, code: WasteCode, on: date) -> bool:
    """Whether its days are of 24 hours, as the clock that runs for it counts them."""
    return rule_for(profile_of(code).stay_at(holder).clock, on, holder.region_id).unit == Unit.FULL_DAYS


def _by_the_clock(load, part, most: int) -> Finding:
    stayed, hour = load.moment - part.held_since, timedelta(hours=1)
    if stayed <= timedelta(days=most):
        return hold("storage_hours_hold", hours=int(stayed / hour), most=most * 24)
    figures = {"code": part.code.code, "batch": part.batch, "hours": int(stayed / hour), "most": most * 24}
    return warn("stored_past_hours", "/lines", **figures)
