"""Which wastes one manifest may hold, and what its profile wants filled in before it leaves."""

from collections.abc import Iterable, Iterator

from facilities.models import WasteCode
from manifests.profiles import profile_over, profiles_of
from manifests.rules.finding import Finding, block, hold, warn


def they_mix(load) -> Iterator[Finding]:
    """Wastes of several profiles go under one manifest only where one of these profiles takes the others along."""
    yield from _apart(load.by_code) or [hold("profile_holds", profile=load.profile.id)]


def check_that_they_mix(codes: Iterable[WasteCode]) -> None:
    """The same for the page on which stock is picked: told at its first step. What left together on paper comes through
    the API or a spreadsheet, since nothing of it may be refused."""
    for finding in _apart(codes):
        raise finding.as_refusal()


def _apart(codes: Iterable[WasteCode]) -> list[Finding]:
    codes = list(codes)
    if profile_over(codes)[1] or not codes:
        return []
    return [block("profiles_do_not_mix", "/lines", profiles="、".join(found.id for found in profiles_of(codes)))]


def filled_in(load) -> Iterator[Finding]:
    """What the profile asks of each manifest beside the common form, before it is issued."""
    profile = load.profile
    missing = [
        block("detail_missing", f"/details/{detail.name}", detail=detail.name, profile=profile.id)
        for detail in profile.needed.get("issue", ())
        if not load.details.get(detail.name)
    ]
    if profile.counts_containers:
        missing += [
            # Told and not held up: the law asks for weight or number.
            warn("containers_missing", f"/lines/{number - 1}", line=number, profile=profile.id)
            for number, part in enumerate(load.parts, start=1)
            if not part.containers
        ]
    yield from missing or [hold("particulars_hold", profile=profile.id)]
