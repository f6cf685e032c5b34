"""Holidays and make-up days. They decide when deadlines run out in the whole country, so no city sets them."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy

from facilities.actions.set_limit import may_set
from facilities.admin.filters import ListFilters
from facilities.admin.pages import PagedChangeList
from facilities.admin.reading import is_official
from facilities.forms.day import DayField
from facilities.models import WorkingDay


class DayFilters(ListFilters):
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=2000, max_value=2100)

    def narrow(self, rows):
        return rows.filter(date__year=self.cleaned_data["year"]) if self.cleaned_data["year"] else rows


@admin.register(WorkingDay)
class WorkingDayAdmin(admin.ModelAdmin):
    """Officials read them. Whoever may set the country's limits adds and changes days; what was entered by hand no
    later load overwrites."""

    actions = None
    change_list_template = "admin/paged_list.html"
    fields = ("jurisdiction", "date", "is_working", "name", "name_en", "completes_year")
    filters = DayFilters
    formfield_overrides = {models.DateField: {"form_class": DayField}}
    listing = "admin-workingday"
    list_display = ("date", "is_working", "day_name", "source")
    ordering = ("-date", "-pk")
    show_full_result_count = False
    sortable_by = ()

    @admin.display(description=gettext_lazy("name"))
    def day_name(self, row):
        return row.localised_name

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"listing": self.listing, **(extra_context or {})})

    def get_changelist(self, request, **kwargs):
        return PagedChangeList

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return is_official(request.user) or request.user.is_superuser

    def has_add_permission(self, request) -> bool:
        return may_set(request.user, None)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Only what was entered by hand; a published day is changed, so that the next load does not bring it back."""
        by_hand = obj is None or obj.source == WorkingDay.Source.EDITED
        return by_hand and self.has_add_permission(request)

    def save_model(self, request, obj, form, change):
        obj.source = WorkingDay.Source.EDITED
        super().save_model(request, obj, form, change)
