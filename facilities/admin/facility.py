"""Facilities by name, district, role and class, and one facility with all that is known of it.

What lies above this app (stock, manifests, trucks) adds its own sections: `add_section`.
"""

from collections.abc import Callable

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities import clock
from facilities.actions.reclassify import may_reclassify
from facilities.admin.asking import history
from facilities.admin.credentials import papers
from facilities.admin.facts import link, plain_facts
from facilities.admin.filters import DistrictField, ListFilters, choices, in_district
from facilities.admin.firm_deeds import SiteDeeds
from facilities.admin.permit_use import permit_items
from facilities.admin.plans import plan_against_ledger, plan_lines, waste_streams
from facilities.admin.reading import ReadOnlyAdmin, is_official
from facilities.admin.reclassifying import classes, classified_before, reclassify
from facilities.admin.sections import Facts, Head
from facilities.enumerating import enumerated
from facilities.models import Collector, DisposalSite, Facility, Generator, Transporter

ROLES = {
    "is_generator": gettext_lazy("generator"),
    "is_collector": gettext_lazy("collector"),
    "is_transporter": gettext_lazy("transporter"),
    "is_disposal_site": gettext_lazy("disposal site"),
}
_sections: list[tuple[int, Callable]] = []


def add_section(order: int, section: Callable) -> None:
    """Register `section(person, facility)` → a section or None. Ours stand at 0, 20, 30, 32, 40, 80, 85, 90 and 95."""
    _sections.append((order, section))


class FacilityFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Name begins with, or credit code"), required=False, max_length=60)
    district = DistrictField(label=gettext_lazy("District"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=choices(*ROLES.items()))
    grade = forms.ChoiceField(
        label=gettext_lazy("Management class"), required=False, choices=choices(*Facility.ManagementClass.choices)
    )

    def narrow(self, rows):
        asked = self.cleaned_data
        if asked["q"]:
            text = asked["q"].strip()
            rows = rows.filter(
                Q(name__startswith=text)
                | Q(enterprise__name__startswith=text)
                | Q(enterprise__registration_no=text.upper())
            )
        if asked["district"]:
            rows = rows.filter(in_district(asked["district"], "region", self.person.standing))
        if asked["role"]:
            rows = rows.filter(**{asked["role"]: True})
        if asked["grade"]:
            rows = rows.filter(management_class=asked["grade"])
        return rows


class InRoleFilters(FacilityFilters):
    """The list is of one role already."""

    role = None

    def narrow(self, rows):
        self.cleaned_data["role"] = ""
        return super().narrow(rows)


@admin.register(Facility)
class FacilityAdmin(SiteDeeds):
    listing = "admin-facilities"
    filters = FacilityFilters
    ordering = ("name", "pk")
    list_display = ("name", "enterprise_name", "district", "roles", "management_class", "contact_name", "contact_phone")
    list_select_related = ("enterprise", "region")
    empty_text = gettext_lazy("No facility fits these filters.")

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise_name(self, row):
        return row.enterprise.name

    @admin.display(description=gettext_lazy("district"))
    def district(self, row):
        return row.region.localised_name

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, row):
        return roles_of(row)

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("enterprise", "region", "industry")

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_reclassify"
        return [
            path("<uuid:pk>/class/", self.admin_site.admin_view(self.reclassify_view), name=name),
            *super().get_urls(),
        ]

    def head(self, request, record) -> Head:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_reclassify", args=[record.pk])
        actions = [{"url": url, "label": _("Change the management class"), "kind": "quiet"}]
        return Head(
            title=record.name,
            lead=f"{record.enterprise.name} · {roles_of(record)}",
            actions=[
                *self.offered(request.user, record),
                *(actions if may_reclassify(request.user, record) else []),
            ],
        )

    def sections(self, request, record) -> list:
        own = [
            (0, lambda: particulars(record)),
            (20, lambda: permit_items([record.pk], clock.today().year)),
            (30, lambda: plan_lines(record)),
            (32, lambda: plan_against_ledger(record)),
            (40, lambda: waste_streams(record)),
            (80, lambda: papers(record)),
            (85, lambda: classes(record)),
            (90, lambda: classified_before(record)),
            (95, lambda: history(record)),
        ]
        if not is_official(request.user):  # the superuser sets up the house and sees no waste
            return [section() for order, section in own if order in (0, 20, 80, 95)]
        others = [(order, lambda section=section: section(request.user, record)) for order, section in _sections]
        return [section() for _order, section in sorted([*own, *others], key=lambda pair: pair[0])]

    def reclassify_view(self, request, pk):
        """Ask for the class and the reason, then set it."""
        record = self.fetch(request, str(pk))
        return reclassify(self, request, record)


@admin.register(Generator, Collector, Transporter, DisposalSite)
class InRoleAdmin(FacilityAdmin):
    """One role's list; the record's page is the facility's. Sites are added on the list of them all."""

    filters = InRoleFilters
    deeds = ()  # done on the page of the site itself
    listing = ReadOnlyAdmin.listing  # this role's sites, not all of them
    list_display = ("name", "enterprise_name", "district", "management_class", "contact_name", "contact_phone")

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user)

    def has_add_permission(self, request) -> bool:
        return False


def particulars(record: Facility) -> Facts:
    shown = plain_facts(record, "enterprise", "name", *ROLES, "is_generator")
    enterprise = record.enterprise
    return Facts(
        "",
        [
            (_("Enterprise"), link(enterprise)),
            (_("Unified social credit code"), enterprise.registration_no),
            (_("Roles"), roles_of(record)),
            *shown,
        ],
    )


def roles_of(record: Facility) -> str:
    return enumerated(word for flag, word in ROLES.items() if getattr(record, flag))
