"""When a scale and a declaration differ so much that it must be told (limits are local practice, not law)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facilities.limits import limit
from manifests.models import ManifestLine
from manifests.rules.finding import Finding, warn


def differs(declared: Decimal, weighed: Decimal, day: date, region: str) -> bool:
    """More than a share and more than some kilograms: small loads and small errors are left in peace."""
    gap = abs(weighed - declared)
    most_kg = limit("weight.difference_kg", day, region)
    return gap > most_kg and gap > declared * limit("weight.difference_share", day, region)


def judged(line: ManifestLine, day: date, region: str) -> Iterator[Finding]:
    """What must be told about a line once it is judged in a region (Order 23, Art. 12 and 18)."""
    where = f"/lines/{line.position - 1}"
    if line.weighed_kg is not None and differs(line.declared_kg, line.weighed_kg, day, region):
        yield warn("weight_differs", where, line=line.position, declared=line.declared_kg, weighed=line.weighed_kg)
    if line.significant_difference:
        yield warn("significant_difference", where, line=line.position)
    if line.rest == ManifestLine.Rest.RESIDUE:
        yield warn("residue_left", where, line=line.position, kg=line.weighed_kg - line.accepted_kg)
    if line.opinion != ManifestLine.Opinion.ACCEPT:
        yield warn("load_refused", where, line=line.position)
