"""Enter a driver or an escort with the qualification certificate, or correct what was entered."""

from facilities.errors import Refusal
from transport.actions.read_papers import own_carrier, read_papers, read_required, require_dispatcher
from transport.models.crew import CrewMember


def register_crew(model: type[CrewMember], *, by, carrier=None, member: CrewMember | None = None, data: dict):
    """`data`: name, phone, number, issuer, valid_from, valid_to. With `member` that row is corrected."""
    if member is None:
        member = model(carrier=own_carrier(by, carrier))
    else:
        require_dispatcher(by, member.carrier)
    problems: list[Refusal] = []
    values = {
        "name": read_required(data, "name", 60, problems),
        "phone": read_required(data, "phone", 30, problems),
    }
    try:
        values |= read_papers(data)
    except Refusal as refusal:
        problems += refusal.all
    if problems:
        raise Refusal.of(problems)
    for name, value in values.items():
        setattr(member, name, value)
    member.save()
    return member
