"""An issued manifest about to set out: the load as the rules are asked about it once more, and its way into a plan.

Order 23 of 2022, Art. 14, ties a manifest to a filed plan, and a plan (HJ 1259-2022, table A.7) says what is handed
over in its year. So a load counts in the plan of the year in which it leaves: issued in December and driven away in
January, it needs January's plan, and its kilograms move from the old year's line to the new one's.
"""

from datetime import datetime

from django.utils.timezone import localdate

from manifests.actions.issue import labelled_lines, load_of
from manifests.actions.taking import give_back_plan, take_from_plan
from manifests.custody.deed import Deed
from manifests.models import CustodyEvent, Manifest
from manifests.rules.departure import Carriage
from manifests.rules.load import Counted, Load


def leaving(manifest: Manifest, moment: datetime, carriage: Carriage) -> Load:
    """The load of an issued manifest as it leaves at a moment by a carriage; it goes by the carriage's carrier."""
    load = load_of(manifest, labelled_lines(manifest), moment)
    load.carrier = carriage.carrier or manifest.carrier
    load.aboard = carriage.aboard
    counting = _approvals_of(manifest) if load.profile.asks("approval") and load.leaves_province else None
    load.counted = Counted(localdate(manifest.issued_at).year, counting, not manifest.is_back_filled)
    return load


def _approvals_of(manifest: Manifest) -> dict[str, frozenset[str]] | None:
    """The approvals that count the load, by code; None where it was issued before events kept which."""
    said = _issued(manifest).get("approval_use")
    if said is None:
        return None
    codes = {use["code"] for use in said}
    return {code: frozenset(use["approval"] for use in said if use["code"] == code) for code in codes}


def into_plan_of_its_year(deed: Deed, load: Load) -> dict:
    """Move the kilograms to the plan of the year in which it leaves, where that is another than counts them; what the
    event keeps of it. On paper it may have left without such a plan; then the old one goes on counting it."""
    if load.is_in_plan or not load.profile.asks("plan"):
        return {}
    counted = _issued(deed.subject).get("plan_use")
    moved = {use["code"]: use for use in take_from_plan(deed, load)} if counted is not None else {}
    if not moved:
        return {}
    give_back_plan(use for use in counted if use["code"] in moved)
    return {"plan_use": [*moved.values(), *(use for use in counted if use["code"] not in moved)]}


def _issued(manifest: Manifest) -> dict:
    event = CustodyEvent.objects.filter(manifest=manifest, action="issue").only("particulars").first()
    return event.particulars if event else {}
