"""States and the one transition table of manifests and batches. Pure data: no Django here.

The table drives the FSM on the models, the database guard, the buttons on every page, the driver's screen, the API's
`allowed_actions`, the admin's actions, the generated page in docs/ and the exhaustive test. To change what may
follow what, change a row here and add the migration that `test_transitions_match_database` asks for.
"""

from dataclasses import dataclass
from enum import StrEnum


class ManifestState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    IN_TRANSIT = "in_transit"
    LAID_OVER = "laid_over"  # stands still on the way, with the carrier: a breakdown, a closed gate
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REFUSED = "refused"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    VOIDED = "voided"


class BatchState(StrEnum):
    GENERATED = "generated"
    STORED = "stored"
    ALLOTTED = "allotted"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    SPLIT = "split"
    REGROUPED = "regrouped"
    UTILISED = "utilised"
    DISPOSED = "disposed"
    EXPORTED = "exported"
    LOST = "lost"
    SENT_BACK = "sent_back"  # from elsewhere, and gone back there: it never became anybody's here


START = ""  # before the first state: the row does not exist yet


class Party(StrEnum):
    """In what capacity somebody acts on a manifest or a batch."""

    CONSIGNOR = "consignor"  # a clerk of the enterprise that hands the waste over
    DISPATCHER = "dispatcher"  # at the carrier's desk
    DRIVER = "driver"  # the driver of the leg under way, or of the first leg before departure
    TAKER = "taker"  # who takes over on the road: the next leg's driver, or the desk of its carrier
    CONSIGNEE = "consignee"  # a receiver at the enterprise that takes the waste
    DELEGATE = "delegate"  # a clerk of a firm to which the consignor or holder has given a consent to fill in
    HOLDER = "holder"  # clerk or receiver where the batch lies
    REGULATOR = "regulator"  # an official in charge of the place of origin or destination


@dataclass(frozen=True)
class Transition:
    """One row: from which states an action leads where, who may take it, and what it must bring along."""

    subject: str  # "manifest" or "batch"
    action: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    parties: tuple[Party, ...]
    evidence: tuple[str, ...] = ()  # keys that the data must hold
    while_frozen: bool = False  # physical facts are recorded even while a regulator holds the manifest
    inner: bool = False  # a consequence of another action; never offered by itself
    may_stay: bool = False  # the state may also stay as it is, as when only a part is lost

    @property
    def keeps_state(self) -> bool:
        return self.sources != (START,) and self.targets == self.sources


M, B = ManifestState, BatchState
ON_THE_ROAD = (M.IN_TRANSIT, M.LAID_OVER)  # in the carrier's custody, whether it moves or stands
OPEN_MANIFEST = (M.DRAFT, M.ISSUED, *ON_THE_ROAD, M.ARRIVED, M.ACCEPTED, M.PARTIALLY_ACCEPTED, M.REFUSED)
JUDGED = (M.ACCEPTED, M.PARTIALLY_ACCEPTED, M.REFUSED)
CARRIER = (Party.DRIVER, Party.DISPATCHER)
# Signed and standing: what a signature sealed may still be corrected, by consent.
SEALED = (M.ISSUED, *ON_THE_ROAD, M.ARRIVED, *JUDGED, M.CLOSED)
# 反向填写: what a collector may do for a small firm with its consent; cancelling and counting stay the firm's own.
FILLING = (Party.CONSIGNOR, Party.DELEGATE)
HELD = (B.GENERATED, B.RECEIVED, B.STORED)  # where it lies, and free
# Events that freeze who carries with what from then on: part 2 of the form has a block for each.
TAKING_OVER = ("depart", "hand_over", "change_vehicle", "transfer_in")
# Events that freeze where the load goes; the last one counts.
DIRECTING = ("issue", "carry_on", "redirect", "transfer_in")
# Events that freeze part 1 of the form.
OPENING = ("issue", "carry_on", "transfer_in")

TRANSITIONS: tuple[Transition, ...] = (
    # Manifests. A clerk draws up and issues; carriers move; the consignee judges; regulators hold or void.
    Transition("manifest", "draw_up", (START,), (M.DRAFT,), FILLING),
    Transition("manifest", "revise", (M.DRAFT,), (M.DRAFT,), FILLING),
    Transition("manifest", "issue", (M.DRAFT,), (M.ISSUED,), FILLING),
    Transition("manifest", "cancel", (M.DRAFT, M.ISSUED), (M.CANCELLED,), (Party.CONSIGNOR,), ("reason",)),
    Transition("manifest", "depart", (M.ISSUED,), (M.IN_TRANSIT,), CARRIER),
    # Who takes custody signs for it, after verifying the load (Order 23, Art. 17); who gives it away cannot.
    Transition("manifest", "hand_over", ON_THE_ROAD, ON_THE_ROAD, (Party.TAKER,), while_frozen=True),
    # A truck of the same carrier: custody does not change, so its desk signs.
    Transition(
        "manifest",
        "change_vehicle",
        ON_THE_ROAD,
        ON_THE_ROAD,
        (Party.DISPATCHER,),
        ("vehicle", "driver"),
        while_frozen=True,
    ),
    Transition("manifest", "lay_over", (M.IN_TRANSIT,), (M.LAID_OVER,), CARRIER, ("reason",), while_frozen=True),
    Transition("manifest", "resume", (M.LAID_OVER,), (M.IN_TRANSIT,), CARRIER, while_frozen=True),
    # Drawn up on another platform, by somebody without an account here: the receiver enters what that manifest says …
    Transition("manifest", "transfer_in", (START,), (M.IN_TRANSIT,), (Party.CONSIGNEE,)),
    # … and strikes out what it entered by mistake, before the gate has judged.
    Transition("manifest", "strike_out", (*ON_THE_ROAD, M.ARRIVED), (M.CANCELLED,), (Party.CONSIGNEE,), ("reason",)),
    # What a gate did not take may go to another receiver, if its owner says so and the law allows it.
    Transition("manifest", "redirect", ON_THE_ROAD, ON_THE_ROAD, (Party.CONSIGNOR,), ("consignee", "method")),
    # Who stands at the gate has arrived, also where nobody said that they had driven on.
    Transition("manifest", "arrive", ON_THE_ROAD, (M.ARRIVED,), (*CARRIER, Party.CONSIGNEE), while_frozen=True),
    Transition("manifest", "receive", (M.ARRIVED,), JUDGED, (Party.CONSIGNEE,), ("lines",), while_frozen=True),
    Transition("manifest", "carry_on", (START,), (M.IN_TRANSIT,), (Party.CONSIGNEE,), while_frozen=True, inner=True),
    Transition("manifest", "close", JUDGED, (M.CLOSED,), (Party.CONSIGNEE,)),
    # The consignor has seen what the gate found otherwise than the manifest says (Order 23, Art. 18).
    Transition(
        "manifest",
        "acknowledge",
        (*JUDGED, M.CLOSED),
        (*JUDGED, M.CLOSED),
        (Party.CONSIGNOR,),
        while_frozen=True,
    ),
    # A photograph or scan of what it is about, at any time: a permit's copy, the paper, what the gate saw.
    Transition(
        "manifest",
        "attach",
        (M.DRAFT, *SEALED),
        (M.DRAFT, *SEALED),
        (*FILLING, *CARRIER, Party.CONSIGNEE),
        ("evidence",),
        while_frozen=True,
    ),
    Transition("manifest", "freeze", OPEN_MANIFEST, OPEN_MANIFEST, (Party.REGULATOR,), ("reason",)),
    Transition(
        "manifest",
        "release",
        OPEN_MANIFEST,
        OPEN_MANIFEST,
        (Party.REGULATOR,),
        ("reason",),
        while_frozen=True,
    ),
    Transition(
        "manifest",
        "void",
        (M.ISSUED, *JUDGED, M.CLOSED),
        (M.VOIDED,),
        (Party.REGULATOR,),
        ("reason",),
        while_frozen=True,
    ),
    # The nation's or the province's own number, once it is known; a number that stands is only corrected.
    Transition("manifest", "record_numbers", SEALED, SEALED, (*FILLING, Party.REGULATOR)),
    # A correction that everybody who signed has agreed to, by the last of them; or that the authority imposes.
    Transition(
        "manifest",
        "amend",
        SEALED,
        SEALED,
        (Party.CONSIGNOR, Party.DISPATCHER, Party.CONSIGNEE),
        ("amendment",),
    ),
    Transition(
        "manifest",
        "override",
        SEALED,
        SEALED,
        (Party.REGULATOR,),
        ("amendment", "reason"),
        while_frozen=True,
    ),
    # Batches. What an enterprise does with a lot where it lies …
    Transition("batch", "declare", (START,), (B.GENERATED,), (Party.HOLDER, Party.DELEGATE)),
    Transition("batch", "store", (B.GENERATED, B.RECEIVED), (B.STORED,), (Party.HOLDER, Party.DELEGATE), ("area",)),
    Transition("batch", "move", (B.STORED,), (B.STORED,), (Party.HOLDER,), ("area",)),
    Transition("batch", "split", (B.STORED,), (B.SPLIT,), (Party.HOLDER,)),
    Transition("batch", "regroup", (B.STORED,), (B.REGROUPED,), (Party.HOLDER,), ("batches",)),
    Transition("batch", "repack", (B.STORED,), (B.STORED,), (Party.HOLDER,)),
    Transition("batch", "treat", (B.RECEIVED, B.STORED), (B.UTILISED, B.DISPOSED), (Party.HOLDER,), ("method",)),
    # … a count or a loss that leaves nothing closes the batch; what is set aside for a manifest is not counted away …
    Transition("batch", "count", HELD, (B.LOST,), (Party.HOLDER,), ("counted_kg", "reason"), may_stay=True),
    Transition("batch", "lose", HELD, (B.LOST,), (Party.HOLDER,), ("kg", "reason"), may_stay=True),
    # A declaration taken back: it never arose. Only where nothing has happened to it but being stored.
    Transition("batch", "retract", (B.GENERATED, B.STORED), (B.LOST,), (Party.HOLDER,), ("reason",)),
    Transition("batch", "export", (B.STORED,), (B.EXPORTED,), (Party.HOLDER,), ("notice", "country", "receiver")),
    # A treatment that yields new waste: the inputs end as if treated, the products arise at the treating site.
    Transition(
        "batch",
        "transform",
        (B.RECEIVED, B.STORED),
        (B.UTILISED, B.DISPOSED),
        (Party.HOLDER,),
        ("method", "products"),
    ),
    # … and what follows from an action on its manifest.
    Transition("batch", "allot", (B.STORED,), (B.ALLOTTED,), (Party.CONSIGNOR,), inner=True),
    Transition("batch", "withdraw", (B.ALLOTTED,), (B.STORED,), (Party.CONSIGNOR, Party.REGULATOR), inner=True),
    Transition("batch", "load", (B.ALLOTTED,), (B.IN_TRANSIT,), CARRIER, inner=True),
    Transition("batch", "take_in", (B.IN_TRANSIT,), (B.RECEIVED,), (Party.CONSIGNEE,), inner=True),
    Transition("batch", "part", (B.IN_TRANSIT,), (B.SPLIT,), (Party.CONSIGNEE,), inner=True),
    # A correction of what the gate had weighed, while the batch still lies as it was taken in.
    Transition(
        "batch",
        "reweigh",
        (B.RECEIVED, B.STORED),
        (B.RECEIVED, B.STORED),
        (Party.CONSIGNOR, Party.DISPATCHER, Party.CONSIGNEE, Party.REGULATOR),
        inner=True,
    ),
    # Mass from elsewhere: how it comes into the books, and out again when it goes back there.
    Transition("batch", "come_in", (START,), (B.IN_TRANSIT,), (Party.CONSIGNEE,), inner=True),
    Transition(
        "batch",
        "send_back",
        (B.IN_TRANSIT, B.RECEIVED, B.STORED),
        (B.SENT_BACK,),
        (Party.CONSIGNEE, Party.REGULATOR),
        inner=True,
    ),
    Transition("batch", "give_back", (B.RECEIVED, B.STORED), (B.STORED,), (Party.REGULATOR,), inner=True),
    Transition(
        "batch",
        "arise",
        (START,),
        (B.GENERATED, B.STORED, B.IN_TRANSIT, B.RECEIVED),
        (Party.HOLDER, Party.CONSIGNEE, Party.CONSIGNOR),
        inner=True,
    ),
)

BY_ACTION: dict[tuple[str, str], Transition] = {(row.subject, row.action): row for row in TRANSITIONS}

AT_HOLDER = (*HELD, B.ALLOTTED)  # where it lies, and promised to a manifest at most: its drums can be touched
IN_STORE = (B.STORED, B.ALLOTTED)
CLOSED_BATCH = (B.SPLIT, B.REGROUPED, B.UTILISED, B.DISPOSED, B.EXPORTED, B.LOST, B.SENT_BACK)
OPEN_BATCH = tuple(state for state in B if state not in CLOSED_BATCH)


def state_pairs(subject: str) -> set[tuple[str, str]]:
    """Every (old, new) that the table allows, START included; what the database guard enforces."""
    pairs: set[tuple[str, str]] = set()
    for row in TRANSITIONS:
        if row.subject != subject:
            continue
        if row.keeps_state:
            continue
        pairs |= {(source, target) for source in row.sources for target in row.targets}
    return {(old, new) for old, new in pairs if old != new}


def actions_from(subject: str, state: str) -> list[Transition]:
    """What the table allows from a state, in the table's order, consequences left out."""
    return [
        row
        for row in TRANSITIONS
        if row.subject == subject and state in row.sources and not row.inner and state != START
    ]
