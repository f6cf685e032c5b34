"""The weighbridge slip (过磅单): gross, tare and net, small enough to go along; as the gate entered them with its
receipt, or as they were entered for the consignor with the load that left.

On a roll of 80 mm, on A6 or on A5. No form is prescribed that we know of. Receipts of the time before gross and tare
were asked for show the net alone. What a correction changed later stands on the manifest and not here.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from manifests.actions.particulars import consignee_as_signed
from manifests.documents import qr
from manifests.documents.labels import ems
from manifests.documents.signature import Signature, second
from manifests.models import CustodyEvent, Manifest
from manifests.numbers import spaced
from manifests.states import OPENING, TAKING_OVER
from manifests.tokens import manifest_url
from manifests.weighed import departure_of

# Raise it when template, styles or words change what is printed: readers then fetch the document anew.
EDITION = "3"
PAPERS = ("roll", "a6", "a5")
GATE, DEPARTURE = "gate", "departure"  # whose scale
CODE_MM = 24
# A roll has no page: its sheet is cut at the next of these heights (weighbridge_slip.css), what is longer goes on.
ROLL_MM = range(120, 401, 20)
ROLL_HEAD_MM, ROLL_LINE_MM, ROLL_EM = 92, 4.5, 17  # all but the lines; one row; characters that fit a row


@dataclass(frozen=True)
class Entry:
    """What went over the scale by itself: a line, or as position 0 the load as one. Weights as printed (kg)."""

    position: int
    name: str
    code: str
    gross: str
    tare: str
    net: str
    scale: str = ""
    ticket: str = ""
    note: str = ""

    @classmethod
    def of(cls, weighing: dict, net, position: int = 0, name: str = "", code: str = "") -> "Entry":
        """`net` is what stands as weighed; None where nobody weighed what was refused."""
        return cls(
            position,
            name,
            code,
            _kg(weighing.get("gross_kg")),
            _kg(weighing.get("tare_kg")),
            _kg(net),
            *(weighing.get(said, "") for said in ("scale", "ticket", "note")),
        )

    @property
    def rows(self) -> int:
        """How many rows it takes on the roll."""
        texts = [text for text in (f"{self.position}. {self.name} {self.code}", self.note) if text]
        whole = sum(1 + int(ems(text) // ROLL_EM) for text in texts)
        return whole + 1 + 2 * bool(self.gross) + bool(self.scale) + bool(self.ticket)


@dataclass(frozen=True)
class Slip:
    """All that the template prints."""

    paper: str
    number: str
    url: str
    consignor: str
    consignee: dict
    plate: str
    driver: str
    weighings: list[Entry]  # the lines, and the load as one where it was weighed so
    declared: str
    net: str
    signed: Signature
    recorded: str
    at: str = GATE

    @property
    def site(self) -> str:
        """Whose scale it was."""
        return self.consignor if self.at == DEPARTURE else self.consignee["enterprise"]

    @property
    def code(self):
        return qr.svg(self.url, mm=CODE_MM)

    @property
    def sheet(self) -> str:
        """The CSS class of its paper."""
        if self.paper != "roll":
            return self.paper
        names = sum(int(ems(name) // ROLL_EM) for name in (self.site, self.consignor, self.consignee["enterprise"]))
        needed = ROLL_HEAD_MM + (names + sum(entry.rows for entry in self.weighings)) * ROLL_LINE_MM
        return f"roll r{next((height for height in ROLL_MM if height >= needed), ROLL_MM[-1])}"


def slip_of(manifest: Manifest, paper: str = "roll") -> Slip:
    """One statement. Raises NotThere before anything was weighed at the gate."""
    if manifest.received_at is None:
        raise NotThere(_("Nothing has been weighed under this manifest yet."), code="not_weighed")
    # What rides home has no truck of its own on record: it is on its parent's.
    rows = CustodyEvent.objects.filter(manifest__in=[manifest.pk, manifest.parent_id or manifest.pk])
    found = list(rows.order_by("recorded_at", "sequence"))
    events = [event for event in found if event.manifest_id == manifest.pk]
    receipt = next(event for event in events if event.action == "receive")
    part = next(event.particulars for event in events if event.action in OPENING)
    carriage = next((row.particulars["carriage"] for row in reversed(found) if row.action in TAKING_OVER), {})
    sent = {line["position"]: line for line in part["lines"]}
    said = receipt.particulars
    weighings = [
        Entry.of(
            line.get("weighing", {}),
            line["weighed_kg"],
            line["position"],
            sent[line["position"]]["name"],
            sent[line["position"]]["code"],
        )
        for line in said["lines"]
    ]
    if "weighing" in said:
        weighings.append(Entry.of(said["weighing"], said["weighing"].get("net_kg")))
    net = sum(Decimal(line["weighed_kg"] or 0) for line in said["lines"])
    return Slip(
        paper=paper,
        number=spaced(part["number"]),
        url=manifest_url(part["number"]),
        consignor=part["consignor"]["enterprise"],
        consignee=consignee_as_signed(events) or part["consignee"],
        plate=carriage.get("plate", ""),
        driver=carriage.get("driver", ""),
        weighings=weighings,
        declared=_kg(part["kg"]),
        net=_kg(net),
        signed=Signature.of(receipt),
        recorded=second(receipt.recorded_at),
    )


def departure_slip_of(manifest: Manifest, paper: str = "roll") -> Slip:
    """Of the consignor's own weighing, by whoever signed it: at issue its clerk, driving off the driver. One statement.
    Raises NotThere where nobody weighed then."""
    events = list(manifest.events.order_by("sequence"))
    signed = departure_of(events)
    if signed is None:
        raise NotThere(_("Nothing has been weighed under this manifest yet."), code="not_weighed")
    part = next(event.particulars for event in events if event.action == "issue")
    carriage = next((event.particulars["carriage"] for event in events if event.action == "depart"), {})
    weighing = signed.particulars["weighing"]
    return Slip(
        paper=paper,
        number=spaced(part["number"]),
        url=manifest_url(part["number"]),
        consignor=part["consignor"]["enterprise"],
        consignee=part["consignee"],
        plate=carriage.get("plate", ""),
        driver=carriage.get("driver", ""),
        weighings=[Entry.of(weighing, weighing.get("net_kg"))],
        declared=_kg(part["kg"]),
        net=_kg(weighing.get("net_kg")),
        signed=Signature.of(signed),
        recorded=second(signed.recorded_at),
        at=DEPARTURE,
    )


def _kg(value) -> str:
    return "" if value in (None, "") else f"{Decimal(value):,.3f}"


def html(slip: Slip) -> str:
    return render_to_string("manifests/pdf/weighbridge_slip.html", {"slip": slip})


def draw(slip: Slip) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(slip), "weighbridge_slip.css")


def fingerprint(manifest: Manifest, paper: str, at: str = GATE) -> str:
    """Changes whenever the printed slip would; issue, departure and receipt are signed once."""
    moments = f"{manifest.issued_at} {manifest.departed_at}" if at == DEPARTURE else manifest.received_at
    said = f"{EDITION} {at} {paper} {settings.PUBLIC_URL} {manifest.pk} {moments}"
    return sha256(said.encode()).hexdigest()


def filename(manifest: Manifest, at: str = GATE) -> str:
    return f"weighbridge-{manifest.number}{'-departure' if at == DEPARTURE else ''}.pdf"
