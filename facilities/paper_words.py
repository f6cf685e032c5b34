"""A paper of the register in words: what it says, and what became of it, for the pages of both its sides."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from facilities.models import Approval, Contract, Insurance
from facilities.models.credential import Credential, Registered
from facilities.register_words import changes_in_words
from facilities.templatetags.quantities import grouped, kg, stamp

FIRST = {"facility", "consignor", "consignee"}


def facts_of(row: Credential) -> list[tuple]:
    """(term, value), sites with their firms first."""
    found = [(capfirst(row._meta.get_field(name).verbose_name), _site(getattr(row, name))) for name in _sites(row)]
    if row.issuer or not isinstance(row, Contract):
        found.append((_("Insurer") if isinstance(row, Insurance) else _("Issued by"), row.issuer))
    if hasattr(row, "kind"):
        found.append((_("Kind"), row.get_kind_display()))
    if hasattr(row, "scope"):
        found.append((_("Licensed scope"), row.scope))
    if isinstance(row, Insurance):
        found.append((_("Sum insured"), f"{grouped(row.insured_yuan)} ¥" if row.insured_yuan else ""))
        found.append((_("What it covers"), row.covers))
    if isinstance(row, Contract):
        found.append((_("Wastes it names"), "、".join(row.codes)))
        found.append((_("Amount agreed for the whole term"), kg(row.agreed_kg)))
        found.append((_("Confirmed by the receiver"), stamp(row.confirmed_on) if row.confirmed_on else _("not yet")))
    if isinstance(row, Approval):
        field = row._meta.get_field
        found += [(capfirst(field(name).verbose_name), getattr(row, name)) for name in ("code", "method")]
        found += [
            (capfirst(field(name).verbose_name), grouped(getattr(row, name))) for name in ("approved_kg", "used_kg")
        ]
    found += [(_("First day"), stamp(row.valid_from)), (_("Last day"), stamp(row.valid_to))]
    if row.revoked_on:
        found.append((_("Counts no more from"), stamp(row.revoked_on)))
    return found


def history_of(row: Registered) -> list[dict]:
    """Every entry of the register about it, oldest first."""
    return [
        {
            "what": entry.get_deed_display(),
            "day": stamp(entry.day),
            "why": "; ".join(filter(None, [changes_in_words(row, entry), entry.reason])),
            "who": f"{entry.recorded_by_name}（{entry.office}）" if entry.office else entry.recorded_by_name,
            "recorded": stamp(entry.recorded_at),
        }
        for entry in row.entries.order_by("pk")
    ]


def _sites(row: Credential) -> list[str]:
    return [field.name for field in row._meta.concrete_fields if field.name in FIRST]


def _site(site) -> str:
    firm = site.enterprise.name
    return site.name if site.name == firm else f"{site.name}（{firm}）"
