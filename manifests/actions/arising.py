"""A difference that a correction brings to light is told as one that the gate finds (Order 23 of 2022, Art. 18)."""

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from manifests.actions.tell_discrepancy import TASK
from manifests.custody.deed import Deed
from manifests.discrepancies import is_discrepant
from manifests.models import Manifest, ManifestLine
from manifests.rules import weight


def discrepant_positions(deed: Deed, lines: list[ManifestLine]) -> set[int]:
    """The lines of a receipt that must be told as they stand now; none before the gate, and of what rides home."""
    manifest: Manifest = deed.subject
    if manifest.received_at is None or manifest.goes_home:
        return set()
    receipt = next(event.particulars for event in reversed(deed.facts["events"]) if event.action == "receive")
    misfits = {line["position"]: line.get("misfits", []) for line in receipt["lines"]}
    return {line.position for line in lines if _is_told(manifest, line, misfits.get(line.position, []))}


def note_what_arose(deed: Deed, lines: list[ManifestLine], before: set[int]) -> None:
    """Mark the manifest and keep with the event which lines have become discrepant; `lines` are corrected already."""
    manifest: Manifest = deed.subject
    arisen = sorted(discrepant_positions(deed, lines) - before)
    if not arisen:
        return
    deed.facts["was_told"] = manifest.discrepancy_at is not None
    if manifest.discrepancy_at is None:
        deed.set(discrepancy_at=deed.recorded_at)
    deed.particulars["differences"] = arisen
    day = localdate(manifest.received_at)
    for line in lines:
        if line.position in arisen:
            deed.findings += weight.judged(line, day, manifest.destination_region_id)


def call_for_telling(deed: Deed) -> None:
    """Heard at each correction, in its own transaction: let a worker tell of it soon. A manifest of which something was
    told before is told of again, under the correction's own name."""
    if not deed.particulars.get("differences"):
        return
    about = str(deed.particulars["amendment"]) if deed.facts["was_told"] else ""
    app.configure_task(TASK).defer(pk=str(deed.subject.pk), about=about)


def _is_told(manifest: Manifest, line: ManifestLine, misfits: list[str]) -> bool:
    said = {"opinion": line.opinion, "significant_difference": line.significant_difference, "misfits": misfits}
    day, region = localdate(manifest.received_at), manifest.destination_region_id
    return is_discrepant(said) or (
        line.weighed_kg is not None and weight.differs(line.declared_kg, line.weighed_kg, day, region)
    )
