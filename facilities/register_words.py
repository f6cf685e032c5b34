"""Entries of the register in words: which particulars changed, from what to what."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.models import PermitItem, RegisterEntry


def changes_in_words(record, entry: RegisterEntry) -> str:
    """`Name: Works → New Works; …`, of a permit's line with its wastes and methods first; empty for steps that change
    no words."""
    model = PermitItem if entry.deed == RegisterEntry.Deed.ITEM else type(record)
    return "; ".join(
        f"{_line(change)}{_label(model, change['field'])}: {_shown(change['before'])} → {_shown(change['after'])}"
        for change in entry.changes
    )


def _line(change: dict) -> str:
    return f"{change['line']} – " if change.get("line") else ""


def _label(model: type, name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def _shown(value: str) -> str:
    words = {"True": _("yes"), "False": _("no"), "": "–"}
    return str(words.get(value, value))
