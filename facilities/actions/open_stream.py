"""Open a waste stream: a site says once what a waste of its own is; batches, labels and manifests follow from it."""

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep, require
from facilities.actions.read_code import read_code
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, Hazard, WasteCode, WasteStream
from facilities.roles import Role

LONGEST_NAME = WasteStream._meta.get_field("official_name").max_length


def open_stream(*, by, facility: Facility, code: str, **particulars) -> WasteStream:
    """`code` is the text of a waste code; `particulars` are the stream's other fields (rows or plain values).

    An empty `official_name` and empty `hazards` are taken from the catalogue. Raises NotPermitted and BadInput.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    if not facility.is_generator or facility.closed_on:
        raise BadInput(_("Choose a site where waste arises."), code="not_a_generator", field="/facility")
    stream = WasteStream(facility=facility, **particulars)
    stream.waste_code = read_code(code, clock.today())
    fill_from_code(stream)
    check_hazards(stream)
    keep(stream, alias_taken(stream))
    return stream


def official_name(code: WasteCode) -> str:
    """The name as the catalogue prints it; the category's where that is too long for a label."""
    if code.description and len(code.description) <= LONGEST_NAME:
        return code.description
    return code.category.name[:LONGEST_NAME] if code.category else code.code


def fill_from_code(stream: WasteStream) -> None:
    stream.official_name = stream.official_name or official_name(stream.waste_code)
    stream.hazards = stream.hazards or stream.waste_code.hazard_list


def check_hazards(stream: WasteStream) -> None:
    if set(stream.hazards) - set(Hazard.objects.values_list("pk", flat=True)):
        raise BadInput(_("Choose from the list."), code="hazard_unknown", field="/hazards", value=stream.hazards)


def alias_taken(stream: WasteStream) -> Refusal:
    return Refusal(
        _("You have a waste of this name already. Give another name."),
        code="alias_taken",
        field="/alias",
        value=stream.alias,
    )
