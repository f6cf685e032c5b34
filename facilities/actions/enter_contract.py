"""Enter the contract with a receiver, and answer one that the other firm entered (Order 23 of 2022, Art. 10)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.actions.end_paper import end
from facilities.actions.enter_paper import enter_paper
from facilities.actions.known_wastes import check_wastes
from facilities.actions.registering import note, why
from facilities.errors import BadInput, Refusal
from facilities.models import Contract, Facility, RegisterEntry
from facilities.models.credential import Registered
from facilities.roles import Role


def enter_contract(
    *,
    by,
    consignor: Facility,
    consignee: Facility,
    number: str,
    valid_from: date,
    valid_to: date,
    codes: list[str] = (),
    agreed_kg: Decimal | None = None,
    reason: str = "",
) -> Contract:
    """By a clerk of the firm that hands over. It holds at once; the receiver may confirm or dispute it.

    Raises NotPermitted, BadInput for a receiver that takes nothing in, a waste no catalogue knows or an amount that is
    none, and what `enter_paper` raises. The same again changes nothing.
    """
    require(by, consignor.enterprise_id, Role.CLERK)
    if consignee.pk == consignor.pk or not consignee.receives:
        raise BadInput(_("Choose who takes the waste in."), code="consignee_unfit", field="/consignee")
    if not number.strip():
        raise BadInput(_("Give the number of the contract."), code="required", field="/number")
    codes = list(codes)
    if codes and (problems := check_wastes(codes, "/codes")):
        raise Refusal.of(problems)
    if agreed_kg is not None and not (agreed_kg.is_finite() and 0 < agreed_kg < 10**12):
        raise BadInput(_("Give an amount above 0, or none."), code="kg_invalid", field="/agreed_kg", value=agreed_kg)
    contract = Contract(
        consignor=consignor,
        consignee=consignee,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        codes=codes,
        agreed_kg=agreed_kg,
    )
    with transaction.atomic():
        return enter_paper(contract, by=by, holders=(consignor, consignee), reason=reason)[0]


def may_answer(person, contract: Contract) -> bool:
    """The desk or the gate of the firm that takes the waste in."""
    return contract.consignee.enterprise_id in person.standing.enterprises_where(Role.CLERK, Role.RECEIVER)


def confirm_contract(contract: Contract, *, by) -> Contract:
    """The receiver says that it signed this. To say so twice is once. Raises `paper_over` for one that has ended."""
    require(by, contract.consignee.enterprise_id, Role.CLERK, Role.RECEIVER)
    with transaction.atomic():
        row = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        if row.last_day < clock.today():
            raise Refusal(_("This contract has ended."), code="paper_over")
        if row.confirmed_on is None:
            row.confirmed_on = clock.today()
            row.save(update_fields=["confirmed_on"])
            note(row, RegisterEntry.Deed.CONFIRMED, by=by)
    return row


def dispute_contract(contract: Contract, *, by, reason: str) -> Contract:
    """The receiver says that there is no such contract: from today on it holds no load.

    Raises NotPermitted, `required` without a reason, `contract_confirmed` once the receiver has confirmed it: then it
    is ended like any other. `paper_over` for one that has ended.
    """
    require(by, contract.consignee.enterprise_id, Role.CLERK, Role.RECEIVER)
    why(reason)
    with transaction.atomic():
        row = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        if row.confirmed_on is not None:
            raise Refusal(_("Your firm has confirmed it. End it early instead."), code="contract_confirmed")
        return end(
            row,
            by=by,
            day=clock.today(),
            reason=reason,
            ended_as=Registered.Ending.DISPUTED,
            deed=RegisterEntry.Deed.DISPUTED,
        )
