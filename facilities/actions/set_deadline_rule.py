"""Enter how a clock runs from a day on: the rule before ends on the eve, and nothing that was in force changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep
from facilities.actions.set_limit import may_set
from facilities.deadline_kinds import DeadlineKind
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import DeadlineRule, Region

COPIED = ("starts", "unit", "limit", "closes", "closes_en")
MOST = 3650  # ten years of days: what is longer is a slip of the hand


@dataclass(frozen=True)
class Terms:
    """What an authority may set. `length`, `month` and `day` as the rule's unit needs them; a rule that follows a limit
    has no length of its own. Days until an office is told are None where it is not told."""

    warn: int
    role: str
    district_days: int | None
    city_days: int | None
    law: str
    length: int | None = None
    month: int | None = None
    day: int | None = None


def set_deadline_rule(*, by, code: str, region: Region | None, valid_from: date, terms: Terms) -> DeadlineRule:
    """The new row. It begins tomorrow at the earliest: a day is judged by one rule from morning to night.

    For a region by its own officials of a city or above, for the country (`region` None) by the superuser. What starts
    and closes the clock stays as the country's rule says. Raises NotPermitted, BadInput, and Refusal where a rule is
    already entered for a later day.
    """
    if not may_set(by, region):
        raise NotPermitted(_("Your role does not allow this."))
    _check(code, valid_from, terms)
    with transaction.atomic():
        # The country's row is always there: two officials entering the same rule do so one after the other.
        rows = list(DeadlineRule.objects.select_for_update(of=("self",)).filter(code=code).order_by("valid_from", "pk"))
        # `==` on a region would load it; None is the country's.
        place = region.pk if region else None
        last = next((row for row in rows if row.region_id == place and row.valid_to is None), None)
        pattern = last or next(row for row in reversed(rows) if row.region_id is None)
        if last and valid_from < last.valid_from:
            raise Refusal(
                _("A rule is already entered from %(day)s. Choose that day, to replace it, or a later one.")
                % {"day": last.valid_from.isoformat()},
                code="deadline_rule_entered_later",
                field="/valid_from",
                value=valid_from,
            )
        row = DeadlineRule(
            code=code,
            region=region,
            **{name: getattr(pattern, name) for name in COPIED},
            **_lengths(pattern, terms),
            warn=terms.warn,
            role=terms.role,
            district_days=terms.district_days,
            city_days=terms.city_days,
            law=terms.law.strip(),
            valid_from=valid_from,
            source=DeadlineRule.Source.EDITED,
            entered_by=by,
            entered_at=clock.now(),
        )
        if last:
            last.valid_to = valid_from - timedelta(days=1)
            last.save(update_fields=["valid_to"])
        keep(row, Refusal(_("Somebody else has just entered this rule."), code="rule_taken", field="/valid_from"))
    return row


def _lengths(pattern: DeadlineRule, terms: Terms) -> dict:
    """The numbers that the unit needs, each as given or, where nothing was, as before."""
    wanted = {
        DeadlineRule.Unit.DATE: ("month", "day"),
        DeadlineRule.Unit.MONTH_DAY: ("day",),
    }.get(pattern.unit, () if pattern.limit else ("length",))
    found = {}
    for name in wanted:
        given = getattr(terms, name)
        found[name] = getattr(pattern, name) if given is None else given
    if pattern.unit == DeadlineRule.Unit.DATE:
        _check_date(found["month"], found["day"])
    elif pattern.unit == DeadlineRule.Unit.MONTH_DAY and found["day"] > 28:
        raise BadInput(_("Not every month has this day."), code="day_impossible", field="/day", value=found["day"])
    return found


def _check_date(month: int, day: int) -> None:
    """A date that every year has."""
    try:
        date(2023, month, day)
    except ValueError:
        raise BadInput(_("Not every year has this date."), code="day_impossible", field="/day", value=day) from None


def _check(code: str, valid_from: date, terms: Terms) -> None:
    if code not in DeadlineKind.values:
        raise BadInput(_("Choose a clock from the list."), code="deadline_unknown", field="/code", value=code)
    for name in ("length", "month", "day", "warn", "district_days", "city_days"):
        value = getattr(terms, name)
        if value is not None and not 0 <= value <= MOST:
            raise BadInput(_("This is no possible value."), code="number_impossible", field=f"/{name}", value=value)
    if terms.day is not None and terms.day < 1:
        raise BadInput(_("This is no possible value."), code="number_impossible", field="/day", value=terms.day)
    if None not in (terms.district_days, terms.city_days) and terms.city_days < terms.district_days:
        raise BadInput(
            _("The city is told after the district, not before it."), code="chain_backwards", field="/city_days"
        )
    if valid_from <= clock.today():
        raise BadInput(
            _("A new rule begins tomorrow at the earliest: today is judged by one rule from morning to night."),
            code="deadline_rule_backdated",
            field="/valid_from",
            value=valid_from,
        )
