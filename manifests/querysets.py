"""Rows as sentences: who sees which, and what a page needs with them."""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from facilities.access import in_regions
from facilities.compiled import compiled
from facilities.deadline_kinds import DeadlineKind
from manifests.states import CLOSED_BATCH, ManifestState

# An upper app adds those it knows of and we do not: transport registers the drivers of a manifest's legs.
_further_readers: list[Callable[[object], Q]] = []


def let_see_manifests(rule: Callable[[object], Q]) -> None:
    """Register `rule(person) → Q`: manifests the person sees beside those of their enterprises and regions."""
    _further_readers.append(rule)


class ManifestQuerySet(models.QuerySet):
    def visible_to(self, person) -> "ManifestQuerySet":
        """Parties see theirs (others' drafts excepted), as does whom a firm lets fill in for it; officials those from
        or to their region."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "origin_region") | in_regions(standing, "destination_region"))
        desks = standing.desk_enterprise_ids
        seen = Q(consignor__enterprise__in=desks)
        if standing.fills_for:
            seen |= Q(consignor__in=standing.fills_for)
        seen |= ~Q(state=ManifestState.DRAFT) & (Q(consignee__enterprise__in=desks) | Q(carrier__enterprise__in=desks))
        for rule in _further_readers:
            seen |= rule(person)
        return self.filter(seen)

    def with_parties(self) -> "ManifestQuerySet":
        return self.select_related(
            "consignor__enterprise",
            "consignee__enterprise",
            "carrier__enterprise",
            "origin_region",
            "destination_region",
            "method",
        )

    def for_custody(self) -> "ManifestQuerySet":
        """What the door needs beside the parties (`load_parties`): every joined row costs time under the lock."""
        return self.select_related("method")

    def locked(self, pk):
        """The manifest under its row lock, or None. One statement, but for who waited while its method changed."""
        return _one(_manifest_under_lock(pk) or _locked_first(_manifest, _manifest_key, pk))

    def open(self) -> "ManifestQuerySet":
        return self.exclude(state__in=(ManifestState.CLOSED, ManifestState.CANCELLED, ManifestState.VOIDED))

    def unseen(self) -> "ManifestQuerySet":
        """Those in which a gate found a discrepancy that their consignor has not acknowledged."""
        unseen = self.filter(discrepancy_at__isnull=False, acknowledged_at=None)
        # Of what came from elsewhere nobody here could acknowledge it: the other side has no account.
        return unseen.exclude(state=ManifestState.VOIDED).exclude(kind="inbound")

    def with_exemption(self) -> "ManifestQuerySet":
        """Those under which an exemption is claimed."""
        return self.exclude(exemptions=[])

    def overdue(self, now: datetime) -> "ManifestQuerySet":
        """Those whose receiver should have confirmed and has not."""
        return self.filter(Exists(_confirmations().filter(met_at=None, due_at__lt=now)))

    def closed_late(self) -> "ManifestQuerySet":
        late = _confirmations().filter(met_at__gt=models.F("due_at"), fell_away=False)
        return self.filter(Exists(late))


def _confirmations():
    return apps.get_model("manifests.Deadline").objects.filter(manifest=OuterRef("pk"), kind=DeadlineKind.CLOSE)


def _locked_first(joined: Callable, lock: Callable, pk) -> list:
    """Locked first and joined afterwards, in two statements.

    Who waited for the lock while another changed the receiver would get no row from PostgreSQL, since the site that was
    joined to it fits no more; and nothing in the place of an area that was changed.
    """
    return joined(pk) if lock(pk) else []


def _one(rows: list):
    return rows[0] if rows else None


@compiled
def _manifest_under_lock(pk):
    return _manifest.question(pk).select_for_update(of=("self",))


@compiled
def _manifest(pk):
    return apps.get_model("manifests.Manifest").objects.for_custody().filter(pk=pk).order_by()


@compiled
def _manifest_key(pk):
    rows = apps.get_model("manifests.Manifest").objects.select_for_update().filter(pk=pk)
    return rows.order_by().values_list("pk")


@compiled
def _batch(pk):
    return apps.get_model("manifests.WasteBatch").objects.for_custody().filter(pk=pk).order_by()


@compiled
def _batch_key(pk):
    rows = apps.get_model("manifests.WasteBatch").objects.select_for_update().filter(pk=pk)
    return rows.order_by().values_list("pk")


@compiled
def sites_with_enterprises(keys):
    """The sites with these keys, in no order."""
    rows = apps.get_model("facilities.Facility").objects.filter(pk__in=keys)
    return rows.select_related("enterprise").order_by()


class BatchQuerySet(models.QuerySet):
    def visible_to(self, person) -> "BatchQuerySet":
        """Where it lies and where it arose; officials by the same two places."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "holder__region") | in_regions(standing, "generator__region"))
        desks = standing.desk_enterprise_ids
        seen = Q(holder__enterprise__in=desks) | Q(generator__enterprise__in=desks)
        if standing.fills_for:
            seen |= Q(holder__in=standing.fills_for)
        return self.filter(seen)

    def open(self) -> "BatchQuerySet":
        return self.exclude(state__in=CLOSED_BATCH)

    def for_custody(self) -> "BatchQuerySet":
        return self.with_particulars().select_related("holder__enterprise")

    def locked(self, pk):
        """The batch under its row lock, or None."""
        return _one(_locked_first(_batch, _batch_key, pk))

    def with_particulars(self) -> "BatchQuerySet":
        return self.select_related(
            "stream__physical_state",
            "stream__packaging",
            "waste_code__category",
            "generator__enterprise",
            "holder",
            "area",
        )
