"""Draft the declarations that are due, from the ledgers, so that a firm only confirms. Repeating changes nothing."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from facilities import clock
from facilities.models import Facility
from manifests.declarations.due import Due, declarations_due
from manifests.declarations.figures import content_of, digest_of
from manifests.ledger.gaps import gaps
from manifests.ledger.span import Span
from manifests.ledger.sums import sums
from manifests.models import DeclarationDraft

SITES = 200  # asked about at once


def draft_declarations(sites: Iterable[UUID] | None = None) -> int:
    """A draft for every declaration that is owed and not confirmed, of these sites or all; returns how many are new or
    have new figures."""
    changed = 0
    for some in _sites(sites):
        for due in declarations_due(some, clock.today()):
            if due.confirmed is None:
                content = content_of(due.facility, due.stretch)
                changed += _keep(due, content, digest_of(content), _differences(due))
    return changed


def _sites(keys: Iterable[UUID] | None) -> Iterator[list[Facility]]:
    """All open sites that keep waste, or those of them with these keys, in the order of their keys."""
    rows = Facility.objects.open().select_related("enterprise", "region").order_by("pk")
    rows = rows.filter(Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True))
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    last = None
    while found := list((rows.filter(pk__gt=last) if last else rows)[:SITES]):
        yield found
        last = found[-1].pk


def _differences(due: Due) -> int:
    """How many things there are to know of the period."""
    span = Span(due.facility.pk, due.stretch.start, due.stretch.end)
    return len(gaps(span, sums(span)))


def _keep(due: Due, content: dict, digest: str, differences: int) -> bool:
    draft, is_new = DeclarationDraft.objects.get_or_create(
        facility=due.facility,
        period=due.stretch.period,
        start=due.stretch.start,
        defaults={
            "content": content,
            "digest": digest,
            "differences": differences,
            "drafted_at": clock.now(),
        },
    )
    if not is_new and (draft.digest, draft.differences) != (digest, differences):
        draft.content, draft.digest, draft.differences = content, digest, differences
        draft.drafted_at = clock.now()
        draft.save(update_fields=["content", "digest", "differences", "drafted_at"])
        return True
    return is_new
