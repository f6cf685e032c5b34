"""What a firm says of a point that no record of ours shows: a training held, a plan filed, a sign put up."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere
from facilities.models import Facility
from facilities.roles import Role
from manifests.assessment.register import BY_ID
from manifests.assessment.sites import sites_assessed
from manifests.models import PracticeStatement

LONGEST = 500


def state_practice(*, by, facility: Facility, point: str, text: str, day: date) -> PracticeStatement:
    """A row of its own each time; saying the same again changes nothing. `day` is what it is about, not later than
    today. Refusals: `point_unknown`, `required`, `text_invalid`, `day_to_come`."""
    if not sites_assessed(by).filter(pk=facility.pk).exists():
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    if facility.enterprise_id not in by.standing.enterprises_where(Role.CLERK):
        raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
    check = BY_ID.get(point)
    if check is None or (check.find is not None and not check.or_said):
        raise BadInput(_("This point is judged from the records."), code="point_unknown", field="/point")
    text = (text or "").strip()
    if not text:
        raise BadInput(_("Say how it stands."), code="required", field="/text")
    if len(text) > LONGEST or "\x00" in text:
        raise BadInput(_("Write at most 500 characters."), code="text_invalid", field="/text")
    if day > clock.today():
        raise BadInput(_("This day has not come yet."), code="day_to_come", field="/day")
    with transaction.atomic():
        Facility.objects.select_for_update(of=("self",), no_key=True).get(pk=facility.pk)
        last = PracticeStatement.objects.filter(facility=facility, point=point).order_by("-pk").first()
        if last is not None and (last.text, last.day) == (text, day):
            return last
        return PracticeStatement.objects.create(
            facility=facility,
            point=point,
            text=text,
            day=day,
            person=by,
            person_name=str(by),
            recorded_at=clock.now(),
        )
