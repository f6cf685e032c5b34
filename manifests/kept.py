"""How long what belongs to a manifest or a ledger must be kept at least, each in a line, by the dated limits
`retention.*`. A term begins when the record is complete; nothing is deleted here."""

from collections.abc import Iterable
from datetime import date, timedelta

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
        if manifest.form.needs_dangerous_goods_licence:
            day = kept_until("waybill", came, region)
            lines.append(
                _("The carrier keeps the waybill, where these are dangerous goods, until %(day)s at least.")
                % {"day": day.isoformat()}
            )
        if manifest.form.register:
            lines.append(_register(kept_until(manifest.form.register, came, region)))
    return lines


def kept_of_ledger(span: Span, region: str, codes: Iterable[str]) -> list[str]:
    """The ledger, and the register that it is for waste of which the law wants one (medical waste)."""
    last = span.end - timedelta(days=1)
    lines = [_kept(kept_until("ledger", last, region))]
    categories = {category_of(code) for code in codes}
    registers = {profile.register for profile in PROFILES if profile.register and categories & set(profile.classes)}
    return lines + [_register(kept_until(register, last, region)) for register in sorted(registers)]


def _kept(day: date) -> str:
    return _("Kept until %(day)s at least.") % {"day": day.isoformat()}


def _register(day: date) -> str:
    return _("As a register of medical waste (Order 380): until %(day)s at least.") % {"day": day.isoformat()}
