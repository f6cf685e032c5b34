"""Read what a certificate says: number, issuer and term."""

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import Facility
from facilities.roles import Role
from manifests.actions.reading import read_row, read_text


def read_papers(data: dict) -> dict:
    """number, issuer, valid_from, valid_to (both ends count), with every problem at once."""
    problems: list[Refusal] = []
    papers = {
        "number": read_required(data, "number", 60, problems),
        "issuer": read_text(data.get("issuer"), "/issuer", 80),
        "valid_from": _read_day(data, "valid_from", problems),
        "valid_to": _read_day(data, "valid_to", problems),
    }
    if not problems and papers["valid_to"] < papers["valid_from"]:
        problems.append(BadInput(_("The term ends before it begins."), code="term_reversed", field="/valid_to"))
    if problems:
        raise Refusal.of(problems)
    return papers


def read_required(data: dict, name: str, longest: int, problems: list[Refusal]) -> str:
    try:
        text = read_text(data.get(name), f"/{name}", longest)
    except BadInput as problem:
        problems.append(problem)
        return ""
    if not text:
        problems.append(BadInput(_("Fill this in."), code="required", field=f"/{name}"))
    return text


def _read_day(data: dict, name: str, problems: list[Refusal]) -> date | None:
    value = data.get(name)
    try:
        day = value if isinstance(value, date) else parse_date(str(value or ""))
    except ValueError:  # such as 30 February
        day = None
    if day is None:
        problems.append(BadInput(_("Give a day."), code="date_invalid", field=f"/{name}", value=value))
    return day


def own_carrier(by, carrier) -> Facility:
    """The carrier's depot, where the person must be a dispatcher."""
    rows = Facility.objects.visible_to(by).filter(is_transporter=True)
    carrier = read_row(rows, carrier, "/carrier")
    require_dispatcher(by, carrier)
    return carrier


def require_dispatcher(by, carrier: Facility) -> None:
    if carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
        raise NotPermitted(_("Your role does not allow this."))
