"""The desk at which a manifest is drawn up: who sits there, what may be picked, what is picked."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from facilities.models import Facility, Person
from manifests.forms.drawing import Drawing
from manifests.models import Manifest, WasteBatch
from manifests.quantities import NotAQuantity, kilograms
from manifests.states import BatchState


class Wanted(NamedTuple):
    """A batch and how much of it is wanted (kg)."""

    batch: WasteBatch
    kg: Decimal


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
        load = []
        for key, typed in drawing.picks:
            kg = _part(found[key], typed) if key in found else None
            if kg is None:
                return None
            load.append(Wanted(found[key], kg))
        return load or None


def _part(batch: WasteBatch, typed: str) -> Decimal | None:
    """The kilograms typed, all of the batch where nothing is; None when it holds less or the text is no weight."""
    try:
        kg = kilograms(typed) if typed else batch.kg
    except NotAQuantity:
        return None
    return kg if kg <= batch.kg else None
