"""Tell of papers that end early: to the desk of who holds them, and of a contract to the other side too."""

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models import Contract, Membership, RegisterEntry
from facilities.models.credential import Registered
from facilities.notices import Letter, deliver
from facilities.roles import Role

KIND = "paper"
DESK = (Role.CLERK, Role.MANAGER, Role.DISPATCHER)
PAGE = {"permit": "permit", "carrierlicence": "licence", "insurance": "insurance", "contract": "contract"}


def tell_of_end(row: Registered, entry: RegisterEntry) -> int:
    """Everybody at the desks but who did it; returns how many messages. Two statements, a third with mail."""
    sites = [row.consignor, row.consignee] if isinstance(row, Contract) else [row.facility]
    desks = Membership.objects.filter(
        enterprise__in={site.enterprise_id for site in sites}, role__in=DESK, person__is_active=True
    )
    people = set(desks.values_list("person_id", flat=True)) - {entry.recorded_by_id}
    name = row._meta.model_name
    figures = {
        "what": name,
        "number": row.number,
        "sites": " → ".join(site.name for site in sites),
        "deed": str(entry.deed),
        "day": entry.day.isoformat(),
        "reason": entry.reason,
        "office": entry.office or entry.recorded_by_name,
    }
    path = reverse("facilities:credential", args=[PAGE[name], row.pk])
    letter = Letter(KIND, f"paper:{row.pk}:{entry.pk}", path, figures)
    return deliver((person, letter) for person in people)


def words_of(figures: dict) -> str:
    told = {**figures, "deed": RegisterEntry.Deed(figures["deed"]).label}
    match figures["what"]:
        case "permit":
            said = _("Permit %(number)s (%(sites)s): %(deed)s. It counts no more from %(day)s.")
        case "carrierlicence":
            said = _("Transport licence %(number)s (%(sites)s): %(deed)s. It counts no more from %(day)s.")
        case "insurance":
            said = _("Insurance %(number)s (%(sites)s): %(deed)s. It counts no more from %(day)s.")
        case _:
            said = _("Contract %(number)s (%(sites)s): %(deed)s. It counts no more from %(day)s.")
    reason = _("By %(office)s: %(reason)s")
    return f"{said % told} {reason % told}"
