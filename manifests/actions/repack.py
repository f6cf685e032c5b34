"""Repack a stored batch: its contents go into new containers with new codes (换装). Its mass stays what it is.

The emptied containers stay with the batch as history. Empty packaging is waste of its own, declared when it arises.
"""

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.drawn_codes import read_codes
from manifests.actions.packing import fill, label_particulars, pack, read_packing
from manifests.custody.deed import Deed
from manifests.models import Container
from manifests.verbs import Action, action


@action("batch", "repack")
class Repack(Action):
    """Data: `container_count` and `container_litres`, or `containers` as a list of {litres, kg} that add up to the
    batch; optionally `label_codes` that were drawn ahead for them."""

    def check(self, deed: Deed):
        rows = deed.facts["containers"] = read_packing(deed.data, deed.subject.kg)
        deed.facts["codes"] = read_codes(deed.data)
        if not rows:
            raise BadInput(_("Say into how many containers it goes."), code="required", field="/container_count")
        return ()

    def apply(self, deed: Deed) -> None:
        batch = deed.subject
        last = batch.containers.aggregate(last=Max("serial"))["last"] or 0
        emptied = list(batch.containers.full().order_by("serial"))
        day, codes = localdate(deed.happened_at), deed.facts["codes"]
        filled = pack(batch, deed.facts["containers"], day, after=last, codes=codes)
        deed.particulars = {
            **label_particulars(batch, filled),
            "emptied": [{"id": row.digital_id or "", "serial": row.serial} for row in emptied],
        }
        for row in emptied:
            row.emptied_at = deed.happened_at
        deed.after.append(lambda: Container.objects.bulk_update(emptied, ["emptied_at"]))
        deed.after.append(lambda: fill(filled, codes))
