"""Enter a driver, or correct what was entered."""

from transport.actions.register_crew import register_crew
from transport.models import Driver


def register_driver(*, by, carrier=None, driver: Driver | None = None, data: dict) -> Driver:
    """`data` as in `register_crew`. An account is made later, when the driver's phone is enrolled."""
    return register_crew(Driver, by=by, carrier=carrier, member=driver, data=data)
