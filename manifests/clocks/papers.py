"""Papers that end: permits, licences, insurance, contracts, and those of other apps (`keep_papers`).

A clock starts when the warning is due and runs on while the paper is late. Of a paper that is to end early it runs to
that day, and not on: who ended it meant it. It is met by a later paper of the same
holders, or by a new last day; so many days after the end (`credential.given_up_days`) the paper counts as given up.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Least
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region
from facilities.limits import days
from facilities.models import Approval, CarrierLicence, Contract, Insurance, Permit
from facilities.outlook import ending_by
from manifests.clocks.keeping import SQL, EndOfDay, Keeper, StartOfDay, keep, select

PAIR = ("consignor", "consignee")


def keep_papers(kind: DeadlineKind, *sources: tuple) -> None:
    """Register papers of a kind: (model, field of the name, fields that a newer paper shares). A credential each; with
    no shared fields only a new last day renews it."""
    keep(f"papers:{kind}", Keeper((kind,), _wanted(kind, sources), _renewed))


def ending(model: type, shared: tuple[str, ...], today: date) -> QuerySet:
    """Papers whose warning is out, or that ended and do not count as given up yet, unless a later one is there."""
    given_up = today - timedelta(days=days("credential.given_up_days", today))
    rows = _standing(model, today).filter(last__gte=given_up, last__lte=ending_by(model, today))
    if shared:
        newer = _standing(model, today).filter(**{field: OuterRef(field) for field in shared})
        rows = rows.filter(~Exists(newer.filter(last__gt=OuterRef("last"))))
    return rows


def _standing(model: type, today: date) -> QuerySet:
    """All but those that were ended early and so are over; `last` is the last day on which each counts."""
    rows = model.objects.filter(Q(revoked_on=None) | Q(revoked_on__gt=today))
    eve = Cast(F("revoked_on") - timedelta(days=1), DateField())
    return rows.annotate(last=Least(F("valid_to"), eve, output_field=DateField()))  # PostgreSQL passes over NULL


def _renewed(now: datetime) -> str:
    """Whatever ended it came before the day on which it counts as given up; else it fell away."""
    given_up = days("credential.given_up_days", localdate(now))
    return f"CASE WHEN x.due_at > %(now)s::timestamptz - interval '{given_up} days' THEN %(now)s::timestamptz END"


def _wanted(kind: DeadlineKind, sources: tuple) -> Callable[[datetime], list[SQL]]:
    def wanted(now: datetime) -> list[SQL]:
        return [_clocks(kind, localdate(now), *source) for source in sources]

    return wanted


def _clocks(kind: DeadlineKind, today: date, model: type, name: str, shared: tuple[str, ...]) -> SQL:
    owner = model.owed_by
    rows = ending(model, shared, today).filter(**{f"{owner}__closed_on": None, f"{owner}__enterprise__closed_on": None})
    warned = by_region(kind, today, f"{owner}__region__code", lambda rule, _region: Value(-rule.warn))
    return select(
        rows,
        kind=Value(kind.value),
        subject_id="pk",
        facility_id=f"{owner}_id",
        called=name,
        started_at=StartOfDay(F("valid_from")),
        due_at=EndOfDay(F("last")),
        warn_at=EndOfDay(F("last"), warned),
    )


keep_papers(DeadlineKind.PERMIT, (Permit, "number", ("facility",)))
keep_papers(DeadlineKind.LICENCE, (CarrierLicence, "number", ("facility",)))
keep_papers(DeadlineKind.INSURANCE, (Insurance, "number", ("facility",)))
keep_papers(DeadlineKind.CONTRACT, (Contract, "number", PAIR))
keep_papers(DeadlineKind.APPROVAL, (Approval, "number", (*PAIR, "code")))
