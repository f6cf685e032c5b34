"""Permits, licences, insurances, contracts and approvals of the own sites, with their copies."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.evidence.shown import files_of_all
from facilities.evidence.subjects import of, subject_named
from facilities.guards import at_desk
from facilities.models import Approval, CarrierLicence, Contract, Insurance, Permit
from facilities.models.credential import Credential
from facilities.outlook import ends_soon

MOST = 50  # of each kind; the search finds the others
HELD = (
    ("permit", Permit, ("facility",)),
    ("licence", CarrierLicence, ("facility",)),
    ("insurance", Insurance, ("facility",)),
    ("contract", Contract, ("consignor", "consignee")),
    ("approval", Approval, ("consignor", "consignee")),
)
LONGEST_SEARCH = 60


@dataclass
class Kind:
    """One table of the page."""

    subject: str
    label: str
    rows: list
    has_more: bool = False


@require_safe
@at_desk
def credentials(request: HttpRequest):
    """Six statements, however many papers there are; `?q=` begins a number or the other party's name."""
    asked = "".join(letter for letter in request.GET.get("q", "") if letter.isprintable()).strip()[:LONGEST_SEARCH]
    own = request.user.standing.desk_enterprise_ids
    kinds = [_kind(request, subject, model, sides, own, asked) for subject, model, sides in HELD]
    kinds = [kind for kind in kinds if kind.rows]
    keys = Q(pk__in=[])
    for kind in kinds:
        keys |= of(kind.subject, [row.pk for row in kind.rows])
    files = files_of_all(keys) if kinds else {}
    for kind in kinds:
        for row in kind.rows:
            row.files = files.get((kind.subject, row.pk), [])
    return render(request, "facilities/credentials.html", {"kinds": kinds, "asked": asked})


def _kind(request: HttpRequest, subject: str, model: type[Credential], sides, own, asked: str) -> Kind:
    mine, named = Q(pk__in=[]), Q(number__istartswith=asked)
    for side in sides:
        mine |= Q(**{f"{side}__enterprise__in": own})
        named |= Q(**{f"{side}__name__icontains": asked})
    found = model.objects.filter(mine & named if asked else mine).select_related(*sides)
    rows = list(found.order_by("-valid_to", "-pk")[: MOST + 1])
    today, what = clock.today(), subject_named(subject)
    for row in rows:
        row.whose = " → ".join(str(getattr(row, side)) for side in sides)
        row.outlook = "expired" if not row.is_valid_on(today) else "expiring" if ends_soon(row, today) else "valid"
        row.may_attach = what is not None and what.owner(request.user, row) is not None
    return Kind(subject, model._meta.verbose_name_plural, rows[:MOST], len(rows) > MOST)
