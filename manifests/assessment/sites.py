"""Which sites are assessed, and for whom."""

from django.db.models import Q, QuerySet

from facilities.models import Facility

ASSESSED = Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True)


def sites_assessed(person) -> QuerySet[Facility]:
    """Where waste arises or is received: sites of one's own desks; for officials those of their region."""
    if person.standing.is_regulator:
        return Facility.objects.visible_to(person).filter(ASSESSED)
    return Facility.objects.filter(ASSESSED, enterprise__in=person.standing.desk_enterprise_ids)
