"""A record's own fields as terms and values, the way readers see them."""

import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.enumerating import enumerated
from facilities.templatetags.quantities import kg, stamp


def plain_facts(record, *without: str) -> list[tuple]:
    """(label, value) of each field but the key, in the model's order; a choice in words."""
    return [
        (capfirst(field.verbose_name), shown(record, field))
        for field in record._meta.concrete_fields
        if not field.primary_key and field.name not in without
    ]


def shown(record, field):
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal) and field.name.endswith("kg"):
        return kg(value)
    if isinstance(value, list):
        return enumerated(value)
    return stamp(value) if isinstance(value, datetime.date) else value


def percent(part: Decimal, whole: Decimal) -> str:
    """`47 %`, whole percents; a dash where there is nothing to compare with."""
    # The no-break space keeps the sign with its figure.
    return f"{part * 100 / whole:.0f}\N{NO-BREAK SPACE}%" if whole else "–"


def link(record, text=None, *, seen: bool = True) -> str:
    """The record's page in the admin, as a link; its name alone where the reader may not open it."""
    if not seen:
        return str(record if text is None else text)
    return format_html('<a href="{}">{}</a>', page_url(record), record if text is None else text)


def sees(person, *regions: str) -> bool:
    """True if one of the region codes lies in the official's charge; the rule of `visible_to`, without a statement."""
    return any(person.standing.in_charge_of(region) for region in regions)


def page_url(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def list_url(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
