"""Split a stored batch by weight."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.parting import split_in_two
from manifests.actions.reading import read_kg
from manifests.custody.deed import Deed
from manifests.verbs import Action, action


@action("batch", "split")
class Split(Action):
    """Data: `kg` of the first part, less than the batch holds; the second part is the rest."""

    def check(self, deed: Deed):
        kg = read_kg(deed.data["kg"], "/kg")
        if kg >= deed.subject.kg:
            raise BadInput(
                _("The part must weigh less than the batch (%(kg)s kg).") % {"kg": deed.subject.kg},
                code="part_too_large",
                field="/kg",
                value=kg,
            )
        deed.facts["kg"] = kg
        return ()

    def apply(self, deed: Deed) -> None:
        first, second = split_in_two(deed, deed.subject, deed.facts["kg"])
        deed.particulars = {
            "parts": [{"id": part.pk, "number": part.number, "kg": part.kg} for part in (first, second)]
        }
