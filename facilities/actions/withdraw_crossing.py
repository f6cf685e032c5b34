"""Withdraw an application that was handed in and is not decided yet: recorded as a step, and for good."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.actions.tell_of_crossings import tell_of_step
from facilities.errors import NotThere, Refusal
from facilities.models import CrossingApplication, CrossingStep
from facilities.roles import Role

State = CrossingApplication.State


def withdraw_crossing(application: CrossingApplication, *, by) -> CrossingStep:
    """Today. Raises NotThere, NotPermitted, `crossing_not_open` for a draft and for what was decided or withdrawn."""
    with transaction.atomic():
        rows = CrossingApplication.objects.select_for_update(of=("self",)).select_related("consignor__enterprise")
        row = rows.filter(pk=application.pk).first()
        if row is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
        require(by, row.consignor.enterprise_id, Role.CLERK)
        if not row.may_be_withdrawn:
            raise Refusal(_("Only what was handed in and is not decided can be withdrawn."), code="crossing_not_open")
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
        step = CrossingStep.objects.create(
            application=row,
            number=row.steps.count() + 1,
            kind=row.state,
            happened_on=clock.today(),
            recorded_at=clock.now(),
            recorded_by=by,
            recorded_by_name=str(by),
            office=row.consignor.enterprise.name[:80],
        )
        tell_of_step(row, step)
        return step
