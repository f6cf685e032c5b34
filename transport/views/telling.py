"""What a button without a form does with a refusal: 404, 403, or the sentences on top of the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404

from facilities.errors import NotPermitted, NotThere, Refusal


@contextmanager
def told(request) -> Iterator[None]:
    """Run an action; if it refuses, go on after the block with every reason as a message."""
    try:
        yield
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        for reason in refusal.all:
            messages.error(request, reason.message)
