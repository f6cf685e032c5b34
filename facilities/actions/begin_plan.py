"""Begin a draft of a site's plan, or of a change to the one filed; or drop it again (HJ 1259-2022)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, ManagementPlan
from facilities.planning.prefill import clear, prefill
from facilities.roles import Role


def begin_plan(*, by, facility: Facility, year: int) -> ManagementPlan:
    """The plan with a draft, filled in from the version in force or last year's ledger; the same one asked twice.

    Raises NotPermitted, and `plan_year_invalid`: a plan is for this year or the next.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    check_year(year)
    with transaction.atomic():
        plan = locked_plan(facility, year) or ManagementPlan(facility=facility, year=year)
        if plan.draft_since is None:
            plan.draft_since = clock.now()
            plan.save()
            prefill(plan)
    return plan


def drop_draft(*, by, facility: Facility, year: int) -> None:
    """Throw the draft away; what is filed stays in force. Raises NotPermitted, `no_draft`."""
    require(by, facility.enterprise_id, Role.CLERK)
    with transaction.atomic():
        plan = draft_of(facility, year)
        clear(plan)
        if plan.filed_on is None:
            plan.delete()
            return
        plan.draft_since = None
        plan.save(update_fields=["draft_since"])


def check_year(year: int) -> None:
    this_year = clock.today().year
    if year not in (this_year, this_year + 1):
        raise BadInput(_("Plan for this year or the next."), code="plan_year_invalid", field="/year", value=year)


def locked_plan(facility: Facility, year: int) -> ManagementPlan | None:
    """The plan, with the site locked: one writer a site at a time. Not a lock of the key: manifests that name the site
    go on."""
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    return ManagementPlan.objects.select_related("facility").filter(facility=facility, year=year).first()


def draft_of(facility: Facility, year: int) -> ManagementPlan:
    """The same, where there must be a draft."""
    plan = locked_plan(facility, year)
    if plan is None or plan.draft_since is None:
        raise Refusal(_("No draft of this plan is open. Begin one."), code="no_draft")
    return plan
