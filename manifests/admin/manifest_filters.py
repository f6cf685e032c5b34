"""How officials narrow manifests. Each filter reaches an index or the few rows still open, never all of history."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.admin.filters import DistrictField, ListFilters, choices, day_input, in_district
from facilities.deadline_kinds import DeadlineKind
from facilities.forms.day import DayField
from facilities.limits import days
from facilities.models import Facility, WasteCode
from manifests.admin.flow_fields import FlowFields
from manifests.flows import codes_of
from manifests.models import Deadline, ManifestLine
from manifests.models.stateful import STATE_NAMES
from manifests.on_its_way import long_ones
from manifests.profiles import CHOICES
from manifests.states import ManifestState

OPEN = "open"


class ManifestFilters(FlowFields, ListFilters):
    q = forms.CharField(label=_("Number begins with"), required=False, max_length=30)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=choices((OPEN, _("all open")), *((state.value, STATE_NAMES[state]) for state in ManifestState)),
    )
    profile = forms.ChoiceField(label=_("Kind of waste"), required=False, choices=choices(*CHOICES))
    watch = forms.ChoiceField(
        label=_("Attention"),
        required=False,
        choices=choices(
            ("overdue", _("overdue")),
            ("due_soon", _("due soon")),
            ("closed_late", _("closed late")),
            ("long_on_its_way", _("long on its way")),
            ("frozen", _("frozen")),
            ("refused", _("refused lately")),
            ("exempt", _("exemption claimed")),
            ("unseen", _("discrepancy not seen by the consignor")),
            ("arrived_today", _("arrived today")),
        ),
    )
    consignor_district = DistrictField(label=_("Consignor's district"), with_elsewhere=True)
    consignee_district = DistrictField(label=_("Consignee's district"), with_elsewhere=True)
    party = forms.CharField(label=_("Party (name or credit code)"), required=False, max_length=60)
    code = forms.CharField(label=_("Waste code or category"), required=False, max_length=11)
    issued_from = DayField(label=_("Issued from"), required=False, widget=day_input())
    issued_to = DayField(label=_("Issued to"), required=False, widget=day_input())

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["q"]:
            text = "".join(asked["q"].split()).upper()
            rows = rows.filter(Q(number__startswith=text) | Q(national_no=text) | Q(provincial_no=text))
        if asked["state"]:
            rows = rows.open() if asked["state"] == OPEN else rows.filter(state=asked["state"])
        if asked["profile"]:
            rows = rows.filter(profile=asked["profile"])
        if asked["watch"]:
            rows = watched(rows, asked["watch"])
        for name, path in (("consignor_district", "origin_region"), ("consignee_district", "destination_region")):
            if asked[name]:
                rows = rows.filter(in_district(asked[name], path, self.person.standing))
        if asked["party"]:
            rows = rows.filter(with_party(asked["party"].strip()))
        if asked["code"]:
            rows = rows.filter(with_code(asked["code"].strip().upper()))
        if asked["issued_from"]:
            rows = rows.filter(issued_at__gte=midnight(asked["issued_from"]))
        if asked["issued_to"]:
            rows = rows.filter(issued_at__lt=midnight(asked["issued_to"] + timedelta(days=1)))
        return self.narrow_to_flow(rows)


def watched(rows, what: str):
    """Manifests that want an official's eye; the overview counts by the same words."""
    now = clock.now()
    match what:
        case "overdue":
            return rows.overdue(now)
        case "due_soon":
            running = Deadline.objects.running().filter(manifest=OuterRef("pk"), kind=DeadlineKind.CLOSE)
            return rows.filter(Exists(running.due_soon(now)))
        case "closed_late":
            return rows.closed_late()
        case "long_on_its_way":
            return long_ones(rows, now)
        case "frozen":
            return rows.open().filter(frozen_at__isnull=False)
        case "refused":
            return rows.filter(refused_lately(now))
        case "arrived_today":
            return rows.filter(arrived_today(now))
        case "exempt":
            return rows.with_exemption()
        case "unseen":
            return rows.unseen()
    raise ValueError(what)


def refused_lately(now: datetime) -> Q:
    """Nothing of the load was accepted, in the days of the limit."""
    within = timedelta(days=days("refused.watched_days", localdate(now)))
    return Q(received_at__gte=now - within, received_kg=0) & ~Q(state=ManifestState.VOIDED)


def arrived_today(now: datetime) -> Q:
    return Q(arrived_at__gte=midnight(localdate(now)))


def with_party(text: str) -> Q:
    """One of the three parties is called so, or its enterprise is, or has this credit code."""
    named = Facility.objects.filter(
        Q(name__startswith=text) | Q(enterprise__name__startswith=text) | Q(enterprise__registration_no=text.upper())
    ).values("pk")
    return Q(consignor__in=named) | Q(consignee__in=named) | Q(carrier__in=named)


def with_code(text: str) -> Q:
    """A line of this code (900-249-08) or category (HW08)."""
    is_category = len(text) <= 4
    codes = WasteCode.objects.filter(codes_of(text) if is_category else Q(code=text)).values("pk")
    return Q(Exists(ManifestLine.objects.filter(manifest=OuterRef("pk"), waste_code__in=codes)))


def midnight(day) -> datetime:
    """The first moment of a calendar day where the service is at home."""
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())
