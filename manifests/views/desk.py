"""The desk at which a manifest is drawn up: who sits there, what may be picked, what is picked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from facilities.models import Facility, Person
from manifests.forms.drawing import Drawing, serials_of
from manifests.models import Container, Manifest, WasteBatch
from manifests.quantities import NotAQuantity, kilograms
from manifests.serials import write_serials
from manifests.states import BatchState


class Wanted(NamedTuple):
    """A batch, how much of it is wanted (kg), and the serials of the containers where these name the part."""

    batch: WasteBatch
    kg: Decimal
    serials: str = ""


@dataclass
class Desk:
    """Who draws up what: the person, the draft being changed if there is one, the sites to ship from."""

    person: Person
    sites: list[Facility]
    draft: Manifest | None = None

    @property
    def url(self) -> str:
        if self.draft is None:
            return reverse("manifests:draw_up")
        return reverse("manifests:revise", args=[self.draft.pk])

    def site(self, drawing: Drawing) -> Facility | None:
        """The site in the address; the only one, where there is one only."""
        if len(self.sites) == 1:
            return self.sites[0]
        return next((site for site in self.sites if str(site.pk) == drawing.site), None)

    def stock(self, site: Facility):
        """What may be picked at the site, oldest first: what is stored, and what the draft itself has set aside."""
        pickable = Q(state=BatchState.STORED)
        if self.draft is not None:
            pickable |= Q(state=BatchState.ALLOTTED, lines__manifest=self.draft)
        rows = WasteBatch.objects.visible_to(self.person).filter(pickable, holder=site)
        return rows.with_particulars().order_by("held_since", "pk")

    def load(self, site: Facility, drawing: Drawing) -> list[Wanted] | None:
        """What is picked, in the order of picking; None when something of it is not there to be picked."""
        found = {batch.pk: batch for batch in self.stock(site).filter(pk__in=[key for key, _kg in drawing.picks])}
        drums = _drums(key for key, text in drawing.picks if serials_of(text))
        load = []
        for key, text in drawing.picks:
            wanted = _wanted(found[key], text, drums.get(key, {})) if key in found else None
            if wanted is None:
                return None
            load.append(wanted)
        return load or None


def _drums(batches: Iterable) -> dict[UUID, dict[int, Decimal]]:
    """Batch id → serial → kilograms, of the full containers of these batches."""
    found: dict[UUID, dict[int, Decimal]] = {}
    for key, serial, kg in (
        Container.objects.full().filter(batch__in=list(batches)).values_list("batch", "serial", "kg")
    ):
        found.setdefault(key, {})[serial] = kg
    return found


def _wanted(batch: WasteBatch, text: str, drums: dict[int, Decimal]) -> Wanted | None:
    """What a pick's text means; None when the batch holds less or the text means nothing."""
    serials = serials_of(text)
    if serials is None:
        kg = _part(batch, text)
        return None if kg is None else Wanted(batch, kg)
    if not serials or not set(serials) <= set(drums):
        return None
    kg = batch.kg if len(serials) == len(drums) else sum(drums[serial] for serial in serials)
    return Wanted(batch, kg, write_serials(serials)) if kg <= batch.kg else None


def _part(batch: WasteBatch, typed: str) -> Decimal | None:
    """The kilograms typed, all of the batch where nothing is; None when it holds less or the text is no weight."""
    try:
        kg = kilograms(typed) if typed else batch.kg
    except NotAQuantity:
        return None
    return kg if kg <= batch.kg else None
