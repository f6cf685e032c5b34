"""A carrier's vehicles and crew as a dispatcher chooses from them on a given day."""

from dataclasses import dataclass
from datetime import date

from facilities.roles import Role
from transport.models import Driver, Escort, Vehicle
from transport.papers import why_not


@dataclass(frozen=True)
class Choosable:
    """Those whose papers are good on the day, and the others with the reason."""

    offered: list
    others: list[tuple[object, str]]


def choosable(model: type[Vehicle] | type[Driver] | type[Escort], person, day: date, carrier=None) -> Choosable:
    """One statement. With `carrier` only that depot's."""
    rows = own(model, person)
    if carrier is not None:
        rows = rows.filter(carrier=carrier)
    judged = [(row, why_not(row, day)) for row in rows]
    return Choosable([row for row, reason in judged if not reason], [pair for pair in judged if pair[1]])


def own(model, person):
    """The rows of the carriers where the person dispatches, or may look."""
    desks = person.standing.enterprises_where(Role.DISPATCHER, Role.READER)
    return model.objects.visible_to(person).filter(carrier__enterprise__in=desks).select_related("carrier")
