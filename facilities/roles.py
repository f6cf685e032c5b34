"""What a member of an enterprise may be trusted with. Pure: no Django models here."""

from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"  # everything in the own enterprise, and its people
    CLERK = "clerk"  # declares waste, draws up and issues manifests
    DISPATCHER = "dispatcher"  # plans trips, enrols drivers' phones
    DRIVER = "driver"  # moves what is on the own trips, and sees nothing else
    RECEIVER = "receiver"  # weighs and decides at the gate, stores, treats
    READER = "reader"  # looks only


# A manager stands in for any desk, never for a driver: who drives is a matter of certificates.
COVERS = {Role.MANAGER: frozenset({Role.MANAGER, Role.CLERK, Role.DISPATCHER, Role.RECEIVER, Role.READER})}
