"""Who declares or fills in for whom, for officials: every consent, also those that are over."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from facilities.admin.reading import ReadOnlyAdmin
from facilities.models import Delegation
from facilities.templatetags.quantities import stamp


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ("facility", "delegate", "may_declare", "may_fill", "valid_from", "valid_to", "revoked")
    list_select_related = ("facility", "delegate")
    empty_text = gettext_lazy("No firm lets another one act for it.")

    @admin.display(description=gettext_lazy("revoked"))
    def revoked(self, row):
        return stamp(row.revoked_at)

    def detail_queryset(self, request):
        return super().detail_queryset(request).select_related("facility", "delegate", "given_by", "revoked_by")
