"""Ask for many documents in one file. What is printed, and in which order, is fixed here; a job draws it."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from manifests.actions.print_labels import Asked
from manifests.models import PrintRun
from manifests.printing.calling import call_for
from manifests.printing.sources import SOURCES, parts_of

FIRST = Asked()


def request_print(
    *, by, subject: str, keys: Iterable[UUID], form: str, asked: Asked = FIRST, idempotency_key: str | None = None
) -> tuple[PrintRun, bool]:
    """(the run, whether it was there already): the same asked for while it runs is one run, and the same key answers
    with the first run, whatever became of it. `asked` says why labels that were printed before are printed again.

    Raises BadInput for nothing, too much or an unknown file type, NotThere for what the person does not see, and
    Refusal (`print_running`) while another run of theirs is under way.
    """
    if not may_print(by):
        raise NotPermitted(_("Your role does not allow this."))
    if first := _first(by, idempotency_key):
        return first, True
    if form not in PrintRun.Form:
        raise BadInput(_("Choose pdf or zip."), code="print_form_unknown", field="/form", value=form)
    wanted = list(dict.fromkeys(keys))
    source = SOURCES[subject]
    most = settings.PRINT_MOST
    if len(wanted) > most:
        raise too_many(most)
    seen = set(source.rows(by).filter(pk__in=wanted).values_list("pk", flat=True))
    for place, key in enumerate(wanted):
        if key not in seen:
            raise NotThere(
                _("Nothing is there, or it is not yours to see."), code="not_found", field=f"/{FIELDS[subject]}/{place}"
            )
    parts = parts_of(source.items(wanted), source.at_once)
    total = sum(papers for part in parts for _key, _file, papers, *_codes in part)
    if not total:
        raise BadInput(_("There is nothing to print."), code="nothing_to_print", field=f"/{FIELDS[subject]}")
    if total > most:
        raise too_many(most)
    said = {"subject": subject, "form": form, "parts": parts}
    return _requested(by, said, total, idempotency_key, lambda run: source.record(run, asked))


FIELDS = {PrintRun.Subject.MANIFESTS: "manifests", PrintRun.Subject.LABELS: "batches"}


def may_print(person) -> bool:
    """People with a desk, and officials: what one sees, one may print."""
    return person.standing.is_regulator or bool(person.standing.desk_enterprise_ids)


def too_many(most: int) -> BadInput:
    return BadInput(
        _("At most %(most)d papers are printed at one go. Choose fewer.") % {"most": most}, code="too_many_to_print"
    )


def _first(by, idempotency_key: str | None) -> PrintRun | None:
    """What was asked for under this key before."""
    return PrintRun.objects.visible_to(by).filter(idempotency_key=idempotency_key).first() if idempotency_key else None


def _requested(
    by, said: dict, total: int, idempotency_key: str | None, record: Callable[[PrintRun], None]
) -> tuple[PrintRun, bool]:
    now = clock.now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                run = PrintRun.objects.create(
                    **said,
                    person=by,
                    total=total,
                    requested_at=now,
                    beat_at=now,
                    idempotency_key=idempotency_key or None,
                )
        except IntegrityError:
            if first := _first(by, idempotency_key):
                return first, True
            running = PrintRun.objects.visible_to(by).working().first()
            if running and all(getattr(running, name) == value for name, value in said.items()):
                return running, True
            raise Refusal(
                _("Another print run of yours is under way. Wait for it, or cancel it."), code="print_running"
            ) from None
        record(run)
        call_for(run.pk)
    return run, False
