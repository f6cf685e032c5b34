"""For which sites a person reads ledgers and declarations, and for which they may confirm."""

from django.db.models import Q, QuerySet

from facilities.models import Facility
from facilities.roles import Role


def sites_of(person) -> QuerySet[Facility]:
    """The sites of one's own desks where waste is kept, and those whose firms have entrusted one with declaring."""
    standing = person.standing
    if standing.is_regulator:
        return Facility.objects.visible_to(person)
    own = Q(enterprise__in=standing.desk_enterprise_ids)
    return Facility.objects.filter(own | Q(pk__in=standing.declares_for) if standing.declares_for else own).filter(
        Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True)
    )


def confirms_any(person) -> bool:
    """False for officials, drivers, readers: whoever confirms for no site at all."""
    standing = person.standing
    return not standing.is_regulator and bool(standing.enterprises_where(Role.CLERK) or standing.declares_for)


def may_confirm(person, facility: Facility) -> bool:
    """The clerks of the site's own firm, and those of a firm with a consent that is in force today."""
    standing = person.standing
    return facility.enterprise_id in standing.enterprises_where(Role.CLERK) or facility.pk in standing.declares_for
