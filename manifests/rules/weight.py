"""When a scale and a declaration differ so much that it must be told (limits are local practice, not law)."""

from collections.abc import Iterator
from decimal import Decimal

from manifests.models import ManifestLine
from manifests.rules.finding import Finding, warn

RELATIVE = Decimal("0.05")
ABSOLUTE_KG = Decimal(100)


def differs(declared: Decimal, weighed: Decimal) -> bool:
    """More than 5 % and more than 100 kg: small loads and small errors are left in peace."""
    gap = abs(weighed - declared)
    return gap > ABSOLUTE_KG and gap > declared * RELATIVE


def judged(line: ManifestLine) -> Iterator[Finding]:
    """What must be told about a line once it is judged (Order 23, Art. 12 and 18)."""
    where = f"/lines/{line.position - 1}"
    if line.weighed_kg is not None and differs(line.declared_kg, line.weighed_kg):
        yield warn("weight_differs", where, line=line.position, declared=line.declared_kg, weighed=line.weighed_kg)
    if line.significant_difference:
        yield warn("significant_difference", where, line=line.position)
    if line.rest == ManifestLine.Rest.RESIDUE:
        yield warn("residue_left", where, line=line.position, kg=line.weighed_kg - line.accepted_kg)
    if line.opinion != ManifestLine.Opinion.ACCEPT:
        yield warn("load_refused", where, line=line.position)
