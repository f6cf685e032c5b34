"""Whom a clock tells, when, and in which words.

The chain is the rule's: before the end whoever does the work, at the end they and their managers, some days later the
district's officials, and then the city's. A level is told once. Where several have passed while nobody looked, the
people of the site hear the last of theirs, and each office its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from facilities import clock
from facilities.access import region_prefix
from facilities.deadline_kinds import DeadlineKind
from facilities.models import DeadlineRule, Jurisdiction, Membership
from facilities.notices import Letter
from facilities.roles import Role
from manifests.models import Deadline
from manifests.models.deadline import CITY, DISTRICT, OVERDUE, WARNED

COUNTY_DIGITS, CITY_DIGITS = 6, 4


def times_of(deadline: Deadline, rule: DeadlineRule) -> dict[int, datetime]:
    """{level: when it is told}, in order. Without days for an office that office is not told."""
    times = {WARNED: deadline.warn_at, OVERDUE: deadline.due_at}
    for level, days in ((DISTRICT, rule.district_days), (CITY, rule.city_days)):
        if days is not None:
            times[level] = deadline.due_at + timedelta(days=days)
    return times


def region_of(deadline: Deadline) -> str:
    """Whose officials hear of it: those of the site; of a load from elsewhere those of where it goes."""
    if deadline.kind == DeadlineKind.ARRIVE and deadline.manifest and deadline.manifest.is_inbound:
        return deadline.manifest.destination_region_id
    return deadline.facility.region_id


@dataclass(frozen=True)
class Reach:
    """Who works where, and who is in charge of what: read once for many clocks."""

    roles: dict[UUID, dict[UUID, set[str]]]  # enterprise: person: roles
    officials: dict[str, set[UUID]]  # prefix of a region: people

    @classmethod
    def over(cls, deadlines: Iterable[Deadline]) -> "Reach":
        """Two statements, however many clocks."""
        enterprises = {enterprise for row in deadlines for enterprise in concerned(row)}
        roles: dict[UUID, dict[UUID, set[str]]] = {}
        members = Membership.objects.filter(enterprise__in=enterprises, person__is_active=True)
        for enterprise, person, role in members.values_list("enterprise_id", "person_id", "role"):
            roles.setdefault(enterprise, {}).setdefault(person, set()).add(role)
        officials: dict[str, set[UUID]] = {}
        offices = Jurisdiction.objects.filter(person__is_active=True, person__is_staff=True)
        for region, person in offices.values_list("region_id", "person_id"):
            officials.setdefault(region_prefix(region), set()).add(person)
        return cls(roles, officials)

    def at_site(self, enterprise: UUID, role: str, *, managers: bool) -> set[UUID]:
        """Those who hold the role there; where nobody does, whoever runs the desk. Managers too once it is late."""
        people = self.roles.get(enterprise, {})
        found = {person for person, held in people.items() if role in held}
        if not found:
            found = {person for person, held in people.items() if held & {Role.MANAGER, Role.CLERK}}
        return found | {person for person, held in people.items() if managers and Role.MANAGER in held}

    def of_office(self, deadline: Deadline, digits: int) -> set[UUID]:
        return self.officials.get(region_of(deadline)[:digits], set())


def letters(deadline: Deadline, rule: DeadlineRule, now_told: int, reach: Reach) -> Iterable[tuple[UUID, Letter]]:
    """Who hears of the levels after those it has told, up to `now_told`."""
    times = times_of(deadline, rule)
    reached = [level for level in times if deadline.told < level <= now_told]
    at_site = [level for level in reached if level <= OVERDUE]
    if at_site:
        level = at_site[-1]
        told = letter(deadline, level, path_at_site(deadline))
        for enterprise, role in concerned(deadline, rule.role).items():
            for person in reach.at_site(enterprise, role, managers=level == OVERDUE):
                yield person, told
    for level, digits in ((DISTRICT, COUNTY_DIGITS), (CITY, CITY_DIGITS)):
        if level in reached:
            for person in reach.of_office(deadline, digits):
                yield person, letter(deadline, level, reverse("admin:manifests_deadline_change", args=[deadline.pk]))


def concerned(deadline: Deadline, role: str = "") -> dict[UUID, str]:
    """{firm: the role that hears of it there}: the site that owes it; of a load on its way the other end as well."""
    firms = {deadline.facility.enterprise_id: role}
    if deadline.kind == DeadlineKind.ARRIVE and deadline.manifest:
        firms.setdefault(deadline.manifest.consignee.enterprise_id, Role.RECEIVER)
    return firms


def letter(deadline: Deadline, level: int, path: str) -> Letter:
    due_at = deadline.due_at.isoformat()
    figures = {
        "kind": deadline.kind,
        "level": level,
        "due_at": due_at,
        "label": deadline.label,
        "period": deadline.period,
        "site": deadline.facility.name,
    }
    # A clock that was moved to another day tells again.
    return Letter("deadline", f"deadline:{deadline.pk}:{level}:{due_at}", path, figures)


def path_at_site(deadline: Deadline) -> str:
    """Where the people of the site do something about it."""
    if deadline.manifest_id:
        return reverse("manifests:manifest", args=[deadline.manifest_id])
    if deadline.batch_id:
        return reverse("manifests:batch", args=[deadline.batch_id])
    if deadline.kind == DeadlineKind.PLAN:
        # A year that has ended is planned no more: the running one's plan meets the clock.
        return f"{reverse('facilities:plans')}?year={max(deadline.period, str(clock.today().year))}"
    return reverse("manifests:todo")


def words_of(figures: dict) -> str:
    """One sentence: what is due or late, since when, and whose it is."""
    due_at = parse_datetime(figures["due_at"])
    told = {
        "what": DeadlineKind(figures["kind"]).label,
        "label": " ".join(part for part in (figures["label"], figures["period"]) if part),
        "site": figures["site"],
        "day": localdate(due_at - timedelta(seconds=1)).isoformat(),
    }
    if figures["level"] == WARNED:
        return _("Due on %(day)s: %(what)s (%(label)s).") % told
    if figures["level"] == OVERDUE:
        return _("Overdue, was due on %(day)s: %(what)s (%(label)s).") % told
    return _("%(site)s is late: %(what)s (%(label)s) was due on %(day)s.") % told
