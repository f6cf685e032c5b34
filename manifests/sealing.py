"""Which action writes which field, and so from when it is sealed. Pure data: no Django here.

A field not named here cannot be written at all: a test demands a row for every field of a manifest and its lines, and
the door refuses an action that sets a field outside its row. What a signature froze changes by no other way.
"""

from dataclasses import dataclass

DRAFT = ("draw_up", "revise")
BIRTH = ("draw_up", "carry_on")


@dataclass(frozen=True)
class Seal:
    """`written_by`: the only actions that set the field. `sealed_by`: the signature after which nobody may."""

    written_by: tuple[str, ...]
    sealed_by: str


MANIFEST = {
    "id": Seal(BIRTH, "draw_up"),
    "event_count": Seal(("*",), "never"),
    "event_head": Seal(("*",), "never"),
    "state": Seal(("*",), "never"),
    "kind": Seal(BIRTH, "draw_up"),
    "parent": Seal(BIRTH, "draw_up"),
    "consignor": Seal(BIRTH, "draw_up"),
    "origin_region": Seal((*BIRTH, "redirect"), "draw_up"),
    "recorded_at": Seal(BIRTH, "draw_up"),
    # `redirect` is for what no gate has taken yet: its part 1 is the gate's work, its way the consignor's choice.
    "consignee": Seal((*DRAFT, "carry_on", "redirect"), "issue"),
    "destination_region": Seal((*DRAFT, "carry_on", "redirect"), "issue"),
    "method": Seal((*DRAFT, "carry_on", "redirect"), "issue"),
    "remarks": Seal(DRAFT, "issue"),
    "exemptions": Seal((*DRAFT, "carry_on"), "issue"),
    "profile": Seal((*DRAFT, "carry_on"), "issue"),
    "declared_kg": Seal((*DRAFT, "carry_on"), "issue"),
    "carrier": Seal((*DRAFT, "carry_on", "hand_over"), "arrive"),
    "number": Seal(("issue", "carry_on"), "issue"),
    "national_no": Seal((), "close"),
    "issued_at": Seal(("issue", "carry_on"), "issue"),
    "departed_at": Seal(("depart", "carry_on"), "depart"),
    "laid_over_at": Seal(("lay_over", "resume", "arrive"), "arrive"),
    "laid_over_place": Seal(("lay_over", "resume", "arrive"), "arrive"),
    "arrived_at": Seal(("arrive",), "arrive"),
    "received_at": Seal(("receive",), "receive"),
    "received_kg": Seal(("receive",), "receive"),
    "closed_at": Seal(("close",), "close"),
    "frozen_at": Seal(("freeze", "release", "void"), "never"),
}

LINE = {
    "id": Seal(BIRTH, "draw_up"),
    "manifest": Seal(BIRTH, "draw_up"),
    "position": Seal((*DRAFT, "carry_on"), "issue"),
    "batch": Seal((*DRAFT, "carry_on"), "issue"),
    "waste_code": Seal((*DRAFT, "carry_on"), "issue"),
    "container_count": Seal((*DRAFT, "carry_on"), "issue"),
    "declared_kg": Seal((*DRAFT, "carry_on"), "issue"),
    "weighed_kg": Seal(("receive",), "receive"),
    "accepted_kg": Seal(("receive",), "receive"),
    "opinion": Seal(("receive",), "receive"),
    "rest": Seal(("receive",), "receive"),
    "reason": Seal(("receive",), "receive"),
    "significant_difference": Seal(("receive",), "receive"),
    "method": Seal(("receive",), "receive"),
}


class SealBroken(RuntimeError):
    """An action tried to write a field that is not its own. A defect of ours, never of the person's input."""


def check_seals(action: str, fields: set[str]) -> None:
    """Refuse to let `action` write a manifest field that its row does not give it."""
    broken = {name for name in fields if action not in MANIFEST[name].written_by}
    if broken:
        raise SealBroken(f"{action} may not write {', '.join(sorted(broken))}")
