"""What is told of a correction by consent, in the reader's words: who is asked, who answered, how it ended."""

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from facilities.enumerating import enumerated
from facilities.notices import Letter
from manifests.amended_words import field_label
from manifests.models import Amendment
from manifests.numbers import spaced

KIND = "amendment"
ASKED, REMINDED, AGREED, ENDED = "asked", "reminded", "agreed", "ended"


def letter(amendment: Amendment, what: str, about: str = "", **figures) -> Letter:
    """One message. `about` tells two of a kind apart (an answer, a day); nobody gets the same twice."""
    said = {
        "what": what,
        "number": amendment.manifest.number,
        "fields": [change["field"] for change in amendment.changes],
        "by": amendment.enterprise.name,
        "lapses_at": amendment.lapses_at.isoformat(),
        **figures,
    }
    key = ":".join(part for part in ("amendment", str(amendment.pk), what, about) if part)
    return Letter(KIND, key, reverse("manifests:amendment", args=[amendment.pk]), said)


def words_of(figures: dict) -> str:
    told = {
        "number": spaced(figures["number"]),
        "fields": enumerated(field_label(field) for field in figures["fields"]),
        "by": figures["by"],
        "day": localdate(parse_datetime(figures["lapses_at"]) - parse_datetime(figures["lapses_at"]).resolution),
        "who": figures.get("who", ""),
        "why": figures.get("why", ""),
    }
    match figures["what"]:
        case "asked":
            return _("%(by)s asks to correct manifest %(number)s (%(fields)s). Answer by %(day)s.") % told
        case "reminded":
            return _("The correction of manifest %(number)s (%(fields)s) lapses unless answered by %(day)s.") % told
        case "agreed":
            return _("%(who)s agrees to the correction of manifest %(number)s (%(fields)s).") % told
    match figures.get("state"):
        case Amendment.State.AGREED:
            return _("Everybody agrees: manifest %(number)s is corrected (%(fields)s).") % told
        case Amendment.State.DECLINED:
            return _("%(who)s declines the correction of manifest %(number)s (%(fields)s): %(why)s") % told
        case Amendment.State.WITHDRAWN:
            return _("%(by)s takes back the correction of manifest %(number)s (%(fields)s).") % told
        case Amendment.State.OVERRIDDEN:
            return _("The authority imposes the correction of manifest %(number)s (%(fields)s): %(why)s") % told
        case Amendment.State.MOOT:
            return (
                _("The correction of manifest %(number)s (%(fields)s) is moot: the manifest is void or cancelled.")
                % told
            )
    return _("The correction of manifest %(number)s (%(fields)s) has lapsed: nobody answered in time.") % told
