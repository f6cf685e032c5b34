"""Handing over: what left the site was covered by contract, permit, licence, insurance and approval on its day."""

from dataclasses import replace

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Left

from facilities.models import CarrierLicence, Contract, Insurance, Permit, RegisterEntry
from facilities.models.credential import Registered
from facilities.templatetags.quantities import grouped
from facilities.terms import last_of_approval
from manifests.assessment.asked import Asked
from manifests.assessment.events import told
from manifests.assessment.exempted import at_receiver, exempt_at, not_exempt_at
from manifests.assessment.found import Counted, Row
from manifests.clocks.keeping import LocalDay
from manifests.models import BackFill, Manifest, ManifestLine
from manifests.numbers import spaced
from manifests.profiles import PROFILES
from manifests.rules.exempting import EVERY, TRANSPORT
from manifests.states import ManifestState

HAZARDOUS = [profile.id for profile in PROFILES if profile.hazardous]


def sent(asked: Asked) -> QuerySet[Manifest]:
    """What was issued in the span and counts: hazardous, to somebody else, neither cancelled nor voided."""
    return (
        Manifest.objects.filter(consignor=asked.site, issued_at__gte=asked.start_at, issued_at__lt=asked.end_at)
        .filter(profile__in=HAZARDOUS)
        .exclude(state__in=(ManifestState.CANCELLED, ManifestState.VOIDED))
        .exclude(consignee=F("consignor"))
    )


def shown(manifest: Manifest) -> Row:
    return Row(
        spaced(manifest.number or ""),
        url=manifest.get_absolute_url(),
        figures=f"{grouped(manifest.declared_kg)} kg",
        day=manifest.received_at or manifest.issued_at,
    )


def _weighed(manifest: Manifest) -> Row:
    """Declared and accepted kilograms; of what was refused the first alone says something."""
    row = shown(manifest)
    if not manifest.received_kg:
        return row
    return replace(row, figures=f"{grouped(manifest.declared_kg)} → {grouped(manifest.received_kg)} kg")


def valid_on(day: str, **of) -> Q:
    """Credentials in force on the day that the outer row has as `day`."""
    day = OuterRef(day)
    stands = Q(revoked_on=None) | Q(revoked_on__gt=day)
    return Q(stands, valid_from__lte=day, valid_to__gte=day, **of)


def not_entered_later(paper: str) -> Exists:
    """Papers that a firm had entered by the outer row's `day`: nobody covers the own past by entering one today."""
    entries = RegisterEntry.objects.annotate(entered=LocalDay("recorded_at"))
    return ~Exists(
        entries.filter(
            **{paper: OuterRef("pk")}, deed=RegisterEntry.Deed.ENTERED, entered__gt=OuterRef(OuterRef("day"))
        )
    )


def _on_its_day(asked: Asked) -> QuerySet[Manifest]:
    return sent(asked).annotate(day=LocalDay("issued_at"))


def contract_signed(asked: Asked) -> Counted:
    """Between sites of one enterprise none is needed. One that the receiver disputes never was one."""
    bound = [profile.id for profile in PROFILES if profile.asks("contract")]
    rows = _on_its_day(asked).filter(profile__in=bound)
    rows = rows.exclude(consignor__enterprise=F("consignee__enterprise"))
    held = Contract.objects.filter(valid_on("day", consignor=OuterRef("consignor"), consignee=OuterRef("consignee")))
    held = held.exclude(ended_as=Registered.Ending.DISPUTED).filter(
        Q(confirmed_on__isnull=False) | not_entered_later("contract")
    )
    return Counted(rows, ~Exists(held), shown)


def receiver_permitted(asked: Asked) -> Counted:
    """An exemption that was claimed for every waste where it goes stands in for the permit."""
    held = Permit.objects.filter(valid_on("day", facility=OuterRef("consignee")))
    return Counted(_on_its_day(asked), ~Exists(held) & not_exempt_at(at_receiver()), shown)


def carrier_licensed(asked: Asked) -> Counted:
    rows = sent(asked).annotate(day=LocalDay(Coalesce("departed_at", "issued_at")))
    held = CarrierLicence.objects.filter(valid_on("day", facility=OuterRef("carrier")))
    return Counted(rows, ~Exists(held) & not_exempt_at(TRANSPORT), shown)


def carrier_insured(asked: Asked) -> Counted:
    rows = sent(asked).annotate(day=LocalDay(Coalesce("departed_at", "issued_at")))
    held = Insurance.objects.filter(valid_on("day", facility=OuterRef("carrier")), not_entered_later("insurance"))
    return Counted(rows, ~Exists(held), shown)


def approved_across(asked: Asked) -> Counted:
    """Manifests that left the province: each waste that is not exempt had an approval between the two sites, by the
    method, within its term."""
    rows = sent(asked).annotate(here=Left("origin_region__code", 2), there=Left("destination_region__code", 2))
    bare = (
        ManifestLine.objects.filter(manifest=OuterRef("pk"))
        .annotate(day=LocalDay("manifest__issued_at"))
        .filter(~_approved(asked), ~exempt_at(EVERY))
    )
    return Counted(rows.exclude(here=F("there")), Exists(bare), shown)


def _approved(asked: Asked) -> Q:
    """Lines with an approval. Its last day follows a dated limit of its first day, so each is named with its term; on a
    day with a permit at all, that permit has not ended."""
    found = Q(pk__in=[])
    for row in asked.approvals:
        last = last_of_approval(row.valid_from, row.valid_to, None, asked.region)
        stands = Q(day__lt=row.revoked_on) if row.revoked_on else Q()
        found |= stands & Q(
            manifest__consignee=row.consignee_id,
            manifest__method__code=row.method,
            waste_code__code=row.code,
            day__gte=row.valid_from,
            day__lte=last,
        )
    return found


def weights_agree(asked: Asked) -> Counted:
    """Manifests that were weighed in: declared and weighed kilograms agreed within the limit of that day."""
    received = Manifest.objects.filter(
        consignor=asked.site,
        received_at__gte=asked.start_at,
        received_at__lt=asked.end_at,
        profile__in=HAZARDOUS,
    )
    rows = received.exclude(state=ManifestState.VOIDED).exclude(consignee=F("consignor"))
    return Counted(rows, told(("weight_differs",), "receive"), _weighed)


def back_filled_in_time(asked: Asked) -> Counted:
    rows = BackFill.objects.filter(
        manifest__consignor=asked.site, recorded_at__gte=asked.start_at, recorded_at__lt=asked.end_at
    )
    late = ExpressionWrapper(Q(recorded_at__gte=F("due_at")), output_field=BooleanField())
    return Counted(rows, late, _back_filled, joined=("manifest",))


def _back_filled(row: BackFill) -> Row:
    manifest = row.manifest
    return Row(
        spaced(manifest.number or ""), url=manifest.get_absolute_url(), figures=row.paper_number, day=row.recorded_at
    )
