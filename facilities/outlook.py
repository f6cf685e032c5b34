"""Which papers end soon. From which day on is warned says each kind's own dated rule (`DeadlineRule.warn`), so that
lists, pages at a desk, notices and clocks never differ."""

from datetime import date, timedelta

from django.db.models import Case, Q, Value

from facilities.deadlines import by_region, rule_for
from facilities.models.credential import Credential


def ends_soon(paper: Credential, on: date) -> bool:
    """True while it still holds and its warning is out. Needs the site that owes it."""
    region = getattr(paper, paper.owed_by).region_id
    return 0 <= paper.days_left(on) <= rule_for(paper.renewal, on, region).warn


def ending_by(model: type[Credential], on: date) -> Case:
    """The last valid day up to which is warned on a day, as an expression over rows of the model."""
    path = f"{model.owed_by}__region__code"
    return by_region(model.renewal, on, path, lambda rule, _region: Value(on + timedelta(days=rule.warn)))


def ending_soon(model: type[Credential], on: date) -> Q:
    """The rows that still hold and of which is warned."""
    return Q(valid_to__gte=on, valid_to__lte=ending_by(model, on))
