"""Record numbers: what the nation or the province calls this manifest, once they have said so."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.actions.outer_numbers import open_slots, read_national_no, read_provincial_no
from manifests.custody.deed import Deed
from manifests.verbs import Action, action

READERS = {"national_no": read_national_no, "provincial_no": read_provincial_no}


@action("manifest", "record_numbers")
class RecordNumbers(Action):
    """Data: `national_no`, `provincial_no`, or both. A number that stands is changed by a correction, not here."""

    def offered(self, manifest) -> bool:
        return bool(open_slots(manifest))

    def apply(self, deed: Deed) -> None:
        problems: list[Refusal] = []
        found: dict[str, str] = {}
        for name, read in READERS.items():
            try:
                number = read(deed.data.get(name), deed.subject, f"/{name}")
            except Refusal as refusal:
                problems += refusal.all
                continue
            if number and getattr(deed.subject, name):
                problems.append(
                    Refusal(
                        _("This number is recorded already. Ask for a correction to change it."),
                        code="number_recorded",
                        field=f"/{name}",
                    )
                )
            elif number:
                found[name] = number
        if problems:
            raise Refusal.of(problems)
        if not found:
            raise BadInput(_("Give at least one number."), code="required", field="/national_no")
        deed.set(**found)
        deed.particulars = {"national_no": "", "provincial_no": "", **found}
