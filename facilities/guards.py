"""Who may open a page at all. What one may do to a row is asked of the row's enterprise, and again by the action."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied


def at_desk(view: Callable) -> Callable:
    """For people with a desk in an enterprise, and for officials; 403 for drivers and people without a role."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        standing = request.user.standing
        if not (standing.is_regulator or standing.desk_enterprise_ids):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def with_role(*roles: str) -> Callable:
    """For people who hold one of the roles in some enterprise; 403 for all others."""

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.standing.enterprises_where(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def require_role(person, enterprise_id: UUID, *roles: str) -> None:
    """Raise PermissionDenied (403) unless the person holds one of the roles in this enterprise."""
    if enterprise_id not in person.standing.enterprises_where(*roles):
        raise PermissionDenied
