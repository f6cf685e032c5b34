"""Why a site has its management class, in words for whoever reads it: site pages, to-do page and admin."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import ClassRecord
from facilities.templatetags.quantities import grouped

RULES = {
    "last_three_years": gettext_lazy("the largest amount of the last three years"),
    "since_start": gettext_lazy("the largest amount since the site began, for it runs for less than three years"),
    "eia": gettext_lazy("the amount in the EIA or permit"),
    "no_eia": gettext_lazy("what arose so far, for the EIA's amount is not known"),
    "no_history": gettext_lazy("the amount in the EIA or permit, for no amounts of the last years are known"),
}


def why(record: ClassRecord) -> str:
    """One sentence: what the class rests on."""
    if record.basis == ClassRecord.Basis.AUTHORITY:
        return _("Set by the authority: %(reason)s") % {"reason": record.reason}
    figures = record.figures
    match figures.get("ground"):
        case "permit":
            return _("The site holds an operating permit, which makes it a key site whatever the amount.")
        case "own_treatment":
            return _("The site uses or disposes of its own waste, which makes it a key site whatever the amount.")
    return _(
        "%(amount)s t a year count: %(rule)s. From %(key)s t on a site is key, from %(simplified)s t simplified."
    ) % {
        "amount": _t(figures.get("annual_kg")),
        "rule": RULES.get(figures.get("rule"), ""),
        "key": _t(figures.get("key_kg")),
        "simplified": _t(figures.get("simplified_kg")),
    }


def by_year(record: ClassRecord) -> list[tuple[str, Decimal]]:
    """(year, kg) that were looked at."""
    return [(year, Decimal(kg)) for year, kg in sorted(record.figures.get("years", {}).items())]


def _t(kg: str | None) -> str:
    return grouped(Decimal(kg or 0) / 1000)
