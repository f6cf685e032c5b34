"""Enterprises of the official's region, and the facilities each has there."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.admin.facility import roles_of
from facilities.admin.facts import page_url, plain_facts
from facilities.admin.filters import ListFilters
from facilities.admin.reading import ReadOnlyAdmin
from facilities.admin.sections import Facts, Table
from facilities.models import Enterprise, Facility


class EnterpriseFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Name begins with, or credit code"), required=False, max_length=60)

    def narrow(self, rows):
        text = self.cleaned_data["q"].strip()
        if not text:
            return rows
        return rows.filter(Q(name__startswith=text) | Q(registration_no__startswith=text.upper()))


@admin.register(Enterprise)
class EnterpriseAdmin(ReadOnlyAdmin):
    filters = EnterpriseFilters
    ordering = ("name", "pk")
    list_display = ("name", "registration_no", "legal_representative", "closed_on")
    empty_text = gettext_lazy("No enterprise fits these filters.")

    def sections(self, request, record) -> list:
        facilities = Facility.objects.visible_to(request.user).filter(enterprise=record).select_related("region")
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
        ]
