"""Retire a waste stream that no longer arises, or take it up again. Batches declared from it go their way."""

from facilities import clock
from facilities.actions.asking import require
from facilities.models import WasteStream
from facilities.roles import Role


def retire_stream(stream: WasteStream, *, by) -> WasteStream:
    """From today no batch may be declared from it. Retiring twice keeps the first day."""
    require(by, stream.facility.enterprise_id, Role.CLERK)
    stream.retired_on = stream.retired_on or clock.today()
    stream.save(update_fields=["retired_on"])
    return stream


def resume_stream(stream: WasteStream, *, by) -> WasteStream:
    require(by, stream.facility.enterprise_id, Role.CLERK)
    stream.retired_on = None
    stream.save(update_fields=["retired_on"])
    return stream
