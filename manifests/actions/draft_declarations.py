"""Draft the declarations that are due, from the ledgers, so that a firm only confirms. Repeating changes nothing."""

from collections.abc import Iterator

from django.db.models import Q

from facilities import clock
from facilities.models import Facility
from manifests.declarations.due import declarations_due
from manifests.declarations.figures import content_of, digest_of
from manifests.models import DeclarationDraft

SITES = 200  # asked about at once


def draft_declarations() -> int:
    """A draft for every declaration that is owed and not confirmed; returns how many are new or have new figures."""
    changed = 0
    for sites in _sites():
        for due in declarations_due(sites, clock.today()):
            if due.confirmed is None:
                content = content_of(due.facility, due.stretch)
                changed += _keep(due, content, digest_of(content))
    return changed


def _sites() -> Iterator[list[Facility]]:
    """All open sites that keep waste, in the order of their keys."""
    rows = Facility.objects.open().select_related("enterprise", "region").order_by("pk")
    rows = rows.filter(Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True))
    last = None
    while found := list((rows.filter(pk__gt=last) if last else rows)[:SITES]):
        yield found
        last = found[-1].pk


def _keep(due, content: dict, digest: str) -> bool:
    draft, is_new = DeclarationDraft.objects.get_or_create(
        facility=due.facility,
        period=due.stretch.period,
        start=due.stretch.start,
        defaults={"content": content, "digest": digest, "drafted_at": clock.now()},
    )
    if not is_new and draft.digest != digest:
        draft.content, draft.digest, draft.drafted_at = content, digest, clock.now()
        draft.save(update_fields=["content", "digest", "drafted_at"])
        return True
    return is_new
