"""What a page does with a refusal: 404, 403, or the sentence beside the field it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict

from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.forms.once import OnceForm

KEY_REUSED = "idempotency_key_reused"


@contextmanager
def shown_on(form: OnceForm) -> Iterator[None]:
    """Run an action; if it refuses, go on after the block with every reason on the form, so that it is shown again."""
    try:
        yield
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.show(refusal)
        if any(reason.code == KEY_REUSED for reason in refusal.all):
            _rekey(form)


def _rekey(form: OnceForm) -> None:
    """Somebody went back and changed a form that had been sent: the next try needs a key of its own."""
    form.data = form.data.copy()
    form.data[form.add_prefix("idempotency_key")] = uuid4().hex


def data_of(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything that was posted, nothing at all included, and None where one only looks."""
    return request.POST if request.method == "POST" else None


def status_of(request: HttpRequest) -> int:
    """The status of a page that shows a form: 422 where what was sent is shown again with what is wrong."""
    return 422 if request.method == "POST" else 200
