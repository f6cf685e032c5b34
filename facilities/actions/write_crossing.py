"""Write an application to move waste to another province: begin a draft, change it, drop it (Order 23, Art. 21)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep, require
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import CrossingApplication, CrossingLine, DisposalMethod, Facility, WasteCode
from facilities.roles import Role

MOST_KG = Decimal("999999999999.999")


def begin_crossing(
    *,
    by,
    consignor: Facility,
    consignee: Facility,
    method: DisposalMethod,
    valid_from: date,
    valid_to: date,
    treatment: str = "",
    kg_by_code: Mapping[str, Decimal] | None = None,
) -> CrossingApplication:
    """A draft, still without wastes unless they are named. Raises NotPermitted, and BadInput for a period that ends
    before it begins and for a waste that is none."""
    row = CrossingApplication(consignor=consignor, begun_by=by, begun_at=clock.now())
    with transaction.atomic():
        _write(row, by, consignee, method, valid_from, valid_to, treatment)
        CrossingLine.objects.bulk_create(_lines(row, kg_by_code or {}))
    return row


def write_crossing(
    application: CrossingApplication,
    *,
    by,
    consignee: Facility,
    method: DisposalMethod,
    valid_from: date,
    valid_to: date,
    treatment: str,
    kg_by_code: Mapping[str, Decimal],
) -> CrossingApplication:
    """Put these in place of what the draft said, its wastes too; a code without kilograms is left out.

    What was handed in is changed only after the authority returned it.
    """
    with transaction.atomic():
        row = locked_crossing(application.pk, by)
        _write(row, by, consignee, method, valid_from, valid_to, treatment)
        row.lines.all().delete()
        CrossingLine.objects.bulk_create(_lines(row, kg_by_code))
        return row


def drop_crossing(application: CrossingApplication, *, by) -> None:
    """Throw a draft away that was never handed in."""
    with transaction.atomic():
        row = locked_crossing(application.pk, by)
        if row.state != CrossingApplication.State.DRAFT:
            raise Refusal(_("What was handed in is kept."), code="crossing_handed_in")
        row.lines.all().delete()
        row.delete()


def locked_crossing(pk, by) -> CrossingApplication:
    """The application under its row lock, as long as its firm may change it. Raises NotThere where it was thrown away
    meanwhile, NotPermitted, `crossing_closed`."""
    rows = CrossingApplication.objects.select_for_update(of=("self",)).select_related("consignor", "method")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    require(by, row.consignor.enterprise_id, Role.CLERK)
    if not row.is_open_to_its_firm:
        raise Refusal(_("It was handed in and lies with the authority."), code="crossing_closed")
    return row


def _write(row, by, consignee, method, valid_from, valid_to, treatment: str) -> CrossingApplication:
    require(by, row.consignor.enterprise_id, Role.CLERK)
    if valid_to < valid_from:
        raise BadInput(_("The period ends before it begins."), code="period_backwards", field="/valid_to")
    if not consignee.receives:
        raise BadInput(_("Choose a receiver from the list."), code="unknown_choice", field="/consignee")
    row.consignee, row.method = consignee, method
    row.valid_from, row.valid_to, row.treatment = valid_from, valid_to, treatment.strip()
    keep(row, taken=Refusal(_("This application exists already."), code="crossing_taken"))
    return row


def _lines(row: CrossingApplication, kg_by_code: Mapping[str, Decimal]) -> list[CrossingLine]:
    wanted = {code: kg for code, kg in kg_by_code.items() if kg}
    known = set(
        WasteCode.objects.filter(code__in=wanted, hazardous=True).values_list("code", flat=True) if wanted else ()
    )
    problems = [
        BadInput(_("This is no code of hazardous waste."), code="code_unknown", field=f"/kg/{code}", value=code)
        for code in wanted
        if code not in known
    ]
    problems += [
        BadInput(
            _("Give a weight in kilograms above 0, with at most 3 decimals."),
            code="kg_invalid",
            field=f"/kg/{code}",
            value=kg,
        )
        for code, kg in wanted.items()
        if not 0 < kg <= MOST_KG or kg != round(kg, 3)
    ]
    if problems:
        raise Refusal.of(problems)
    return [CrossingLine(application=row, code=code, kg=kg) for code, kg in sorted(wanted.items())]
