"""What is told of an application to another province, in the reader's words: each step, and a term that runs out."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.crossing.timers import Clock
from facilities.deadline_kinds import DeadlineKind
from facilities.models import CrossingApplication, CrossingStep
from facilities.notices import Letter

KIND = "crossing"
STEP, SILENCE, WARNED, OVERDUE = "step", "silence", "warned", "overdue"
State = CrossingApplication.State


def paths_of(row: CrossingApplication) -> tuple[str, str]:
    """(where its firm reads it, where officials do)."""
    return row.get_absolute_url(), reverse("admin:facilities_crossingapplication_change", args=[row.pk])


def of_step(row: CrossingApplication, step: CrossingStep, sites: dict, next_clock: Clock | None, path: str) -> Letter:
    """`sites`: the names of consignor and consignee, as handed in."""
    figures = {"what": STEP, "number": row.number, **sites, "kind": str(step.kind), "note": step.note}
    if step.agrees is not None:
        figures["agrees"] = step.agrees
    return Letter(KIND, f"crossing:{row.pk}:{step.number}", path, figures | _owed(next_clock))


def of_silence(row: CrossingApplication, sites: dict, since: date, number: int, now_runs: Clock, path: str) -> Letter:
    """Nothing was said about the papers within the term after step `number`: they count as complete."""
    figures = {"what": SILENCE, "number": row.number, **sites, "since": since.isoformat()}
    return Letter(KIND, f"crossing:{row.pk}:{number}:silence", path, figures | _owed(now_runs))


def of_term(row: CrossingApplication, sites: dict, what: str, number: int, clock: Clock, path: str) -> Letter:
    """A term that began with step `number` runs out soon (WARNED) or has run out (OVERDUE). Each once for a last
    day."""
    figures = {"what": what, "number": row.number, **sites, **_owed(clock)}
    return Letter(KIND, f"crossing:{row.pk}:{number}:{clock.kind}:{what}:{clock.last_day}", path, figures)


def _owed(clock: Clock | None) -> dict:
    return {"owed": str(clock.kind), "day": clock.last_day.isoformat()} if clock else {}


def words_of(figures: dict) -> str:
    told = {
        **figures,
        "step": State(figures["kind"]).label if "kind" in figures else "",
        "owed": DeadlineKind(figures["owed"]).label if "owed" in figures else "",
    }
    match figures["what"]:
        case "warned":
            return _("Due on %(day)s: %(owed)s (application %(number)s, %(consignor)s → %(consignee)s).") % told
        case "overdue":
            return (
                _("Overdue, was due on %(day)s: %(owed)s (application %(number)s, %(consignor)s → %(consignee)s).")
                % told
            )
        case "silence":
            said = _(
                "Nothing was said until %(since)s, so application %(number)s (%(consignor)s → %(consignee)s) counts as "
                "complete."
            )
        case _:
            said = _("Application %(number)s (%(consignor)s → %(consignee)s): %(step)s.")
    parts = [said % told]
    if figures.get("agrees") is False:
        parts.append(_("The receiving province does not agree."))
    if figures.get("note"):
        parts.append(_("Reason or note: %(note)s") % told)
    if "owed" in figures:
        parts.append(_("Next: %(owed)s, by %(day)s.") % told)
    return " ".join(parts)
