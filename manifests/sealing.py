"""Which action writes which field, and so from when it is sealed. Pure data: no Django here.

A field not named here cannot be written at all: a test demands a row for every field of a manifest and its lines, and
the door refuses an action that sets a field outside its row. What a signature froze changes by no other way.
"""

from dataclasses import dataclass

DRAFT = ("draw_up", "revise")
BIRTH = ("draw_up", "carry_on", "transfer_in")
ON_PAPER = ("carry_on", "transfer_in")  # opened with a number: what a draft says is signed at once
AMENDING = ("amend", "override")  # by consent of whoever signed, or imposed by the authority


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
    "kind": Seal((*BIRTH, "issue"), "issue"),
    "parent": Seal(BIRTH, "draw_up"),
    "consignor": Seal(BIRTH, "draw_up"),
    "origin_region": Seal((*BIRTH, "redirect"), "draw_up"),
    "recorded_at": Seal(BIRTH, "draw_up"),
    # `redirect` is for what no gate has taken yet: its part 1 is the gate's work, its way the consignor's choice.
    "consignee": Seal((*DRAFT, *ON_PAPER, "redirect"), "issue"),
    "destination_region": Seal((*DRAFT, *ON_PAPER, "redirect"), "issue"),
    "method": Seal((*DRAFT, *ON_PAPER, "redirect"), "issue"),
    "remarks": Seal((*DRAFT, "transfer_in", *AMENDING), "issue"),
    "exemptions": Seal((*DRAFT, *ON_PAPER), "issue"),
    "profile": Seal((*DRAFT, *ON_PAPER), "issue"),
    "details": Seal((*DRAFT, *ON_PAPER), "issue"),
    "declared_kg": Seal((*DRAFT, *ON_PAPER), "issue"),
    "carrier": Seal((*DRAFT, *ON_PAPER, "hand_over"), "arrive"),
    "number": Seal(("issue", *ON_PAPER), "issue"),
    # Struck out or voided, an entry from elsewhere gives its number back: the event keeps it.
    "national_no": Seal(("issue", "transfer_in", "record_numbers", "strike_out", "void", *AMENDING), "record_numbers"),
    "provincial_no": Seal(
        ("issue", "transfer_in", "record_numbers", "strike_out", "void", *AMENDING), "record_numbers"
    ),
    "issued_at": Seal(("issue", *ON_PAPER), "issue"),
    "departed_at": Seal(("depart", *ON_PAPER, *AMENDING), "depart"),
    "laid_over_at": Seal(("lay_over", "resume", "arrive", "strike_out"), "arrive"),
    "laid_over_place": Seal(("lay_over", "resume", "arrive", "strike_out"), "arrive"),
    "arrived_at": Seal(("arrive", *AMENDING), "arrive"),
    "received_at": Seal(("receive",), "receive"),
    "received_kg": Seal(("receive", *AMENDING), "receive"),
    "discrepancy_at": Seal(("receive", *AMENDING), "receive"),
    "acknowledged_at": Seal(("acknowledge",), "acknowledge"),
    "closed_at": Seal(("close",), "close"),
    "frozen_at": Seal(("freeze", "release", "void"), "never"),
}

LINE = {
    "id": Seal(BIRTH, "draw_up"),
    "manifest": Seal(BIRTH, "draw_up"),
    "position": Seal((*DRAFT, *ON_PAPER), "issue"),
    "batch": Seal((*DRAFT, *ON_PAPER), "issue"),
    "waste_code": Seal((*DRAFT, *ON_PAPER), "issue"),
    "container_count": Seal((*DRAFT, *ON_PAPER), "issue"),
    "declared_kg": Seal((*DRAFT, *ON_PAPER), "issue"),
    "weighed_kg": Seal(("receive", *AMENDING), "receive"),
    "accepted_kg": Seal(("receive", *AMENDING), "receive"),
    "opinion": Seal(("receive",), "receive"),
    "rest": Seal(("receive",), "receive"),
    "reason": Seal(("receive", *AMENDING), "receive"),
    "significant_difference": Seal(("receive", *AMENDING), "receive"),
    "method": Seal(("receive", *AMENDING), "receive"),
}


@dataclass(frozen=True)
class Correction:
    """How one sealed field may still be corrected.

    `reads`: how its value is read (text, national_no, provincial_no, kg, moment, method); `signed_by`: the event that
    sealed it, after which only an amendment changes it; `consent`: the parties whose signature stands under it, of whom
    everybody must agree who has signed by now. `follows`: sealed fields that change along with it.
    """

    reads: str
    signed_by: str
    consent: tuple[str, ...]
    follows: tuple[str, ...] = ()
    longest: int = 200


OWNERS = ("consignor", "consignee")
CARRIED = ("carrier", "consignor")
# What may be corrected after it was signed. Pointers go by the numbers on the paper: `*` is a line's or a leg's number.
# Everything else stays as signed: parties, waste, codes and declared kilograms are what permits, plans and approvals
# were counted by; a manifest that names them wrongly is cancelled, redirected or voided.
AMENDABLE = {
    "/remarks": Correction("text", "issue", OWNERS),
    "/national_no": Correction("national_no", "issue", OWNERS),
    "/provincial_no": Correction("provincial_no", "issue", OWNERS),
    "/legs/*/plate": Correction("text", "depart", CARRIED, longest=20),
    "/legs/*/driver": Correction("text", "depart", CARRIED, longest=60),
    "/legs/*/driver_phone": Correction("text", "depart", CARRIED, longest=30),
    "/legs/*/escort": Correction("text", "depart", CARRIED, longest=60),
    "/legs/*/departed_at": Correction("moment", "depart", CARRIED),
    "/arrived_at": Correction("moment", "arrive", ("carrier", "consignee")),
    # What stays on the truck goes on under a manifest of its own: so the weighed kilograms move by the same difference.
    "/lines/*/accepted_kg": Correction("kg", "receive", OWNERS, ("/lines/*/weighed_kg", "/received_kg")),
    "/lines/*/method": Correction("method", "receive", OWNERS),
    "/lines/*/reason": Correction("text", "receive", OWNERS),
    "/lines/*/significant_difference": Correction("text", "receive", OWNERS),
}


class SealBroken(RuntimeError):
    """An action tried to write a field that is not its own. A defect of ours, never of the person's input."""


def check_seals(action: str, fields: set[str]) -> None:
    """Refuse to let `action` write a manifest field that its row does not give it."""
    broken = {name for name in fields if action not in MANIFEST[name].written_by}
    if broken:
        raise SealBroken(f"{action} may not write {', '.join(sorted(broken))}")
