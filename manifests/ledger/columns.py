"""What stands in each column of a ledger, the same on the page, in files and on paper (HJ 1259-2022, annex B)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from manifests.ledger.entries import MOST_REFERRED, Entry
from manifests.ledger.kinds import Ledger
from manifests.numbers import spaced


@dataclass(frozen=True)
class Column:
    """A head and what it says of an entry, as text."""

    label: str | Promise
    text: Callable[[Entry], str]


def referred(entry: Entry) -> str:
    codes = entry.refers_to[:MOST_REFERRED]
    more = len(entry.refers_to) - len(codes)
    return "、".join(codes) + (f" +{more}" if more else "")


def _where_to(entry: Entry) -> str:
    if entry.other_area:
        return entry.other_area
    return str(GOES[entry.other_account]) if entry.other_account in GOES else ""


GOES = {
    "transit": _("handed over"),
    "process": _("used or disposed of here"),
    "export": _("exported"),
    "site": _("on site, not in a store"),
}

_STORE = Column(_("Store"), lambda entry: f"{entry.area_code} {entry.area_name}".strip())
_BY = Column(_("Handled by"), lambda entry: entry.person)
_AFTER = Column(_("After entry"), referred)
_METHOD = Column(_("Method"), lambda entry: entry.method)
_MANIFEST = Column(_("Manifest"), lambda entry: spaced(entry.manifest_number))
_PERMIT = Column(_("Permit or notice"), lambda entry: entry.permits or entry.notice)
_RECEIVER = Column(pgettext_lazy("ledger", "Receiver"), lambda entry: entry.partner or entry.abroad)
_REASON = Column(_("Reason"), lambda entry: entry.reason)

OWN: dict[Ledger, tuple[Column, ...]] = {
    Ledger.GENERATED: (Column(_("Process it comes from"), lambda entry: entry.process), _BY),
    Ledger.RECEIVED: (Column(pgettext_lazy("ledger", "Came from"), lambda entry: entry.partner), _MANIFEST, _BY),
    Ledger.STORED: (_STORE, _BY, _AFTER),
    Ledger.TAKEN_OUT: (_STORE, Column(_("Where to"), _where_to), _BY, _AFTER),
    Ledger.TREATED: (_METHOD, _BY, _AFTER),
    Ledger.HANDED_OVER: (
        _RECEIVER,
        _PERMIT,
        _METHOD,
        _MANIFEST,
        Column(_("Carrier"), lambda entry: " ".join(filter(None, (entry.carrier, entry.plate)))),
        _AFTER,
    ),
    Ledger.ADJUSTED: (_REASON, _BY),
    Ledger.COUNTERED: (_MANIFEST, _REASON, _BY),
}
