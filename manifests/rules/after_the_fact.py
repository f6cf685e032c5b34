"""What rules say of a manifest that is entered from paper: the waste has left, so what would have held it back is told.

Refusing the entry would hide the fact (Order 23, Art. 20); only what could not be recorded at all still blocks.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.timezone import localdate

from manifests.models import BackFill, Manifest
from manifests.rules.finding import Finding, on_the_road, warn

# The steps of the journey, each entered by who took it; what comes after them happens in the system itself.
JOURNEY = ("issue", "depart", "hand_over", "change_vehicle", "lay_over", "resume", "arrive", "receive")
STANDS = ("stock_not_allotted", "leg_missing")
SETTING_OUT = ("depart", "hand_over", "change_vehicle")


def paper_of(manifest: Manifest) -> BackFill | None:
    """What the paper said that it was entered from; None for a manifest that was never on paper."""
    return BackFill.objects.filter(manifest=manifest).first() if manifest.is_back_filled else None


def told(
    subject,
    action: str,
    findings: Iterable[Finding],
    happened_at: datetime,
    recorded_at: datetime,
    row: BackFill | None = None,
) -> Iterator[Finding]:
    """The findings, with the law's blocks as warnings, and that it is from paper; `row` where it is not stored yet.

    Who sets out after the transfer that the paper tells of has ended carries something else, and nothing is softened.
    """
    if not isinstance(subject, Manifest) or not subject.is_back_filled or action not in JOURNEY:
        yield from findings
        return
    row = row or paper_of(subject)
    if row is None or (action in SETTING_OUT and happened_at > row.transfer_ended_at):
        yield from findings
        return
    for finding in findings:
        yield finding if finding.code in STANDS else on_the_road(finding)
    yield warn("back_filled", "", paper=row.paper_number)
    if recorded_at >= row.due_at:
        yield warn("back_filled_late", "", due=localdate(row.due_at - row.due_at.resolution).isoformat())
