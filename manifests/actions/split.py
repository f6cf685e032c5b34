"""Split a stored batch by containers, which keep their labels and go with the part; or by weight.

By containers the part weighs what they hold. By weight nobody says which drum it came out of, so the containers stay
with the rest; what they hold now is for repacking to say.
"""

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.choosing import holds_all, read_containers, weight_of
from manifests.actions.parting import split_in_two
from manifests.actions.reading import read_kg
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("batch", "split")
class Split(Action):
    """Data: `containers` that make up the first part (their ids, digital codes or serials), or `kg` of it, less than
    the batch holds; the second part is the rest."""

    def check(self, deed: Deed):
        chosen, kg = deed.data.get("containers"), deed.data.get("kg")
        if chosen and kg not in (None, ""):
            raise BadInput(_("Choose containers or give a weight, not both."), code="not_both", field="/kg")
        if chosen:
            deed.facts["containers"] = self._containers(deed.subject, chosen)
            deed.facts["kg"] = weight_of(deed.subject, deed.facts["containers"], "/containers")
        elif kg in (None, ""):
            raise BadInput(_("Choose containers or give a weight."), code="required", field="/kg")
        else:
            deed.facts["kg"] = self._weight(deed.subject, kg)
        return ()

    def _containers(self, batch, chosen) -> list:
        containers = read_containers(batch, chosen, "/containers")
        if holds_all(batch, containers):
            raise BadInput(_("Leave at least one container."), code="part_too_large", field="/containers")
        return containers

    def _weight(self, batch, value):
        kg = read_kg(value, "/kg")
        if kg >= batch.kg:
            raise BadInput(
                _("The part must weigh less than the batch (%(kg)s kg).") % {"kg": batch.kg},
                code="part_too_large",
                field="/kg",
                value=kg,
            )
        return kg

    def apply(self, deed: Deed) -> None:
        containers = deed.facts.get("containers", [])
        first, second = split_in_two(deed, deed.subject, deed.facts["kg"], containers)
        deed.particulars = {
            "parts": [{"id": part.pk, "number": part.number, "kg": part.kg} for part in (first, second)],
            "containers": [row.serial for row in containers],
        }
