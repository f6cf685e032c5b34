"""What of this app has papers: permits, licences, insurances, contracts, approvals, and applications.

A permit, a licence and an insurance are read by everybody at a desk: the law makes one party verify the other's before
waste changes hands (Order 23 of 2022, Art. 10; Environmental Code, Art. 484). A contract is its two parties' own.
"""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.evidence.subjects import Subject, take
from facilities.models import Approval, CarrierLicence, Contract, CrossingApplication, Evidence, Insurance, Permit
from facilities.roles import Role

KEEPERS = (Role.CLERK, Role.RECEIVER, Role.DISPATCHER, Role.MANAGER)
PAIR = ("consignor", "consignee")
Kind = Evidence.Kind


def _page_of(kind: str):
    return lambda row: reverse("facilities:credential", args=[kind, row.pk])


def _opens(model):
    """A paper's page is its own firm's, and the officials' of its region; its copies are read by more."""
    return lambda person, row: model.objects.visible_to(person).filter(pk=row.pk).exists()


def _of_one(model):
    def seen(person) -> QuerySet:
        standing = person.standing
        at_desk = standing.is_regulator or standing.desk_enterprise_ids
        return model.objects.select_related("facility") if at_desk else model.objects.none()

    return seen


def _of_two(model):
    def seen(person) -> QuerySet:
        standing, found = person.standing, Q(pk__in=[])
        for side in PAIR:
            if standing.is_regulator:
                found |= in_regions(standing, f"{side}__region")
            else:
                found |= Q(**{f"{side}__enterprise__in": standing.desk_enterprise_ids})
        return model.objects.filter(found).select_related(*PAIR)

    return seen


def _holder(person, row):
    enterprise = row.facility.enterprise_id
    return enterprise if enterprise in person.standing.enterprises_where(*KEEPERS) else None


def _either(person, row):
    own = person.standing.enterprises_where(*KEEPERS)
    return next((key for key in (getattr(row, side).enterprise_id for side in PAIR) if key in own), None)


def _applicant(person, row):
    enterprise = row.consignor.enterprise_id
    is_clerk = enterprise in person.standing.enterprises_where(Role.CLERK)
    return enterprise if is_clerk and row.is_open_to_its_firm else None


def register() -> None:
    for name, model, kind in (
        ("permit", Permit, Kind.PERMIT),
        ("licence", CarrierLicence, Kind.PERMIT),
        ("insurance", Insurance, Kind.INSURANCE),
    ):
        word, opens = model._meta.verbose_name, _opens(model)
        take(Subject(name, word, _of_one(model), _holder, (kind,), _page_of(name), opens=opens))
    for name, model, kind in (("contract", Contract, Kind.CONTRACT), ("approval", Approval, Kind.PERMIT)):
        take(Subject(name, model._meta.verbose_name, _of_two(model), _either, (kind,), _page_of(name)))
    take(
        Subject(
            "crossing",
            _("cross-province application"),
            lambda person: CrossingApplication.objects.visible_to(person).select_related("consignor"),
            _applicant,
            (Kind.APPLICATION, Kind.PERMIT, Kind.CONTRACT),
            CrossingApplication.get_absolute_url,
        )
    )
