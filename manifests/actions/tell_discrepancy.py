"""Tell of a discrepancy, once: the consignor's desk, and the authority of the receiving place (Order 23, Art. 18)."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from facilities.notices import Letter, deliver
from facilities.offices import desk_of, officials_of
from manifests.custody.deed import Deed
from manifests.models import Manifest
from manifests.numbers import spaced

TASK = "manifests.jobs.tell_discrepancy"


def call_for_telling(deed: Deed) -> None:
    """Heard at each receipt: let a worker tell of it soon, in the receipt's own transaction."""
    if deed.subject.discrepancy_at is not None:
        app.configure_task(TASK).defer(pk=str(deed.subject.pk))


def tell_discrepancy(pk: str, about: str = "") -> int:
    """Deliver the messages; returns how many. Who has had one, as after a crash, gets no second.

    A consignor that has acknowledged it already is told no more; the authority is told all the same. `about`: the
    correction that brought a further difference to light, of which both hear anew.
    """
    manifest = Manifest.objects.select_related("consignor", "consignee").get(pk=pk)
    return deliver(_letters(manifest, about))


def _letters(manifest: Manifest, about: str) -> Iterable[tuple[UUID, Letter]]:
    figures = {
        "number": manifest.number,
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "accepted_kg": str(manifest.received_kg),
        "declared_kg": str(manifest.declared_kg),
    }
    desk = desk_of(manifest.consignor.enterprise_id)
    office = officials_of(manifest.destination_region_id) - desk
    if manifest.acknowledged_at is not None and not about:
        desk = set()
    key = f"discrepancy:{manifest.pk}:{about}" if about else f"discrepancy:{manifest.pk}"
    for people, path in (
        (desk, reverse("manifests:manifest", args=[manifest.pk])),
        (office, reverse("admin:manifests_manifest_change", args=[manifest.pk])),
    ):
        letter = Letter("discrepancy", key, path, figures)
        yield from ((person, letter) for person in people)


def words_of(figures: dict) -> str:
    """One sentence: which load, what of it was taken, and what is asked of whom."""
    return _(
        "Discrepancy notice %(number)s: %(consignee)s accepted %(accepted_kg)s of %(declared_kg)s kg "
        "from %(consignor)s. Read what was found."
    ) % {**figures, "number": spaced(figures["number"])}
