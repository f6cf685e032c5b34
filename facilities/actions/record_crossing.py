"""Record what an authority did with an application, and when; a grant makes the approvals (Order 23, Art. 22–28)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.tell_of_crossings import tell_of_step
from facilities.crossing.content import covering, permits_of
from facilities.crossing.timers import Standing, next_kinds, standing
from facilities.deadlines import start_of
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import Approval, CrossingApplication, CrossingStep, WasteCode
from facilities.offices import OF_CITY
from facilities.terms import last_of_approval

State = CrossingApplication.State
DECISIONS = (State.GRANTED, State.REFUSED)


def may_record(person, application: CrossingApplication) -> bool:
    """Officials in charge of the place of origin; the receiving province answers by a letter to them."""
    return person.standing.is_regulator and person.standing.in_charge_of(application.consignor.region_id)


def may_decide(person, application: CrossingApplication) -> bool:
    """The province decides, or the city to which it delegated that; a district's office reviews and passes on."""
    offices = [prefix for prefix in person.standing.region_prefixes if len(prefix) <= OF_CITY]
    here = application.consignor.region_id
    return may_record(person, application) and any(here.startswith(prefix) for prefix in offices)


def kinds_for(person, application: CrossingApplication, kinds: Sequence[str]) -> tuple[str, ...]:
    """Those of the steps that the person may record."""
    return tuple(kind for kind in kinds if kind not in DECISIONS or may_decide(person, application))


def record_crossing(
    application: CrossingApplication,
    *,
    by,
    kind: str,
    happened_on: date | None = None,
    agrees: bool | None = None,
    document_no: str = "",
    note: str = "",
) -> CrossingStep:
    """The next step; late is recorded like any other, beside when it was due.

    Raises NotPermitted, for a decision also below the city; `step_not_allowed` where another step comes first (silence
    of five working days accepts the papers); `day_invalid` for a day before the last step or to come; `required` for a
    reply without yes or no, a decision without a number, a return or refusal without a reason; `permit_missing` for a
    grant beyond the receiver's permit.
    """
    if not (may_decide if kind in DECISIONS else may_record)(by, application):
        raise NotPermitted(_("Your role does not allow this."))
    happened_on = happened_on or clock.today()
    document_no, note = _text(document_no, "document_no", 60), _text(note, "note", 200)
    with transaction.atomic():
        rows = CrossingApplication.objects.select_for_update(of=("self",)).select_related("consignor", "method")
        row = rows.get(pk=application.pk)
        steps = list(row.steps.order_by("number"))
        if steps and not steps[-1].happened_on <= happened_on <= clock.today():
            raise BadInput(
                _("Give a day from the last step's (%(first)s) to today.") % {"first": steps[-1].happened_on},
                code="day_invalid",
                field="/happened_on",
            )
        # As it stood when the day ended: whoever was silent until then has accepted.
        found = standing(steps, row.consignor.region_id, start_of(happened_on))
        _check(found, steps, kind, agrees, document_no, note)
        row.state = kind
        row.save(update_fields=["state"])
        if kind == State.GRANTED:
            _approve(row, by, happened_on, document_no)
        now = clock.now()
        step = CrossingStep.objects.create(
            application=row,
            number=len(steps) + 1,
            kind=kind,
            happened_on=happened_on,
            recorded_at=now,
            recorded_by=by,
            recorded_by_name=str(by),
            office=by.standing.label[:80],
            agrees=agrees if kind == State.REPLIED else None,
            document_no=document_no,
            note=note,
            due_at=found.clock.due_at if found.clock else None,
        )
        tell_of_step(row, step)
        return step


def _check(found: Standing | None, steps, kind: str, agrees, document_no: str, note: str) -> None:
    if kind not in next_kinds(found, steps):
        raise Refusal(_("Another step comes before this one."), code="step_not_allowed", field="/kind")
    if kind == State.REPLIED and agrees is None:
        raise BadInput(_("Say whether the receiving province agrees."), code="required", field="/agrees")
    if kind == State.GRANTED and not document_no:
        raise BadInput(_("Give the number of the decision."), code="required", field="/document_no")
    if kind in (State.RETURNED, State.REFUSED) and not note:
        raise BadInput(_("Give a reason."), code="required", field="/note")


def _approve(row: CrossingApplication, by, first_day: date, number: str) -> None:
    """One approval for each code, from the decision or the period's beginning to the least of 12 months, the period
    and the permit's term."""
    first = max(first_day, row.valid_from)
    permits = permits_of(row, first)
    lines = list(row.lines.order_by("code"))
    known = {code.code: code for code in WasteCode.objects.filter(code__in=[line.code for line in lines])}
    approvals = []
    for line in lines:
        permit = covering(permits, line.code, known.get(line.code), row.method.code)
        last = last_of_approval(first, row.valid_to, permit.last_day if permit else None, row.consignor.region_id)
        if permit is None or last < first:
            raise Refusal(
                _("No permit of the receiver covers %(code)s on %(day)s.") % {"code": line.code, "day": first},
                code="permit_missing",
            )
        approvals.append(
            Approval(
                number=number,
                issuer=by.standing.label[:80],
                consignor_id=row.consignor_id,
                consignee_id=row.consignee_id,
                code=line.code,
                method=row.method.code,
                approved_kg=line.kg,
                valid_from=first,
                valid_to=last,
            )
        )
    Approval.objects.bulk_create(approvals)


def _text(value: str, field: str, longest: int) -> str:
    text = str(value or "").strip()
    if "\x00" in text or len(text) > longest:
        raise BadInput(
            _("Use at most %(longest)s characters.") % {"longest": longest}, code="too_long", field=f"/{field}"
        )
    return text
