"""Tell of a discrepancy, once: the consignor's desk, and the authority of the receiving place (Order 23, Art. 18)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from facilities.access import region_prefix
from facilities.models import Jurisdiction, Membership
from facilities.notices import Letter, deliver
from facilities.roles import Role
from manifests.custody.deed import Deed
from manifests.models import Manifest
from manifests.numbers import spaced

TASK = "manifests.jobs.tell_discrepancy"


def call_for_telling(deed: Deed) -> None:
    """Heard at each receipt: let a worker tell of it soon, in the receipt's own transaction."""
    if deed.subject.discrepancy_at is not None:
        app.configure_task(TASK).defer(pk=str(deed.subject.pk))


def tell_discrepancy(pk: str) -> int:
    """Deliver the messages; returns how many. Who has had one, as after a crash, gets no second.

    A consignor that has acknowledged it already is told no more; the authority is told all the same.
    """
    manifest = Manifest.objects.select_related("consignor", "consignee").get(pk=pk)
    return deliver(_letters(manifest))


def _letters(manifest: Manifest) -> Iterable[tuple[UUID, Letter]]:
    figures = {
        "number": manifest.number,
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "accepted_kg": str(manifest.received_kg),
        "declared_kg": str(manifest.declared_kg),
    }
    at_desk = Membership.objects.filter(
        enterprise=manifest.consignor.enterprise_id, role__in=(Role.CLERK, Role.MANAGER), person__is_active=True
    )
    desk = set(at_desk.values_list("person_id", flat=True))
    office = officials_of(manifest.destination_region_id) - desk
    if manifest.acknowledged_at is not None:
        desk = set()
    for people, path in (
        (desk, reverse("manifests:manifest", args=[manifest.pk])),
        (office, reverse("admin:manifests_manifest_change", args=[manifest.pk])),
    ):
        letter = Letter("discrepancy", f"discrepancy:{manifest.pk}", path, figures)
        yield from ((person, letter) for person in people)


def officials_of(region: str) -> set[UUID]:
    """In charge of the place: its district's officials; where it has none, the city's; where that has none, the
    province's."""
    offices = Jurisdiction.objects.filter(person__is_active=True, person__is_staff=True)
    above = Q(region_id=region) | Q(region_id=f"{region[:4]}00") | Q(region_id=f"{region[:2]}0000")
    found: dict[str, set[UUID]] = {}
    for code, person in offices.filter(above).values_list("region_id", "person_id"):
        found.setdefault(region_prefix(code), set()).add(person)
    return found[max(found, key=len)] if found else set()


def words_of(figures: dict) -> str:
    """One sentence: which load, what of it was taken, and what is asked of whom."""
    return _(
        "Discrepancy notice %(number)s: %(consignee)s accepted %(accepted_kg)s of %(declared_kg)s kg "
        "from %(consignor)s. Read what was found."
    ) % {**figures, "number": spaced(figures["number"])}
