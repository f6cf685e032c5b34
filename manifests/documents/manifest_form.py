"""The manifest on paper: 移出信息, 运输信息, 接受信息, each as its signature froze it.

Fields follow Order 23 (2022), Art. 10 to 12, and its annex as deployed systems show it. The annex itself could not be
read: layout and exact labels are not verified against it. A part nobody has signed yet is printed as ruled blanks, so
that the paper can be filled in by hand when the system is down (Art. 20).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.template.loader import select_template

from manifests.actions.issue import load_lines
from manifests.actions.particulars import consignee_as_signed, line_particulars, party_particulars
from manifests.amended import as_amended
from manifests.custody.chain import plain
from manifests.documents import qr
from manifests.documents.corrections import said_of
from manifests.documents.legs import Leg, legs_of
from manifests.documents.records import Records, records_of
from manifests.documents.sheet import Attached, Sheet
from manifests.documents.signature import Signature, minute, second
from manifests.documents.stated import code_address
from manifests.documents.words import INTERVENTIONS, KINDS, STATES
from manifests.models import CustodyEvent, Manifest
from manifests.numbers import spaced
from manifests.profiles import Profile
from manifests.profiles import named as profile_named
from manifests.proofs.bundle import as_attached, sealed_of, written
from manifests.quantities import tonnes
from manifests.signing import keys_in_use
from manifests.states import OPENING

# Raise it when template, styles or words change what is printed: readers then fetch the document anew.
EDITION = "6"
CODE_MM = 35


@dataclass(frozen=True)
class Weight:
    """Kilograms as printed: tonnes with four decimals where the form says tonnes, kilograms beside them."""

    t: str
    kg: str

    @classmethod
    def of(cls, kg) -> "Weight | None":
        if kg in (None, ""):
            return None
        return cls(f"{tonnes(Decimal(kg)):,.4f}", f"{Decimal(kg):,.3f}")


@dataclass(frozen=True)
class Line:
    """One line: what part 1 declares (`sent`), and what part 3 judges (`judged`, empty before)."""

    sent: dict
    weight: Weight
    judged: dict = field(default_factory=dict)
    weighed: Weight | None = None
    accepted: Weight | None = None


@dataclass(frozen=True)
class Proof:
    """The place of the newest sealed event in the tree over all events, as printed, and the bundle that goes along."""

    sequence: int
    index: str
    size: str
    root: str
    signed: str
    signed_at: datetime
    key: str
    bundle: str

    @classmethod
    def of(cls, number: str, manifest: Manifest, records: Records) -> "Proof":
        sealed, events = records.sealed[manifest.pk], records.events[manifest.pk]
        seal = records.seals[sealed.number]
        return cls(
            sealed.sequence,
            f"{sealed.index:,}",
            f"{seal.size:,}",
            seal.root[:12],
            minute(seal.signed_at),
            seal.signed_at,
            seal.key_id,
            written(as_attached(number, events, sealed, seal, records.tree)),
        )


@dataclass(frozen=True)
class ManifestForm:
    """All that the template prints. `opening` is None for what was never issued: a preview, not a document."""

    profile: Profile
    own: list[tuple[str, str, str]]  # what only its profile asks for: captions and value
    title: tuple[str, str]
    number: str
    national_no: str
    provincial_no: str
    url: str
    state: tuple[str, str]
    kind: tuple[str, str]
    watermark: tuple[str, str] | None
    part: dict  # the frozen particulars of part 1
    consignee: dict  # whom the manifest names now: of what was redirected, the last
    redirected_from: str
    lines: list[Line]
    declared: Weight
    opening: Signature | None
    delivered: str
    legs: list[Leg]
    receipt: Signature | None
    accepted: Weight | None
    child: str
    closing: Signature | None
    interventions: list[tuple[tuple[str, str], str, Signature]]
    head: Signature
    head_hash: str
    last_recorded: str  # ISO 8601, the document's own date
    proof: Proof | None = None  # None until an event is sealed

    @property
    def code(self):
        return qr.svg(self.url, qr.MEDIUM, CODE_MM) if self.url else ""

    @property
    def is_from_elsewhere(self) -> bool:
        """Parts 1 and 2 are another platform's, entered by the consignee: nobody of theirs has signed here."""
        return self.part.get("kind") == "inbound"

    @property
    def planned_carriage(self) -> dict:
        """What part 2 can say before anybody has taken the load over: the carrier named in part 1."""
        return {name: self.part["carrier"][name] for name in ("enterprise", "address", "phone")}

    @property
    def own_part(self) -> list[str]:
        """The templates of what only its profile asks for, the profile's own before the common one."""
        return [f"manifests/pdf/{self.profile.id}/own.html", "manifests/pdf/own.html"]

    @property
    def containers(self) -> int:
        return sum(line.sent["containers"] for line in self.lines)

    @property
    def stay(self) -> tuple[str, str] | None:
        """Since when the oldest of the load lay in store and until when it might, to the minute."""
        stay = self.part.get("stay")
        return stay and (minute(datetime.fromisoformat(stay["since"])), minute(datetime.fromisoformat(stay["until"])))

    @property
    def precautions(self) -> list[tuple[str, str]]:
        """Each precaution once, with the numbers of the lines that it is about; no numbers where it is about all."""
        lines: dict[str, list[int]] = {}
        for line in self.lines:
            if line.sent["precautions"]:
                lines.setdefault(line.sent["precautions"], []).append(line.sent["position"])
        if [len(self.lines)] == [len(positions) for positions in lines.values()]:
            return [("", text) for text in lines]
        return [(ranges(positions), text) for text, positions in lines.items()]


def ranges(positions: list[int]) -> str:
    """Ascending numbers as `1–3、7`."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def render_manifest(manifest: Manifest) -> bytes:
    """The manifest as a PDF, from its custody events as they are now."""
    return draw(form_of(manifest))


def draw(form: ManifestForm) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import drawn

    return drawn(sheet_of(form))


def sheet_of(form: ManifestForm) -> Sheet:
    """All that drawing it needs, wherever that is done."""
    attached = (Attached("proof.json", form.proof.bundle, form.proof.signed_at),) if form.proof else ()
    return Sheet(named(form.part["number"]), form.number, html(form), ("manifest.css",), attached)


def html(form: ManifestForm) -> str:
    """By the profile's own template where it has one, else by the common one."""
    own = f"manifests/pdf/{form.profile.id}/manifest.html"
    return select_template([own, "manifests/pdf/manifest.html"]).render({"form": form})


def fingerprint(manifest: Manifest) -> str:
    """Changes whenever the printed document would; empty for a preview, which follows rows that nobody has signed."""
    if not manifest.number:
        return ""
    sealed = sealed_of(manifest)
    stamp = sealed.stamp if sealed else ""
    keys = " ".join(key.name for key in keys_in_use())
    said = f"{EDITION} {settings.PUBLIC_URL} {keys} {manifest.event_head} {stamp}"
    return sha256(said.encode()).hexdigest()


def filename(manifest: Manifest) -> str:
    return named(manifest.number)


def named(number: str | None) -> str:
    return f"manifest-{number or 'draft'}.pdf"


def form_of(manifest: Manifest) -> ManifestForm:
    """Read the manifest's events and their proof. However many lines it has, the number of statements is the same."""
    return forms_of([manifest])[0]


def forms_of(manifests: Sequence[Manifest]) -> list[ManifestForm]:
    """The same for many, in about as many statements as for one. A draft, which is read from its rows, costs more."""
    records = records_of(manifests)
    return [_form(manifest, records) for manifest in manifests]


def _form(manifest: Manifest, records: Records) -> ManifestForm:
    events = records.events[manifest.pk]
    last = events[-1]
    told = as_amended(events)  # what holds now; the proof and the signatures are those of the events themselves
    opening = next((event for event in told if event.action in OPENING), None)
    receipt = _latest(told, "receive")
    closing = _latest(told, "close")
    part = opening.particulars if opening else plain(_unsigned(manifest))
    judged = {row["position"]: row for row in receipt.particulars["lines"]} if receipt else {}
    legs = legs_of(manifest, told, records.before)
    number = part["number"]
    is_sealed = bool(number) and manifest.pk in records.sealed
    profile = profile_named(part["profile"])
    return ManifestForm(
        profile=profile,
        own=[(*detail.paper, part.get("details", {}).get(detail.name, "")) for detail in profile.details],
        title=profile.paper,
        number=spaced(number),
        national_no=part.get("national_no", ""),
        provincial_no=part.get("provincial_no", ""),
        url=code_address(told, records.keys),
        state=STATES[last.new_state],
        kind=KINDS[_kind(part)],
        watermark=_watermark(opening, last.new_state),
        consignee=consignee_as_signed(told) or part["consignee"],
        redirected_from=part["consignee"]["facility"] if _latest(events, "redirect") else "",
        part={**part, "parent": spaced(part.get("parent", ""))},
        lines=[_line(row, judged.get(row["position"], {})) for row in part["lines"]],
        declared=Weight.of(part["kg"]),
        opening=Signature.of(opening) if opening else None,
        delivered=legs[0].departed if legs else "",
        legs=legs,
        receipt=Signature.of(receipt) if receipt else None,
        accepted=Weight.of(receipt.particulars["kg"]) if receipt else None,
        child=spaced(receipt.particulars["child"]) if receipt else "",
        closing=Signature.of(closing) if closing else None,
        interventions=[
            (INTERVENTIONS[event.action], said_of(event), Signature.of(event))
            for event in events
            if event.action in INTERVENTIONS
        ],
        head=Signature.of(last),
        head_hash=last.hash,
        last_recorded=second(last.recorded_at),
        proof=Proof.of(number, manifest, records) if is_sealed else None,
    )


def _kind(part: dict) -> str:
    """As part 1 was signed: its kind is what it continues, or the paper that it was entered from."""
    return "carried_on" if part.get("parent") else part.get("kind") or part.get("back_fill", {}).get("kind", "normal")


def _latest(events: list[CustodyEvent], action: str) -> CustodyEvent | None:
    return next((event for event in reversed(events) if event.action == action), None)


def _watermark(opening: CustodyEvent | None, state: str) -> tuple[str, str] | None:
    """What is written across the sheet when it proves nothing, or no longer does."""
    if state in ("cancelled", "voided"):
        return STATES[state]
    return None if opening else STATES["draft"]


def _line(sent: dict, judged: dict) -> Line:
    return Line(
        {**sent, "hazards": "、".join(sent["hazards"])},
        Weight.of(sent["kg"]),
        judged,
        Weight.of(judged.get("weighed_kg")),
        Weight.of(judged.get("accepted_kg")),
    )


def _unsigned(manifest: Manifest) -> dict:
    """Part 1 as it would be signed if the draft were issued now; the preview carries a watermark."""
    return {
        "number": "",
        "consignor": party_particulars(manifest.consignor),
        "carrier": party_particulars(manifest.carrier),
        "consignee": {**party_particulars(manifest.consignee), "permits": []},
        "method": {"code": manifest.method.code, "name": manifest.method.name},
        "lines": [line_particulars(line) for line in load_lines(manifest)],
        "kg": manifest.declared_kg,
        "remarks": manifest.remarks,
        "parent": "",
        "profile": manifest.profile,
        "details": manifest.details,
    }
