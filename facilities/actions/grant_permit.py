"""Enter an operating permit, or the registration of who is exempt from one, with what it allows (Order 408)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.enter_paper import enter_paper
from facilities.actions.known_wastes import check_methods, check_wastes
from facilities.actions.registering import require_charge
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, Permit, PermitItem


class Allowed(NamedTuple):
    """One line of a permit: codes or categories, methods, kilograms a calendar year."""

    codes: list[str]
    methods: list[str]
    annual_kg: Decimal


def grant_permit(
    *,
    by,
    facility: Facility,
    number: str,
    issuer: str,
    kind: str,
    valid_from: date,
    valid_to: date,
    items: list[Allowed],
    replaces: Permit | None = None,
    reason: str = "",
) -> Permit:
    """The permit, entered by officials in charge of the site. `replaces`: the site's older one, which ends on the eve.

    Raises NotPermitted, BadInput for each item that says nothing or something unknown, `items_overlap`,
    `permits_overlap` where another permit of the site covers the same by the same method on some of its days,
    `site_receives_nothing`, and what `enter_paper` raises. The same again changes nothing.
    """
    require_charge(by, facility.region_id)
    if not facility.receives:
        raise BadInput(
            _("This site neither collects waste nor uses or disposes of it. Change its roles first."),
            code="site_receives_nothing",
        )
    if not issuer.strip():
        raise BadInput(_("Say who issued it."), code="required", field="/issuer")
    check_items(items)
    permit = Permit(
        facility=facility, number=number, issuer=issuer, kind=kind, valid_from=valid_from, valid_to=valid_to
    )
    with transaction.atomic():
        parts = [PermitItem(permit=permit, **item._asdict()) for item in items]
        permit, is_known = enter_paper(
            permit, by=by, holders=(facility,), replaces=replaces, reason=reason, parts=parts
        )
        if is_known:
            _check_same(permit, items)
        else:
            # Asked last: the site's row is locked by now, and what is replaced ends on its eve.
            check_other_permits(permit, items)
    return permit


def check_items(items: list[Allowed]) -> None:
    """Raise what is wrong with each item, by its place: `/items/0/codes`."""
    if not items:
        raise BadInput(_("Enter at least one line of what the permit allows."), code="required", field="/items")
    problems: list[Refusal] = []
    for place, item in enumerate(items):
        at = f"/items/{place}"
        problems += check_wastes(item.codes, f"{at}/codes", hazardous_only=True)
        problems += check_methods(item.methods, f"{at}/methods")
        problems += check_scale(item.annual_kg, f"{at}/annual_kg")
    if problems:
        raise Refusal.of(problems)
    for place, item in enumerate(items):
        for earlier in items[:place]:
            if shared := overlap(earlier, item):
                raise BadInput(
                    _("%(what)s stands in two lines. Put it into one, so that its scale is counted once.")
                    % {"what": shared},
                    code="items_overlap",
                    field=f"/items/{place}/codes",
                )


def check_other_permits(permit: Permit, items: list[Allowed], field: str = "/items/{}/codes") -> None:
    """Raise `permits_overlap`: what two permits allowed on the same days from today on would have two yearly scales."""
    rows = Permit.objects.filter(facility=permit.facility_id, valid_from__lte=permit.last_day)
    rows = rows.filter(valid_to__gte=permit.valid_from).exclude(pk=permit.pk).prefetch_related("items")
    for other in rows:
        if other.last_day < max(permit.valid_from, other.valid_from, clock.today()):
            continue
        for place, item in enumerate(items):
            for line in other.items.all():
                if shared := overlap(item, Allowed(line.codes, line.methods, line.annual_kg)):
                    raise Refusal(
                        _(
                            "Permit %(number)s of this site covers %(what)s on some of the same days. Renew that one, "
                            "or revoke it from a day on."
                        )
                        % {"number": other.number, "what": shared},
                        code="permits_overlap",
                        field=field.format(place),
                    )


def check_scale(kg: Decimal, field: str) -> list[Refusal]:
    if kg is None or not kg.is_finite() or not 0 < kg < 10**12:
        return [BadInput(_("The yearly scale must be above 0."), code="kg_invalid", field=field, value=kg)]
    return []


def overlap(one: Allowed, other: Allowed) -> str:
    """A waste and a method that both lines cover; a category covers its codes. "" for none."""
    for method in sorted(set(one.methods) & set(other.methods)):
        for code in one.codes:
            for second in other.codes:
                if code == second or _category(code) == second or _category(second) == code:
                    return f"{max(code, second, key=len)} · {method}"
    return ""


def _category(code: str) -> str:
    return f"HW{code.rpartition('-')[2]}" if "-" in code else ""


def _check_same(permit: Permit, items: list[Allowed]) -> None:
    kept = {(tuple(item.codes), tuple(item.methods), item.annual_kg) for item in permit.items.all()}
    if kept != {(tuple(item.codes), tuple(item.methods), item.annual_kg) for item in items}:
        raise Refusal(
            _("This permit is entered already with other lines. Change a line on its page."),
            code="number_taken",
            field="/number",
            value=permit.number,
        )
