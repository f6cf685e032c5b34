"""Revise a waste stream. What is declared, labelled or signed already keeps what it said then."""

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep, require
from facilities.actions.open_stream import alias_taken, check_hazards, fill_from_code
from facilities.actions.read_code import read_code
from facilities.errors import Refusal
from facilities.in_use import is_in_use
from facilities.models import WasteStream
from facilities.roles import Role


def revise_stream(stream: WasteStream, *, by, code: str, **particulars) -> WasteStream:
    """New `particulars` (fields of the stream); the site never changes.

    Raises Refusal `stream_in_use` when another code is given and a batch was declared from the stream: its labels
    and manifests bear the old one. Retire the stream and open another.
    """
    require(by, stream.facility.enterprise_id, Role.CLERK)
    for name, value in particulars.items():
        setattr(stream, name, value)
    if code.strip().upper() != stream.waste_code.code:
        if is_in_use(stream):
            raise Refusal(
                _("Batches were declared with this code. Retire this waste and open a new one for the other code."),
                code="stream_in_use",
                field="/code",
                value=code,
            )
        stream.waste_code = read_code(code, clock.today())
    fill_from_code(stream)
    check_hazards(stream)
    keep(stream, alias_taken(stream))
    return stream
