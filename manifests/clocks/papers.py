"""Papers that end: permits, licences, insurance, contracts, and those of other apps (`keep_papers`).

A clock starts when the warning is due and runs on while the paper is late. It is met by a later paper of the same
holders, or by a new last day; 30 days after the end the paper counts as given up.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Value
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import rule_for
from facilities.models import Approval, CarrierLicence, Contract, Insurance, Permit
from manifests.clocks.keeping import SQL, EndOfDay, Keeper, StartOfDay, keep, select

GIVEN_UP = timedelta(days=30)
# Whatever ended it came before the day on which it counts as given up; else it fell away.
RENEWED = "CASE WHEN x.due_at > %(now)s::timestamptz - interval '30 days' THEN %(now)s::timestamptz END"


def keep_papers(kind: DeadlineKind, *sources: tuple) -> None:
    """Register papers of a kind: (model, field of the site that owes them, field of the name, fields that a newer
    paper shares). A credential each; with no shared fields only a new last day renews it."""
    keep(f"papers:{kind}", Keeper((kind,), _wanted(kind, sources), RENEWED))


def _wanted(kind: DeadlineKind, sources: tuple) -> Callable[[datetime], list[SQL]]:
    def wanted(now: datetime) -> list[SQL]:
        today = localdate(now)
        rule = rule_for(kind, today)
        return [_ending(kind, rule.warn, today, *source) for source in sources]

    return wanted


def _ending(kind: DeadlineKind, warn: int, today, model: type, owner: str, name: str, shared: tuple[str, ...]) -> SQL:
    rows = model.objects.filter(
        **{f"{owner}__closed_on": None, f"{owner}__enterprise__closed_on": None},
        revoked_on=None,
        valid_to__range=(today - GIVEN_UP, today + timedelta(days=warn)),
    )
    if shared:
        newer = model.objects.filter(revoked_on=None, **{field: OuterRef(field) for field in shared})
        rows = rows.filter(~Exists(newer.filter(valid_to__gt=OuterRef("valid_to"))))
    end = EndOfDay(F("valid_to"))
    return select(
        rows,
        kind=Value(kind.value),
        subject_id="pk",
        facility_id=f"{owner}_id",
        called=name,
        started_at=StartOfDay(F("valid_from")),
        due_at=end,
        warn_at=EndOfDay(F("valid_to"), Value(-warn)),
    )


keep_papers(DeadlineKind.PERMIT, (Permit, "facility", "number", ("facility",)))
keep_papers(DeadlineKind.LICENCE, (CarrierLicence, "facility", "number", ("facility",)))
keep_papers(DeadlineKind.INSURANCE, (Insurance, "facility", "number", ("facility",)))
keep_papers(DeadlineKind.CONTRACT, (Contract, "consignor", "number", ("consignor", "consignee")))
keep_papers(DeadlineKind.APPROVAL, (Approval, "consignor", "number", ("consignor", "consignee", "code")))
