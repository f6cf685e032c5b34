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
from manifests.profiles.medical import MEDICAL


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
        if manifest.form.id == MEDICAL.id:
            lines.append(_medical(kept_until("medical", came, region)))
    return lines


def kept_of_ledger(span: Span, region: str, codes: Iterable[str]) -> list[str]:
    """The ledger, and with medical waste in it the register that it is for that waste."""
    last = span.end - timedelta(days=1)
    lines = [_kept(kept_until("ledger", last, region))]
    if any(category_of(code) in MEDICAL.classes for code in codes):
        lines.append(_medical(kept_until("medical", last, region)))
    return lines


def _kept(day: date) -> str:
    return _("Kept until %(day)s at least.") % {"day": day.isoformat()}


def _medical(day: date) -> str:
    return _("As a register of medical waste (Order 380): until %(day)s at least.") % {"day": day.isoformat()}
