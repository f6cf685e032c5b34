"""The overview's figures of this app: papers that end soon, each opening its list."""

from collections import Counter

from django.contrib import admin
from django.db.models import CharField, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.admin.credentials import in_term
from facilities.admin.facts import list_url
from facilities.admin.reading import is_official
from facilities.models import Approval, CarrierLicence, Contract, Insurance, Permit

PAPERS = [Permit, CarrierLicence, Insurance, Contract, Approval]


def ending_papers(request):
    """One statement whatever the number of papers."""
    if not is_official(request.user):
        return []
    return [(_("Papers that end soon"), expiring_stats(request, PAPERS))]


def expiring_stats(request, models: list) -> list[dict]:
    """A stat for each kind of credential, by what each admin's own list would show."""
    parts = [
        admin.site.get_model_admin(model)
        .get_queryset(request)
        .filter(in_term("expiring", model))
        .order_by()
        .values_list(Value(model._meta.model_name, output_field=CharField()))
        for model in models
    ]
    found = Counter(name for (name,) in parts[0].union(*parts[1:], all=True))
    return [
        {
            "label": capfirst(model._meta.verbose_name_plural),
            "figure": found[model._meta.model_name],
            "url": f"{list_url(model)}?term=expiring",
            "tone": "warn" if found[model._meta.model_name] else "",
        }
        for model in models
    ]


admin.site.add_figures(50, ending_papers)
