"""Change a line of a permit: its yearly scale at any time; its wastes and methods while nothing was counted by them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.grant_permit import Allowed, check_items, check_other_permits
from facilities.actions.registering import differences, note, require_charge, why
from facilities.errors import Refusal
from facilities.models import Permit, PermitItem, RegisterEntry


def change_item(item: PermitItem, *, by, to: Allowed, reason: str) -> PermitItem:
    """The line as it is from today on; what it was stands in the register.

    Other wastes or methods under a permit in use are another permit (Order 408, Art. 14): `item_in_use`. Raises
    NotPermitted, BadInput, `items_overlap` and `permits_overlap` as a grant does, `unchanged`, and `paper_over` of a
    permit that has ended or ends early.
    """
    require_charge(by, item.permit.facility.region_id)
    reason = why(reason)
    with transaction.atomic():
        permit = Permit.objects.select_for_update(of=("self",)).get(pk=item.permit_id)
        rows = list(permit.items.select_for_update().order_by("pk"))
        row = next(each for each in rows if each.pk == item.pk)
        if permit.revoked_on is not None or permit.last_day < clock.today():
            raise Refusal(_("This permit has ended; its lines stay as they were."), code="paper_over")
        line = str(row)  # as it was named until now: a permit has several
        changes = [change | {"line": line} for change in differences(row, to._asdict())]
        if not changes:
            raise Refusal(_("This is what stands there already."), code="unchanged")
        others = [Allowed(each.codes, each.methods, each.annual_kg) for each in rows if each.pk != row.pk]
        _check(others, to)
        check_other_permits(permit, [to], field="/codes")
        if {change["field"] for change in changes} - {"annual_kg"} and row.usages.exists():
            raise Refusal(
                _(
                    "Loads were counted by this line: other wastes or methods need a new permit. "
                    "Renew it from a day on."
                ),
                code="item_in_use",
                field="/codes",
                law=_("Order 408, Art. 14"),
            )
        for name, value in to._asdict().items():
            setattr(row, name, value)
        row.save(update_fields=["codes", "methods", "annual_kg"])
        note(permit, RegisterEntry.Deed.ITEM, by=by, reason=reason, changes=changes)
    return row


def _check(others: list[Allowed], to: Allowed) -> None:
    """As `check_items`, with the changed line last; fields are named without their place."""
    try:
        check_items([*others, to])
    except Refusal as refusal:
        for problem in refusal.all:
            problem.field = f"/{problem.field.rpartition('/')[2]}"
        raise
