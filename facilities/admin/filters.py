"""A list's filters: one plain form, sent by GET, which narrows rows and nothing else."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import region_prefix
from facilities.models import Region

ELSEWHERE = "elsewhere"


class ListFilters(forms.Form):
    """Subclasses add fields, none required, and say in `narrow` what each means."""

    def __init__(self, data, *, person):
        super().__init__(data, auto_id="filter_%s")
        self.person = person
        districts = [field for field in self.fields.values() if isinstance(field, DistrictField)]
        if districts:
            offered = district_choices(person.standing)
            for field in districts:
                field.offer(offered)

    def narrow(self, rows):
        return rows


class DistrictField(forms.ChoiceField):
    """One of the places directly below the official's own; the value is the prefix its codes share."""

    def __init__(self, *, label, with_elsewhere: bool = False):
        super().__init__(label=label, required=False)
        self.with_elsewhere = with_elsewhere

    def offer(self, districts: list[tuple[str, str]]) -> None:
        more = [(ELSEWHERE, _("elsewhere"))] if self.with_elsewhere else []
        self.choices = [("", _("All")), *districts, *more]


def district_choices(standing) -> list[tuple[str, str]]:
    """(prefix, name) for each place one level below the official's regions, in one statement."""
    below = Q(pk__in=[])
    for prefix in standing.region_prefixes:
        level = Region.Level.PREFECTURE if len(prefix) <= 2 else Region.Level.COUNTY
        below |= Q(code__startswith=prefix, level=level)
    return [(region_prefix(region.code), region.localised_name) for region in Region.objects.filter(below)]


def in_district(value: str, path: str, standing) -> Q:
    """Rows whose region (a foreign key at `path`) lies in the chosen district, or outside the official's reach."""
    if value != ELSEWHERE:
        return Q(**{f"{path}__code__startswith": value})
    own = Q(pk__in=[])
    for prefix in standing.region_prefixes:
        own |= Q(**{f"{path}__code__startswith": prefix})
    return ~own


def choices(*pairs) -> list[tuple]:
    return [("", _("All")), *pairs]


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
