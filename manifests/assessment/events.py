"""What the rules told when something was signed, asked of the signatures."""

from django.db.models import Exists, OuterRef, Q

from manifests.models import CustodyEvent


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
