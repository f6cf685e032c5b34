"""What a table of a draft said when a clerk opened it, so that two on one draft do not overwrite each other unseen."""

import json
from hashlib import sha256

from facilities.duties import PlanTable
from facilities.models import Facility, ManagementPlan
from facilities.planning.content import Content, basics_of, content_of
from facilities.planning.difference import Difference, differences

# A.1 also holds what the class rests on, which the frozen plan does not repeat.
RESTS_ON = ("operating_since", "eia_annual_kg", "long_cycle", "treats_own_waste")


def table_now(plan: ManagementPlan, table: PlanTable, content: Content | None = None) -> str:
    """The table as it is saved, as text for the form to bring back; `content` is the draft's, where it is at hand."""
    if table != PlanTable.BASICS:
        return _text((content or content_of(plan)).get(table.value, []))
    site = Facility.objects.select_related("enterprise", "region", "industry").get(pk=plan.facility_id)
    return _text(basics_of(site) | {name: str(getattr(site, name)) for name in RESTS_ON})


def is_outdated(plan: ManagementPlan, table: PlanTable, seen: str) -> bool:
    """Whether somebody saved the table since; nothing was seen where the text is empty. A program says the digest."""
    if not seen:
        return False
    now = table_now(plan, table)
    return seen not in (now, digest_of_text(now))


def changed_since(plan: ManagementPlan, table: PlanTable, seen: str) -> list[Difference]:
    """What the others changed, line by line; nothing where the text cannot be read as the table."""
    try:
        before, after = json.loads(seen), json.loads(table_now(plan, table))
        return [each for each in differences({table.value: before}, {table.value: after}) if each.table == table]
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return []


def digest_of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _text(rows: dict | list) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
