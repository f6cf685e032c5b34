"""The notice of what a gate refused or found otherwise than the manifest says (接受异常通知).

Order 23 of 2022, Art. 18: the receiver tells the consignor at once, decides whether to accept, and reports to the
authority of the receiving place. No form is prescribed that we know of: layout and title are our own, not verified.
Everything is as the receipt froze it, but for lines in which only a correction found something; what was corrected
since stands under it, and who has seen it at its end.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from facilities.models import Region
from manifests.actions.particulars import consignee_as_signed
from manifests.amended import as_amended
from manifests.discrepancies import discrepant_lines
from manifests.documents import qr
from manifests.documents.corrections import said_of
from manifests.documents.pictures import Picture, pictures_of, withdrawals
from manifests.documents.signature import Signature, second
from manifests.misfits import Misfit
from manifests.models import CustodyEvent, Manifest
from manifests.numbers import spaced
from manifests.quantities import ZERO
from manifests.sealing import AMENDING
from manifests.states import OPENING, TAKING_OVER
from manifests.tokens import manifest_url

# Raise it when template, styles or words change what is printed: readers then fetch the document anew.
EDITION = "3"
CODE_MM = 22
MISFITS = {
    Misfit.NAME: ("名称", "name"),
    Misfit.QUANTITY: ("数量", "quantity"),
    Misfit.PROPERTY: ("特性", "property"),
    Misfit.FORM: ("形态", "form"),
    Misfit.PACKAGING: ("包装方式", "packaging"),
}
OPINIONS = {
    "accept": ("接受", "accept"),
    "part": ("部分接受", "accept in part"),
    "refuse": ("拒收", "refuse"),
}


@dataclass(frozen=True)
class Found:
    """One line: what part 1 declares (`sent`), what was judged, and the gap between the two (kg)."""

    sent: dict
    judged: dict
    since: bool = False  # brought to light by a correction after the receipt, and told as corrected

    @property
    def declared_kg(self) -> Decimal:
        return Decimal(self.sent["kg"])

    @property
    def weighed_kg(self) -> Decimal | None:
        """None where a refused line was not put on the scale."""
        return Decimal(self.judged["weighed_kg"]) if self.judged["weighed_kg"] else None

    @property
    def accepted_kg(self) -> Decimal:
        return Decimal(self.judged["accepted_kg"] or 0)

    @property
    def difference_kg(self) -> Decimal | None:
        """Weighed less declared."""
        return None if self.weighed_kg is None else self.weighed_kg - self.declared_kg

    @property
    def percent(self) -> Decimal | None:
        """The difference in hundredths of what was declared, to two decimals."""
        gap = self.difference_kg
        return None if gap is None else (gap * 100 / self.declared_kg).quantize(Decimal("0.01"))

    @property
    def rest_kg(self) -> Decimal:
        """What stays on the truck; as declared where nobody weighed it."""
        whole = self.weighed_kg if self.weighed_kg is not None else self.declared_kg
        return whole - self.accepted_kg if self.judged["rest"] else ZERO

    @property
    def cells(self) -> list[str]:
        """Declared, weighed, difference in kilograms and in percent, accepted."""
        weighed = ["未称重 –", "–", "–"]
        if self.weighed_kg is not None:
            weighed = [f"{self.weighed_kg:,.3f}", f"{self.difference_kg:+,.3f}", f"{self.percent:+,.2f} %"]
        return [f"{self.declared_kg:,.3f}", *weighed, f"{self.accepted_kg:,.3f}"]

    @property
    def misfits(self) -> list[tuple[tuple[str, str], bool]]:
        """Each thing the law names, and whether the receiver said that it does not fit."""
        said = self.judged.get("misfits", [])
        return [(words, name in said) for name, words in MISFITS.items()]

    @property
    def says_misfits(self) -> bool:
        return bool(self.judged.get("misfits"))

    @property
    def opinion(self) -> tuple[str, str]:
        return OPINIONS[self.judged["opinion"]]

    @property
    def rest(self) -> str:
        return f"{self.rest_kg:,.3f}" if self.rest_kg > ZERO else ""


@dataclass(frozen=True)
class DiscrepancyNotice:
    """All that the template prints."""

    number: str
    url: str
    part: dict  # the frozen particulars of part 1
    consignee: dict
    carriage: dict
    authority: str  # the receiving place, by name
    lines: list[Found]
    more: int  # lines in which nothing was found
    accepted: str
    child: str
    receipt: Signature
    corrections: list[tuple[str, Signature]]
    seen: Signature | None
    seen_note: str
    pictures: list[Picture]
    state_hash: str
    last_recorded: str

    @property
    def code(self):
        return qr.svg(self.url, mm=CODE_MM)


def notice_of(manifest: Manifest) -> DiscrepancyNotice:
    """Two statements, events and the place, and one for photographs where there are any. Raises NotThere where a
    receipt found nothing, or there is none."""
    if manifest.discrepancy_at is None:
        raise NotThere(_("Nothing was found otherwise than the manifest says."), code="no_discrepancy")
    events = list(CustodyEvent.objects.filter(manifest=manifest).order_by("sequence"))
    receipt = next(event for event in events if event.action == "receive")
    part = next(event.particulars for event in events if event.action in OPENING)
    sent = {line["position"]: line for line in part["lines"]}
    lines = discrepant_lines(receipt.particulars, receipt.warnings)
    found = [Found(sent[line["position"]], line) for line in lines]
    found += [Found(sent[line["position"]], line, since=True) for line in _brought_to_light(events, lines)]
    taken = [event for event in events if event.action in TAKING_OVER]
    seen = next((event for event in events if event.action == "acknowledge"), None)
    last = events[-1]
    return DiscrepancyNotice(
        number=spaced(part["number"]),
        url=manifest_url(part["number"]),
        part=part,
        consignee=consignee_as_signed(events) or part["consignee"],
        carriage=taken[-1].particulars["carriage"] if taken else {},
        authority=place_of(manifest.destination_region_id),
        lines=sorted(found, key=lambda line: line.sent["position"]),
        more=len(part["lines"]) - len(found),
        accepted=f"{Decimal(receipt.particulars['kg']):,.3f}",
        child=spaced(receipt.particulars["child"]),
        receipt=Signature.of(receipt),
        corrections=[(said_of(event), Signature.of(event)) for event in events if event.action in AMENDING],
        seen=Signature.of(seen) if seen else None,
        seen_note=seen.particulars["note"] if seen else "",
        pictures=pictures_of(manifest, events),
        state_hash=last.hash,
        last_recorded=second(last.recorded_at),
    )


def _brought_to_light(events: list[CustodyEvent], told: list) -> list[dict]:
    """Lines in which a correction since found something otherwise, as they read now; the gate `told` nothing of
    them."""
    arisen = {number for event in events for number in event.particulars.get("differences", ())}
    arisen -= {line["position"] for line in told}
    receipt = next(event for event in as_amended(events) if event.action == "receive")
    return [line for line in receipt.particulars["lines"] if line["position"] in arisen]


def place_of(region: str) -> str:
    """A district with what it is part of, 江苏省常州市武进区."""
    codes = (f"{region[:2]}0000", f"{region[:4]}00", region)
    return "".join(dict.fromkeys(Region.objects.filter(pk__in=codes).order_by("pk").values_list("name", flat=True)))


def html(notice: DiscrepancyNotice) -> str:
    return render_to_string("manifests/pdf/discrepancy_notice.html", {"notice": notice})


def draw(notice: DiscrepancyNotice) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(notice), "discrepancy_notice.css")


def fingerprint(manifest: Manifest) -> str:
    """Changes whenever the printed notice would."""
    said = f"{EDITION} {settings.PUBLIC_URL} {manifest.event_head} {withdrawals(manifest)}"
    return sha256(said.encode()).hexdigest()


def filename(manifest: Manifest) -> str:
    return f"discrepancy-{manifest.number}.pdf"
