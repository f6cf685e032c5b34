"""The published lists, open to every official: codes, methods, regions."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy

from facilities.admin.filters import ListFilters, choices
from facilities.admin.reading import ReadOnlyAdmin
from facilities.models import CatalogueEdition, DisposalMethod, Region, WasteCode


class CatalogueAdmin(ReadOnlyAdmin):
    """Public knowledge: no region decides who reads it."""

    def get_queryset(self, request):
        return self.model._default_manager.all()


class WasteCodeFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Code begins with, or words"), required=False, max_length=60)
    system = forms.ChoiceField(
        label=gettext_lazy("Catalogue"), required=False, choices=choices(*CatalogueEdition.System.choices)
    )

    def narrow(self, rows):
        text, system = self.cleaned_data["q"].strip(), self.cleaned_data["system"]
        if text:
            # Some thousand published rows, not history: a search inside the words is cheap here.
            rows = rows.filter(
                Q(code__startswith=text.upper())
                | Q(category__code=text.upper())
                | Q(description__icontains=text)
                | Q(description_en__icontains=text)
            )
        return rows.filter(edition__system=system) if system else rows


@admin.register(WasteCode)
class WasteCodeAdmin(CatalogueAdmin):
    filters = WasteCodeFilters
    ordering = ("code", "pk")
    list_display = ("code", "category_name", "words", "hazards", "edition")
    list_select_related = ("category", "edition")
    empty_text = gettext_lazy("No waste code fits. Try fewer words.")

    @admin.display(description=gettext_lazy("category"))
    def category_name(self, row):
        return row.category or row.category_code

    @admin.display(description=gettext_lazy("description"))
    def words(self, row):
        return row.localised_description

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("category", "edition")


class MethodFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Code begins with"), required=False, max_length=4)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=choices(*DisposalMethod.Kind.choices))

    def narrow(self, rows):
        if self.cleaned_data["q"]:
            rows = rows.filter(code__startswith=self.cleaned_data["q"].strip().upper())
        return rows.filter(kind=self.cleaned_data["kind"]) if self.cleaned_data["kind"] else rows


@admin.register(DisposalMethod)
class DisposalMethodAdmin(CatalogueAdmin):
    filters = MethodFilters
    ordering = ("system", "pk")
    list_display = ("code", "method_name", "kind", "system")

    @admin.display(description=gettext_lazy("name"))
    def method_name(self, row):
        return row.localised_name


class RegionFilters(ListFilters):
    q = forms.CharField(label=gettext_lazy("Code or name begins with"), required=False, max_length=40)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=choices(*Region.Level.choices))

    def narrow(self, rows):
        text = self.cleaned_data["q"].strip()
        if text:
            rows = rows.filter(Q(code__startswith=text) | Q(name__startswith=text) | Q(name_en__istartswith=text))
        return rows.filter(level=self.cleaned_data["level"]) if self.cleaned_data["level"] else rows


@admin.register(Region)
class RegionAdmin(CatalogueAdmin):
    filters = RegionFilters
    ordering = ("pk",)
    list_display = ("code", "region_name", "level", "parent", "source_kind")
    list_select_related = ("parent",)

    @admin.display(description=gettext_lazy("name"))
    def region_name(self, row):
        return row.localised_name

    def detail_queryset(self, request):
        return self.get_queryset(request).select_related("parent")
