"""Enter a paper into the register: what permits, licences, insurances and contracts have in common."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import check_fields
from facilities.actions.registering import check_day, note
from facilities.errors import BadInput, Refusal
from facilities.models import CarrierLicence, Contract, Facility, Insurance, RegisterEntry
from facilities.models.credential import Registered

MOST_YEARS = 30  # of a term: what is longer is a slip of the hand
OF_ITS_LIFE = {"id", "revoked_on", "ended_as", "confirmed_on"}  # fields that say what became of it
Deed = RegisterEntry.Deed
TAKEN_BACK = (Registered.Ending.REVOKED, Registered.Ending.ENDED)  # a suspended one may hold again


def enter_paper(
    row: Registered,
    *,
    by,
    holders: tuple[Facility, ...],
    replaces: Registered | None = None,
    reason: str = "",
    parts: Sequence[Model] = (),
) -> tuple[Registered, bool]:
    """The row as it is kept, and whether it was entered before just so: twice the same is once.

    `replaces` ends on the eve of the new one's first day, where it would run on. `parts` are saved with it: once it
    stands in the register, nothing more is put into it. Raises BadInput for an impossible
    term, `number_taken` where the same issuer has given the number to somebody else, or for some of the same days.
    Call it in a transaction, once it is known that the person may.
    """
    row.number, row.issuer = row.number.strip(), row.issuer.strip()
    check_term(row.valid_from, row.valid_to)
    check_fields(row)
    # Two people entering the same paper do so one after the other.
    keys = sorted(holder.pk for holder in holders)
    list(Facility.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    if same := _entered_before(row):
        return same, True
    if replaces is not None:
        _replace(replaces, row, by)
    _check_number(row)
    row.save(force_insert=True)
    for part in parts:
        check_fields(part)
        part.save(force_insert=True)
    note(row, Deed.ENTERED, by=by, day=row.valid_from, reason=reason)
    return row, False


def check_term(valid_from: date, valid_to: date) -> None:
    """Raise `year_invalid`, `period_backwards`, or `period_too_long` for what is a slip of the hand."""
    check_day(valid_from, "/valid_from")
    check_day(valid_to, "/valid_to")
    if valid_to < valid_from:
        raise BadInput(_("The period ends before it begins."), code="period_backwards", field="/valid_to")
    if valid_to.year - valid_from.year > MOST_YEARS:
        raise BadInput(
            _("No paper holds for more than %(years)s years. Look at the last day again.") % {"years": MOST_YEARS},
            code="period_too_long",
            field="/valid_to",
            value=valid_to,
        )


def _entered_before(row: Registered) -> Registered | None:
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in OF_ITS_LIFE
    }
    return type(row).objects.filter(**facts, revoked_on=None).first()


def _replace(old: Registered, new: Registered, by) -> None:
    """The older paper ends on the eve; the days that are past stay as they were."""
    old = type(old).objects.select_for_update(of=("self",)).get(pk=old.pk)
    if old.last_day >= new.valid_from:
        if new.valid_from < clock.today():
            raise BadInput(
                _("The older one still counts. What replaces it begins today at the earliest, or after its last day."),
                code="replaces_the_past",
                field="/valid_from",
                value=new.valid_from,
            )
        if new.valid_from <= old.valid_from:
            raise BadInput(
                _("What replaces it begins after its first day."),
                code="replaces_the_past",
                field="/valid_from",
                value=new.valid_from,
            )
        old.revoked_on, old.ended_as = new.valid_from, Registered.Ending.REPLACED
        old.save(update_fields=["revoked_on", "ended_as"])
    note(old, Deed.RENEWED, by=by, day=new.valid_from, reason=new.number)


def _check_number(row: Registered) -> None:
    """One number of one issuer is one paper: of the same holder, and at each site on each day only once.

    A permit is one site's; a transport licence or a policy is the firm's, and may be entered for each of its sites.
    A slip can be mended: what firms enter is asked of their own papers only, and a paper that ended before the new one
    begins, or was revoked or ended and is over, holds its number no more.
    """
    with connection.cursor() as cursor:
        name = f"{row._meta.label}:{row.issuer}:{row.number}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    others = type(row).objects.filter(number=row.number, issuer=row.issuer)
    if isinstance(row, Contract):  # a number that two firms gave each other
        others = others.filter(consignor=row.consignor_id, consignee=row.consignee_id)
    elif isinstance(row, Insurance):
        others = others.filter(facility=row.facility_id)
    elif isinstance(row, CarrierLicence):
        others = others.filter(~Q(facility__enterprise=row.facility.enterprise_id) | Q(facility=row.facility_id))
    for other in others:
        is_theirs = getattr(other, f"{row.owed_by}_id") != getattr(row, f"{row.owed_by}_id")
        was_taken_back = other.ended_as in TAKEN_BACK and other.last_day < clock.today()
        if was_taken_back or other.last_day < row.valid_from:
            continue
        if is_theirs or other.valid_from <= row.valid_to:
            raise Refusal(
                _("This number is entered already, for another holder or for some of the same days."),
                code="number_taken",
                field="/number",
                value=row.number,
            )
