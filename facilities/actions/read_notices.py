"""A person has read their notices."""

from facilities import clock
from facilities.models import Notice


def read_notice(notice: Notice) -> None:
    """Mark one as read; again changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def read_all_notices(person) -> int:
    """Mark all of the person's as read; returns how many were not."""
    return Notice.objects.filter(person=person, read_at=None).update(read_at=clock.now())
