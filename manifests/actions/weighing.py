"""Read a weighing as the weighbridge printed it: gross, tare, scale, ticket; and hold it against the net weight."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from manifests.actions.reading import read_kg, read_text

NAMES = ("gross_kg", "tare_kg", "scale", "ticket", "note")


@dataclass(frozen=True)
class Weighing:
    """One passage over a scale. `gross_kg` less `tare_kg` is the net; both or neither. `scale`: its name or number at
    the site; `ticket`: the number of its own slip; `note`: why the net is not what stands as weighed."""

    gross_kg: Decimal | None = None
    tare_kg: Decimal | None = None
    scale: str = ""
    ticket: str = ""
    note: str = ""

    @property
    def net_kg(self) -> Decimal | None:
        return None if self.gross_kg is None else self.gross_kg - self.tare_kg

    def as_record(self) -> dict:
        """What a signature freezes; what was not said is left out."""
        said = {name: getattr(self, name) for name in ("gross_kg", "tare_kg", "net_kg", "scale", "ticket", "note")}
        return {name: value for name, value in said.items() if value not in (None, "")}


def read_weighing(sent, field: str) -> Weighing | None:
    """None where nothing was said of a scale; what cannot be is a BadInput at a name under `field`."""
    if sent in (None, ""):
        return None
    if not isinstance(sent, dict):
        raise BadInput(_("Give gross and tare by their names."), code="weighing_invalid", field=field)
    said = {name: sent.get(name) for name in NAMES}
    if all(value in (None, "") for value in said.values()):
        return None
    gross, tare = (
        read_kg(said[name], f"{field}/{name}") if said[name] not in (None, "") else None
        for name in ("gross_kg", "tare_kg")
    )
    if (gross is None) != (tare is None):
        missing = "gross_kg" if gross is None else "tare_kg"
        raise BadInput(_("Give both gross and tare, or neither."), code="required", field=f"{field}/{missing}")
    if gross is not None and tare >= gross:
        raise BadInput(
            _("The tare must weigh less than the gross (%(kg)s kg).") % {"kg": gross},
            code="tare_too_large",
            field=f"{field}/tare_kg",
            value=tare,
        )
    return Weighing(
        gross,
        tare,
        read_text(said["scale"], f"{field}/scale", 40),
        read_text(said["ticket"], f"{field}/ticket", 40),
        read_text(said["note"], f"{field}/note"),
    )


def weighing_particulars(weighing: Weighing | None) -> dict:
    """What an event keeps of it; nothing where nothing was said of a scale."""
    return {"weighing": weighing.as_record()} if weighing else {}


def hold_against(weighing: Weighing | None, net_kg: Decimal, field: str) -> None:
    """Refuse a net that is not gross less tare unless a note says why. `net_kg` is what stands as weighed (kg)."""
    if weighing is None or weighing.net_kg is None or weighing.note or weighing.net_kg == net_kg:
        return
    raise BadInput(
        _("Gross less tare is %(net)s kg, and %(kg)s kg stand as weighed. Correct one of them, or say why.")
        % {"net": weighing.net_kg, "kg": net_kg},
        code="weighing_does_not_add_up",
        field=f"{field}/note",
        value=weighing.net_kg,
    )
