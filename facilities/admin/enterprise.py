"""Enterprises of the official's region, and the facilities each has there."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.admin.asking import history, is_housekeeper
from facilities.admin.facility import roles_of
from facilities.admin.facts import page_url, plain_facts
from facilities.admin.filters import ListFilters
from facilities.admin.firm_deeds import FirmDeeds
from facilities.admin.sections import Facts, Head, Table
from facilities.models import Enterprise, Facility, Membership
from facilities.roles import Role


class EnterpriseFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Name begins with, or credit code"), required=False, max_length=60)

    def narrow(self, rows):
        text = self.cleaned_data["q"].strip()
        if not text:
            return rows
        return rows.filter(Q(name__startswith=text) | Q(registration_no__startswith=text.upper()))


@admin.register(Enterprise)
class EnterpriseAdmin(FirmDeeds):
    filters = EnterpriseFilters
    ordering = ("name", "pk")
    list_display = ("name", "registration_no", "legal_representative", "closed_on")
    empty_text = gettext_lazy("No enterprise fits these filters.")

    def head(self, request, record) -> Head:
        return Head(title=record.name, lead=record.registration_no, actions=self.offered(request.user, record))

    def sections(self, request, record) -> list:
        rows = Facility.objects.all() if is_housekeeper(request.user) else Facility.objects.visible_to(request.user)
        facilities = rows.filter(enterprise=record).select_related("region")
        return [
            Facts("", plain_facts(record)),
            Table(
                _("Facilities"),
                [_("Name"), _("District"), _("Roles"), _("Management class"), _("Address")],
                [
                    (
                        page_url(row),
                        [
                            row.name,
                            row.region.localised_name,
                            roles_of(row),
                            row.get_management_class_display(),
                            row.address,
                        ],
                    )
                    for row in facilities
                ],
            ),
            managers(record),
            history(record),
        ]


def managers(record: Enterprise) -> Table:
    """Who signs in for the firm and adds its people."""
    rows = Membership.objects.filter(enterprise=record, role=Role.MANAGER, person__is_active=True)
    return Table(
        _("Managers"),
        [_("Name"), _("Account"), _("Phone")],
        [
            ("", [row.person.name, row.person.username, row.person.phone or "–"])
            for row in rows.select_related("person")
        ],
        empty=_("Nobody manages this firm here yet. Appoint its first manager, who adds its other people."),
    )
