"""Who sees which rows. Everything a door fetches goes through `visible_to(person)` of its queryset.

What one may not see is 404; what one sees and may not do is 403.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Q, Value

from facilities import clock
from facilities.roles import COVERS, Role

if TYPE_CHECKING:
    from facilities.models import Person


UNREAD_MOST = 99
DUTIES = ("generator", "collector", "transporter", "disposal_site")


@dataclass(frozen=True)
class Standing:
    """A person's roles by enterprise and, for officials, the region prefixes in their charge."""

    roles_by_enterprise: dict[UUID, frozenset[str]] = field(default_factory=dict)
    enterprise_names: dict[UUID, str] = field(default_factory=dict)
    duties: frozenset[str] = frozenset()  # what the own facilities do: generator, collector, transporter, …
    # Sites of other firms that have given the own one a consent (`Delegation`), in force today; for clerks only.
    declares_for: frozenset[UUID] = frozenset()
    fills_for: frozenset[UUID] = frozenset()
    region_prefixes: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    is_regulator: bool = False
    unread: int = 0  # notices not read yet, counted to one more than the page shows

    @property
    def enterprise_ids(self) -> frozenset[UUID]:
        return frozenset(self.roles_by_enterprise)

    @property
    def desk_enterprise_ids(self) -> frozenset[UUID]:
        """Enterprises whose records the person sees: all but those where they only drive."""
        return frozenset(key for key, roles in self.roles_by_enterprise.items() if roles - {Role.DRIVER})

    @property
    def roles(self) -> frozenset[str]:
        return frozenset().union(*self.roles_by_enterprise.values()) if self.roles_by_enterprise else frozenset()

    def has(self, role: str) -> bool:
        """True if the person holds the role in any enterprise (a manager covers every desk)."""
        return bool(self.enterprises_where(role))

    def enterprises_where(self, *roles: str) -> frozenset[UUID]:
        wanted = set(roles)
        return frozenset(
            key
            for key, held in self.roles_by_enterprise.items()
            if any(wanted & COVERS.get(role, {role}) for role in held)
        )

    @property
    def handles_waste(self) -> bool:
        """True where waste arises or lies, and not only passes on a truck."""
        return bool(self.duties - {"transporter"})

    @property
    def receives(self) -> bool:
        return bool(self.duties & {"collector", "disposal_site"})

    def in_charge_of(self, region_code: str) -> bool:
        return any(region_code.startswith(prefix) for prefix in self.region_prefixes)

    @property
    def unread_shown(self) -> str:
        """What stands beside “Notices”: empty, a number, or 99+."""
        return f"{UNREAD_MOST}+" if self.unread > UNREAD_MOST else str(self.unread or "")

    @property
    def label(self) -> str:
        """Whom the person speaks for, as shown beside their name."""
        return "、".join(self.offices if self.is_regulator else sorted(self.enterprise_names.values()))


def standing_of(person: "Person") -> Standing:
    """Read roles and reach in one statement. Officials hold jurisdictions only, everybody else memberships only."""
    if not person.is_active:
        return Standing()
    if person.is_staff:
        rows = list(
            apps.get_model("facilities.Jurisdiction")
            .objects.filter(person=person)
            .annotate(unread=_unread(person))
            .values_list("region_id", "office", "unread")
            .order_by("region_id")
        )
        return Standing(
            region_prefixes=tuple(region_prefix(code) for code, _office, _some in rows),
            offices=tuple(office for _, office, _some in rows),
            is_regulator=True,
            unread=len(rows[0][2]) if rows else 0,
        )
    roles: dict[UUID, set[str]] = {}
    names: dict[UUID, str] = {}
    duties: set[str] = set()
    declares_for: set[UUID] = set()
    fills_for: set[UUID] = set()
    unread = 0
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS, {"person": person.pk, "today": clock.today(), "most": UNREAD_MOST + 1})
        for enterprise, role, name, unread, declare, fill, *does in cursor.fetchall():  # noqa: B007 - of each the same
            roles.setdefault(enterprise, set()).add(role)
            names[enterprise] = name
            duties.update(duty for duty, true in zip(DUTIES, does, strict=True) if true)
            if Role.CLERK in COVERS.get(role, {role}):
                declares_for.update(declare)
                fills_for.update(fill)
    return Standing(
        {key: frozenset(held) for key, held in roles.items()},
        names,
        frozenset(duties),
        declares_for=frozenset(declares_for),
        fills_for=frozenset(fills_for),
        unread=unread,
    )


# Every request asks this first, so it stands here as it is sent: putting it together anew took a third of an action.
# A consent counts as `DelegationQuerySet.in_force` says; `e` is the firm to which it was given.
_IN_FORCE = (
    "d.delegate_id = e.id AND d.revoked_at IS NULL AND e.closed_on IS NULL"
    " AND %(today)s::date BETWEEN d.valid_from AND d.valid_to"
)
MEMBERSHIPS = f"""
SELECT e.id, m.role, e.name,
       (SELECT count(*) FROM (SELECT FROM facilities_notice AS n
                              WHERE n.person_id = m.person_id AND n.read_at IS NULL LIMIT %(most)s::int) AS waiting),
       ARRAY(SELECT d.facility_id FROM facilities_delegation AS d WHERE d.may_declare AND {_IN_FORCE}),
       ARRAY(SELECT d.facility_id FROM facilities_delegation AS d WHERE d.may_fill AND {_IN_FORCE}),
       {", ".join(f"coalesce(bool_or(f.is_{duty}), false)" for duty in DUTIES)}
FROM facilities_membership AS m
JOIN facilities_enterprise AS e ON e.id = m.enterprise_id
LEFT JOIN facilities_facility AS f ON f.enterprise_id = e.id
WHERE m.person_id = %(person)s
GROUP BY m.id, e.id
"""  # noqa: S608 - only constants are joined


def _unread(person: "Person") -> ArraySubquery:
    """A 1 for each notice not read yet, to a limit: read with the roles, so that the header costs no statement."""
    notices = apps.get_model("facilities.Notice").objects.filter(person=person.pk, read_at=None)
    return ArraySubquery(notices.order_by().annotate(one=Value(1)).values("one")[: UNREAD_MOST + 1])


def region_prefix(code: str) -> str:
    """The digits that all places of a region share: 320400 → 3204, 320000 → 32, 320412 stays."""
    while code.endswith("00") and len(code) > 2:
        code = code[:-2]
    return code


def in_regions(standing: Standing, path: str) -> Q:
    """Rows whose region (a foreign key at `path`) lies in the official's charge; no row when there is none."""
    reach = Q(pk__in=[])
    for prefix in standing.region_prefixes:
        reach |= Q(**{f"{path}__code__startswith": prefix})
    return reach
