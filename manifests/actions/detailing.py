"""Read the particulars that only one profile's manifests have: a building site, a number of pieces, a water content."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.actions.reading import read_text
from manifests.profiles import Detail, Profile

MOST_PIECES = 100_000
TENTH = Decimal("0.1")


def read_details(profile: Profile, sent) -> dict[str, str]:
    """{name: value as text} of the profile's own fields that were filled in. Raises every problem at once.

    A field that the profile does not know is refused: what was typed there would be on no paper.
    """
    if not sent:
        return {}
    if not isinstance(sent, dict):
        raise BadInput(_("Fill this in."), code="required", field="/details")
    known = {detail.name: detail for detail in profile.details}
    problems: list[Refusal] = []
    found: dict[str, str] = {}
    for name, value in sent.items():
        where = f"/details/{str(name)[:40]}"
        if name not in known:
            problems.append(
                BadInput(
                    _("A manifest for %(profile)s has no such field.") % {"profile": profile},
                    code="detail_unknown",
                    field=where,
                )
            )
            continue
        try:
            text = read_detail(known[name], value, where)
        except Refusal as refusal:
            problems += refusal.all
            continue
        if text:
            found[name] = text
    if problems:
        raise Refusal.of(problems)
    return found


def read_detail(detail: Detail, value, where: str) -> str:
    """One value as it is kept; "" where nothing was typed."""
    text = read_text(value, where, detail.longest)
    if not text or detail.reads == "text":
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if detail.reads == "count":
        if not (number.is_finite() and 0 < number <= MOST_PIECES and number == number.to_integral_value()):
            raise BadInput(_("Give a whole number."), code="count_invalid", field=where, value=text)
        return str(int(number))
    if not (number.is_finite() and 0 <= number <= 100 and number == number.quantize(TENTH)):
        raise BadInput(
            _("Give a share from 0 to 100 %, with at most one decimal."),
            code="percent_invalid",
            field=where,
            value=text,
        )
    return f"{number.quantize(TENTH).normalize():f}"  # of 0E-999999999 the zeros would be written out
