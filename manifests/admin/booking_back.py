"""What voiding a manifest books back, told before it is done (manifests/actions/void.py does it)."""

from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from facilities.admin.sections import Table
from facilities.templatetags.quantities import kg
from manifests.admin.manifest_sections import batch_link
from manifests.models import Manifest, ManifestLine
from manifests.states import ManifestState

Opinion = ManifestLine.Opinion


def booking_back(person, manifest: Manifest) -> list[Table]:
    lines = list(manifest.lines.select_related("batch__holder", "batch__generator", "waste_code").order_by("position"))
    if manifest.state == ManifestState.ISSUED:
        return [_released(person, lines)]
    return [_returned(person, manifest, lines), _uncounted(manifest, lines)]


def _released(person, lines: list) -> Table:
    return Table(
        _("What is booked back"),
        [_("Batch"), _("Waste code"), (_("Weight"), "number"), _("What happens")],
        [
            (
                "",
                [
                    batch_link(person, line.batch),
                    line.waste_code.code,
                    kg(line.declared_kg),
                    _("lies free in the consignor's store again"),
                ],
            )
            for line in lines
        ],
        note=_("The plan, the permit and the approval are given back what issuing took from them."),
    )


def _returned(person, manifest: Manifest, lines: list) -> Table:
    """Accepted batches lie again where they departed from, with the weight they had been declared with."""
    return Table(
        _("What is booked back"),
        [
            _("Batch"),
            _("Waste code"),
            (_("Held by the consignee"), "number"),
            (_("Back in the consignor's store"), "number"),
        ],
        [
            ("", [batch_link(person, line.batch), line.waste_code.code, kg(line.accepted_kg), kg(line.declared_kg)])
            for line in lines
            if line.opinion != Opinion.REFUSE
        ],
        note=f"{manifest.consignee} → {manifest.consignor}",
        empty=_("Nothing was accepted, so no waste moves."),
    )


def _uncounted(manifest: Manifest, lines: list) -> Table:
    accepted = sum((line.accepted_kg or Decimal(0) for line in lines), Decimal(0))
    declared = sum((line.declared_kg for line in lines), Decimal(0))
    month = f"{localdate(manifest.received_at):%Y-%m}"
    counted = [(_("Flows of %(month)s") % {"month": month}, accepted)]
    if manifest.form.asks("permit"):
        counted.append((_("Accepted under the permit of %(site)s") % {"site": manifest.consignee}, accepted))
    if manifest.form.asks("plan"):
        counted.append((_("Issued under the plan of %(site)s") % {"site": manifest.consignor}, declared))
    return Table(
        _("What is no longer counted"),
        [_("Where"), (_("Taken off"), "number")],
        [("", [where, kg(weight)]) for where, weight in counted],
    )
