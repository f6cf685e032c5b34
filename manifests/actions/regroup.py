"""Regroup stored batches of one code at one place into one batch (a collector's daily work).

Hazardous waste of different kinds is never mixed outside a treatment; whatever a treatment makes of it is new waste.
"""

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.reading import read_keys
from manifests.custody.deed import Deed, place_of
from manifests.models import Container, Series, WasteBatch
from manifests.numbers import batch_number
from manifests.states import BatchState
from manifests.verbs import Action, action

NEVER_MIXED = _("Environmental Code, Art. 528–545 (hazardous waste); GB 18597-2023")


@action("batch", "regroup")
class Regroup(Action):
    """Performed on one of the batches; data: `batches`, the ids of the others.

    All must be stored at the same place and of the same code. Their containers go with the whole, under new serials.
    """

    def check(self, deed: Deed):
        ids = read_keys(deed.data["batches"], "/batches") - {deed.subject.pk}
        others = list(
            WasteBatch.objects.visible_to(deed.by)
            .filter(pk__in=ids, holder=deed.subject.holder_id)
            .select_related("waste_code")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        if not ids or len(others) != len(ids):
            raise BadInput(_("Choose batches from the list."), code="unknown_choice", field="/batches")
        for batch in others:
            if batch.state != BatchState.STORED:
                raise BadInput(
                    _("Batch %(batch)s is not in store.") % {"batch": batch},
                    code="batch_not_stored",
                    field="/batches",
                )
            if batch.waste_code_id != deed.subject.waste_code_id:
                raise BadInput(
                    _("Only batches of one waste code may be regrouped."),
                    code="codes_differ",
                    field="/batches",
                    law=NEVER_MIXED if batch.waste_code.hazardous or deed.subject.waste_code.hazardous else "",
                )
            if batch.area_id != deed.subject.area_id:
                raise BadInput(
                    _("The batches lie in different storage areas. Move them together first."),
                    code="areas_differ",
                    field="/batches",
                )
        deed.facts["others"] = others
        return ()

    def apply(self, deed: Deed) -> None:
        parents = [deed.subject, *deed.facts["others"]]
        first = deed.subject
        day = localdate(deed.happened_at)
        (serial,) = Series.take(f"batch:{first.holder_id}:{day:%Y%m%d}")
        whole = WasteBatch(
            number=batch_number(day, serial),
            stream=first.stream,
            waste_code=first.waste_code,
            # The holder ships it on as a new shipper (Order 23, Art. 31); where it came from is in the links.
            generator=first.holder,
            holder=first.holder,
            area=first.area,
            state=BatchState.STORED,
            kg=sum(parent.kg for parent in parents),
            generated_at=min(parent.generated_at for parent in parents),
            held_since=min(parent.held_since for parent in parents),
            recorded_at=deed.recorded_at,
        )
        deed.arise(whole, parents=[parent.number for parent in parents], kg=whole.kg)
        place = place_of(whole)
        for parent in parents:
            deed.move(parent.kg, place, place, from_batch=parent, to_batch=whole)
            deed.link(parent, whole, parent.kg)
        for parent in parents[1:]:
            deed.step(parent, "regroup", into=whole.number, kg=parent.kg)
        deed.particulars = {"into": {"id": whole.pk, "number": whole.number, "kg": whole.kg}}
        deed.after.append(lambda: _hand_on(parents, whole))


def _hand_on(parents: list[WasteBatch], whole: WasteBatch) -> None:
    """The containers come together; each keeps its code and label, and gets a serial that is its own in the whole."""
    order = {parent.pk: place for place, parent in enumerate(parents)}
    rows = list(Container.objects.full().filter(batch__in=parents))
    rows.sort(key=lambda row: (order[row.batch_id], row.serial))
    for serial, row in enumerate(rows, start=1):
        row.batch, row.serial = whole, serial
    Container.objects.bulk_update(rows, ["batch", "serial"])
