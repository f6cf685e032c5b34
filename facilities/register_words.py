"""Entries of the register in words: which particulars changed, from what to what."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.models import PermitItem, RegisterEntry


def changes_in_words(record, entry: RegisterEntry) -> str:
    """`Name: Works → New Works; …`; empty for steps that change no words."""
    model = PermitItem if entry.deed == RegisterEntry.Deed.ITEM else type(record)
    return "; ".join(
        f"{_label(model, change['field'])}: {_shown(change['before'])} → {_shown(change['after'])}"
        for change in entry.changes
    )


def _label(model: type, name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def _shown(value: str) -> str:
    words = {"True": _("yes"), "False": _("no"), "": "–"}
    return str(words.get(value, value))
