"""Put a batch into a storage area (入库)."""

from collections.abc import Iterable
from functools import partial

from facilities.compiled import compiled
from facilities.models import StorageArea
from manifests.actions.reading import read_row
from manifests.custody.deed import Deed, place_of
from manifests.rules.finding import Finding
from manifests.rules.store import area_holds, lies_apart
from manifests.verbs import Action, action


@compiled
def open_area(holder, pk):
    """An open storage area of a site, locked so that nobody closes it, and two deeds do not both find the last room in
    it, meanwhile."""
    areas = StorageArea.objects.select_for_update(of=("self",), no_key=True)
    return areas.filter(facility=holder, pk=pk, closed_on=None).order_by()


class IntoArea(Action):
    """Data: `area` id, an open storage area where the batch lies."""

    def check(self, deed: Deed) -> Iterable[Finding]:
        holder = deed.subject.holder_id  # for whom the person acts: the door has asked
        area = read_row(partial(open_area, holder), deed.data["area"], "/area")
        deed.facts["area"] = area
        if area.pk != deed.subject.area_id:
            yield from area_holds(area, deed.subject.kg)
            yield from lies_apart(area, deed.subject)

    def apply(self, deed: Deed) -> None:
        batch, area = deed.subject, deed.facts["area"]
        origin = place_of(batch)
        deed.set(area=area)
        goal = place_of(batch)
        if goal != origin:
            deed.move(batch.kg, origin, goal, from_batch=batch, to_batch=batch)
        deed.particulars = {"area": str(area), "kg": batch.kg}


@action("batch", "store")
class Store(IntoArea):
    pass
