"""What the rules told when something was signed, asked of the signatures."""

from django.db.models import Exists, OuterRef, Q

from manifests.models import CustodyEvent, Movement


def with_warning(codes: tuple[str, ...], path: str = "warnings") -> Q:
    """Rows whose event, at `path`, was signed with one of these findings."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(**{f"{path}__contains": [{"code": code}]})
    return found


def told(codes: tuple[str, ...], *actions: str) -> Exists:
    """Of manifests: one of the findings was told at one of the actions."""
    events = CustodyEvent.objects.filter(manifest=OuterRef("pk"), action__in=actions)
    return Exists(events.filter(with_warning(codes)))


def taken_back(path: str) -> Exists:
    """Of rows with a batch at `path`: its declaration was taken back, so that it never arose."""
    return Exists(Movement.objects.filter(from_batch=OuterRef(path), to_account="source"))
