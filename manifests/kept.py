"""How long what belongs to a manifest or a ledger must be kept at least, each in a line, by the dated limits
`retention.*`. A term begins when the record is complete; nothing is deleted here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from facilities.retention import kept_until
from manifests.declarations.figures import category_of
from manifests.ledger.span import Span
from manifests.models import Manifest
from manifests.profiles import PROFILES


def kept_of_manifest(manifest: Manifest) -> list[str]:
    """The manifest once it is closed; from the gate on the carrier's waybill, and the register of medical waste."""
    lines, region = [], manifest.origin_region_id
    if manifest.closed_at:
        lines.append(_kept(kept_until("manifest", localdate(manifest.closed_at), region)))
    if manifest.received_at:
        came = localdate(manifest.received_at)
        lines += kept_as_waybill(manifest, manifest.received_at)
        if manifest.form.register:
            lines.append(_register(kept_until(manifest.form.register, came, region)))
    return lines


def kept_as_waybill(manifest: Manifest, ended: datetime) -> list[str]:
    """The carrier's waybill of what it carried until a moment; nothing for loads that need no licence for dangerous
    goods."""
    if not manifest.form.needs_dangerous_goods_licence:
        return []
    day = kept_until("waybill", localdate(ended), manifest.origin_region_id)
    return [
        _("The carrier keeps the waybill, where these are dangerous goods, until %(day)s at least.")
        % {"day": day.isoformat()}
    ]


def kept_of_book(span: Span, region: str, codes: Iterable[str]) -> list[str]:
    """A permit holder's record book, and the register that it is for medical waste."""
    last = span.end - timedelta(days=1)
    day = kept_until("book", last, region)
    said = _("Kept until %(day)s at least, of landfills for ever.") % {"day": day.isoformat()}
    return [said, *_registers(last, region, codes)]


def kept_of_ledger(span: Span, region: str, codes: Iterable[str]) -> list[str]:
    """The ledger, and the register that it is for waste of which the law wants one (medical waste)."""
    last = span.end - timedelta(days=1)
    return [_kept(kept_until("ledger", last, region)), *_registers(last, region, codes)]


def _registers(last: date, region: str, codes: Iterable[str]) -> list[str]:
    categories = {category_of(code) for code in codes}
    registers = {profile.register for profile in PROFILES if profile.register and categories & set(profile.classes)}
    return [_register(kept_until(register, last, region)) for register in sorted(registers)]


def _kept(day: date) -> str:
    return _("Kept until %(day)s at least.") % {"day": day.isoformat()}


def _register(day: date) -> str:
    return _("As a register of medical waste (Order 380): until %(day)s at least.") % {"day": day.isoformat()}
