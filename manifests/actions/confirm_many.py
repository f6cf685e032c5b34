"""Confirm several declarations at once: each as it was seen, each for itself, and what cannot be is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from facilities.errors import Refusal
from facilities.models import Facility
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.declarations.period import Stretch
from manifests.models import Declaration


@dataclass(frozen=True)
class Wanted:
    """One declaration, by the digest of the figures that the person has seen; the reason where one is asked for."""

    facility: Facility
    stretch: Stretch
    digest: str
    reason: str = ""


@dataclass
class Confirmed:
    """What is declared now, and what is not, each with its reason."""

    declared: list[Declaration] = field(default_factory=list)
    left: list[tuple[Wanted, Refusal]] = field(default_factory=list)


def confirm_many(*, by, wanted: Iterable[Wanted]) -> Confirmed:
    """The oldest period first. One whose ledger has moved on since stays as it is, and so does one that may not be
    confirmed; the others are declared. Twice is once.
    """
    found = Confirmed()
    ordered = sorted(wanted, key=lambda one: (one.stretch, one.facility.region_id, one.facility.pk))
    with transaction.atomic():
        # All sites in one order, before the series of receipt numbers, which follow in one order too: of two people
        # who confirm for the same sites, one waits.
        keys = {one.facility.pk for one in ordered}
        list(Facility.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
        for one in ordered:
            try:
                found.declared.append(
                    confirm_declaration(
                        by=by, facility=one.facility, stretch=one.stretch, digest=one.digest, reason=one.reason
                    )
                )
            except Refusal as refusal:
                found.left.append((one, refusal))
    return found
