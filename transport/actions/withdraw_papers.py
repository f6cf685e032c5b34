"""Withdraw a vehicle's, driver's or escort's certificate from today on: no new departure with it."""

from facilities import clock
from facilities.models.credential import Credential
from transport.actions.read_papers import require_dispatcher


def withdraw_papers(*, by, paper: Credential) -> None:
    """A load already on the road may still arrive. Withdrawing again keeps the first day."""
    require_dispatcher(by, paper.carrier)
    if paper.revoked_on is None:
        paper.revoked_on = clock.today()
        paper.save(update_fields=["revoked_on"])
