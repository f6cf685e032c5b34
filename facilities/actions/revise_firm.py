"""Correct or bring up to date what the register says of a firm or a site; what it said stays in its history."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.asking import keep
from facilities.actions.register_firm import DUTIES, check_site, site_known
from facilities.actions.registering import differences, note, require_charge, why
from facilities.errors import Refusal
from facilities.models import CarrierLicence, Enterprise, Facility, Permit, RegisterEntry, WasteStream

OF_FIRM = ("name", "registered_address", "legal_representative", "legal_representative_phone")
OF_SITE = (
    *("name", "address", "industry", "longitude", "latitude", "contact_name", "contact_phone", "emergency_phone"),
    *("operating_since", *DUTIES),
)
RESTS_ON = {  # duty → what there may not be when it is taken away
    "is_generator": WasteStream,
    "is_transporter": CarrierLicence,
}


def regions_of(firm: Enterprise) -> list[str]:
    """The places whose officials have charge of it: those of its sites on file.

    What a paper of elsewhere names adds no place, since a receiver's clerk writes that; only a firm that is known from
    papers alone has the places that they name.
    """
    places = list(firm.facilities.values_list("region_id", "is_outside"))
    on_file = [region for region, is_outside in places if not is_outside]
    return on_file or [region for region, _is_outside in places]


def revise_enterprise(firm: Enterprise, *, by, reason: str, **new) -> Enterprise:
    """New values of `OF_FIRM`; the credit code stays what it is. By officials in charge of all its sites.

    Raises NotPermitted, BadInput, `unchanged`.
    """
    require_charge(by, *regions_of(firm))
    return _revise(firm, by, reason, new, Refusal(_("This cannot be stored."), code="invalid"))


def revise_site(site: Facility, *, by, reason: str, **new) -> Facility:
    """New values of `OF_SITE`; its firm and district stay. A duty goes only when nothing rests on it.

    Raises NotPermitted, BadInput, `duty_in_use`, `site_known`, `unchanged`.
    """
    require_charge(by, site.region_id)
    return _revise(site, by, reason, new, site_known(site))


def _revise(row, by, reason: str, new: dict, taken: Refusal):
    reason = why(reason)
    new = {name: value.strip() if isinstance(value, str) else value for name, value in new.items()}
    with transaction.atomic():
        row = row._meta.concrete_model.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
        changes = differences(row, new)
        if not changes:
            raise Refusal(_("This is what stands there already."), code="unchanged")
        for name, value in new.items():
            setattr(row, name, value)
        if isinstance(row, Facility):
            check_site(row)
            _check_duties(row, {change["field"] for change in changes})
        keep(row, taken)
        note(row, RegisterEntry.Deed.REVISED, by=by, reason=reason, changes=changes)
    return row


def _check_duties(site: Facility, changed: set[str]) -> None:
    for duty, model in RESTS_ON.items():
        if duty in changed and not getattr(site, duty) and model.objects.filter(facility=site).exists():
            raise _in_use(duty)
    takes_in = changed & {"is_collector", "is_disposal_site"}
    if takes_in and not site.receives and Permit.objects.filter(facility=site).exists():
        raise _in_use(max(takes_in))


def _in_use(duty: str) -> Refusal:
    return Refusal(
        _("Wastes, a permit or a licence rest on this. It stays; close the site if it works no more."),
        code="duty_in_use",
        field=f"/{duty}",
    )
