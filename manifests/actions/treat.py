"""Record that a batch was used or disposed of: the end of its kilograms (处置/利用结果, Order 23, Art. 12)."""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.reading import read_method
from manifests.custody.deed import Deed, Place, place_of
from manifests.rules.finding import Finding, warn
from manifests.rules.permit import covering, permit_lines
from manifests.states import BatchState
from manifests.verbs import Action, action


@action("batch", "treat")
class Treat(Action):
    """Data: `method`, a method code. What lies outside the permit is recorded and flagged: it has happened.

    Only where waste is treated at all: at a disposal site, and a site's own waste where its particulars say that it
    uses or disposes of that (HJ 1259-2022). Elsewhere kilograms would end on the word of whoever is to hand them over.
    """

    def offered(self, batch) -> bool:
        return batch.holder.is_disposal_site or is_own(batch)

    def check(self, deed: Deed) -> Iterable[Finding]:
        batch = deed.subject
        if not self.offered(batch):
            raise BadInput(
                _("Only a disposal site treats waste, or a site that treats its own and says so in its plan."),
                code="not_a_disposal_site",
            )
        method = deed.facts["method"] = read_method(deed.data["method"], "/method")
        day = localdate(deed.happened_at)
        lines = permit_lines([batch.holder_id], day).get(batch.holder_id, [])
        if covering(lines, batch.waste_code, method.code) is None and not is_own(batch):
            yield warn(
                "method_outside_permit",
                "/method",
                facility=batch.holder.name,
                code=batch.waste_code.code,
                method=method.code,
            )

    def apply(self, deed: Deed) -> None:
        batch, method = deed.subject, deed.facts["method"]
        deed.target = BatchState.UTILISED if method.kind == method.Kind.UTILISATION else BatchState.DISPOSED
        deed.move(batch.kg, place_of(batch), Place("process", batch.holder_id), from_batch=batch)
        deed.set(treated_by=method, treated_at=deed.happened_at)
        deed.particulars = {"method": method.code, "kg": batch.kg, "site": batch.holder.name}


def is_own(batch) -> bool:
    """Whether it arose where it lies, at a site that treats its own; a permit is for the waste of others."""
    return batch.holder.treats_own_waste and batch.generator_id == batch.holder_id
