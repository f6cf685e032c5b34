"""One noun a file; this is their index."""

from transport.models.crew import Driver, Escort
from transport.models.phone import DriverPhone
from transport.models.scan import Scan
from transport.models.trip import Leg, Trip
from transport.models.vehicle import Vehicle

__all__ = ["Driver", "DriverPhone", "Escort", "Leg", "Scan", "Trip", "Vehicle"]
