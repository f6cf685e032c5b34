"""Work that a job does for somebody: tried a few times, and given up where it ends each time for an unforeseen reason.

Who is killed in the middle says nothing, so a try is counted when it begins. Work that gets on is counted anew.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F, QuerySet

from facilities import clock

MOST_TRIES = 3
logger = logging.getLogger(__name__)


def attempt(mine: QuerySet, work: Callable[[], None], give_up: Callable[[QuerySet], object]) -> None:
    """Do `work` unless it was tried too often. `mine`: the row, as long as there is something to do for it.

    What goes wrong stands in the log with the row's key, and not with whoever waits for it: the next try is called for
    by `resume_sheets`.
    """
    with transaction.atomic():
        row = mine.select_for_update(of=("self",)).first()
        if row is None:
            return
        if row.tries >= MOST_TRIES:  # killed each time
            logger.log(logging.ERROR, "%s %s: given up after %s tries", row._meta.label, row.pk, row.tries)
            give_up(mine)
            return
        mine.update(tries=F("tries") + 1, beat_at=clock.now())
    try:
        work()
    except Exception:  # whatever it is, the next one may do better
        logger.exception("%s %s: try %s of %s failed", row._meta.label, row.pk, row.tries + 1, MOST_TRIES)
        give_up(mine.filter(tries__gte=MOST_TRIES))
