"""Enter an escort (押运员), or correct what was entered."""

from transport.actions.register_crew import register_crew
from transport.models import Escort


def register_escort(*, by, carrier=None, escort: Escort | None = None, data: dict) -> Escort:
    """`data` as in `register_crew`."""
    return register_crew(Escort, by=by, carrier=carrier, member=escort, data=data)
