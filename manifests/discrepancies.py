"""Which lines of a receipt must be told to the consignor and to the authority of the receiving place (Order 23 of 2022,
Art. 18): what was refused or taken in part, and what is otherwise than the manifest says. Pure: no Django here."""

from collections.abc import Mapping, Sequence

WEIGHT_DIFFERS = "weight_differs"


def discrepant_lines(receipt: Mapping, warnings: Sequence[Mapping]) -> list[Mapping]:
    """Of a receipt's particulars the lines to be told, by what was signed and by what the rules had to say then."""
    warned = {str(warning["figures"].get("line")) for warning in warnings if warning["code"] == WEIGHT_DIFFERS}
    return [line for line in receipt["lines"] if is_discrepant(line) or str(line["position"]) in warned]


def is_discrepant(line: Mapping) -> bool:
    """A residue in an accepted drum is none: nothing was otherwise than the manifest said."""
    return line["opinion"] != "accept" or bool(line["significant_difference"] or line.get("misfits"))
