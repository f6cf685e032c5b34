"""Container labels (危险废物标签, HJ 1276-2022): one square a page, at its exact size.

The size follows the container's volume: 100, 150 or 200 mm, the last one twice for two opposite sides. The square with
its black border has the nominal size; the sheet is larger by the white margin that must surround it, 3 mm a side. Texts
come from the event that filled the container: a declaration, a repacking, a treatment that yielded it. A container that
came with a part or into a whole keeps the label it was given further up the family. What the event did not freeze is
read from the waste stream. Fields and colours are corroborated by secondary sources only, not verified against the
standard's text; the pictograms are our own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from unicodedata import east_asian_width

import rfc8785
from django.template.loader import render_to_string
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from manifests.documents import qr
from manifests.documents.fillings import Filling, fillings
from manifests.documents.signature import second
from manifests.documents.words import PHYSICAL_STATES
from manifests.models import Container, WasteBatch
from manifests.profiles import profile_of
from manifests.tokens import container_url

EDITION = "1"
WHITE_MM = 3  # the margin outside the border
AT_ONCE = 100  # containers in one file
# Field, its text, its caption, and its width in characters (labels.css).
TALL_FIELDS = (
    ("name", "name", "废物名称：", 17.4),
    ("main", "main_components", "主要成分：", 17.4),
    ("harmful", "harmful_components", "有害成分：", 17.4),
    ("precautions", "precautions", "注意事项：", 26),
    ("unit", "unit", "产生/收集单位：", 26),
)
PICTOGRAMS = ("T", "C", "I", "R", "In")


@dataclass(frozen=True)
class Label:
    """One container's label: its code, volume (litres) and weight (kg) as filled, and what else it says.

    `serial` finds it in the batch that holds it now; `printed` is the batch and serial it was first filled under.
    """

    serial: int
    digital_id: str
    litres: Decimal
    kg: Decimal
    printed: str = ""
    recorded: datetime | None = None
    texts: dict = field(default_factory=dict)

    @property
    def mm(self) -> int:
        return Container(litres=self.litres).label_mm

    @property
    def sides(self) -> int:
        return Container(litres=self.litres).label_sides

    @property
    def spaced_id(self) -> str:
        """The 37 characters in their four segments: credit code, waste code, date, serial."""
        text = self.digital_id
        return f"{text[:18]} {text[18:26]} {text[26:34]} {text[34:]}"

    @property
    def weight(self) -> str:
        return f"{self.kg.normalize():,f}"

    @property
    def url(self) -> str:
        return container_url(self.digital_id)

    @cached_property
    def code(self):
        return qr.svg(self.url)

    @property
    def pictograms(self) -> list[str]:
        return [f"manifests/pdf/pictograms/{hazard}.svg" for hazard in self.texts["hazards"]]

    @property
    def lines(self) -> dict[str, str]:
        """For each field that is two lines high: whether its text surely fits on one."""
        return {
            name: "one" if ems(caption + self.texts[text]) <= wide - 1 else "two"
            for name, text, caption, wide in TALL_FIELDS
        }


@dataclass(frozen=True)
class Labels:
    """The labels of the containers that one batch holds."""

    number: str
    labels: list[Label]
    total: int  # containers of the batch, in all files
    part: int = 1
    parts: int = 1

    @property
    def recorded(self) -> str:
        """ISO 8601, the document's own date: when the last of its labels was made."""
        return second(max(label.recorded for label in self.labels))

    @property
    def filename(self) -> str:
        serial = f"-{self.labels[0].serial}" if len(self.labels) == 1 else ""
        part = f"-part-{self.part}" if self.parts > 1 else ""
        return f"labels-{self.number}{serial}{part}.pdf"

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """First and last label of each file."""
        return [(first, min(first + AT_ONCE - 1, self.total)) for first in range(1, self.total + 1, AT_ONCE)]

    @property
    def sheets(self) -> list[Label]:
        """One entry a page: a label for two sides stands twice."""
        return [label for label in self.labels for _side in range(label.sides)]

    @property
    def fingerprint(self) -> str:
        """Changes whenever the printed labels would."""
        said = [
            EDITION,
            self.number,
            [[label.url, label.printed, str(label.litres), str(label.kg), label.texts] for label in self.labels],
        ]
        return sha256(rfc8785.dumps(said)).hexdigest()


def ems(text: str) -> float:
    """No less than the width of the text in font sizes: 1 for a Chinese character, two thirds for a Latin one."""
    return sum(1 if east_asian_width(character) in "WFA" else 0.67 for character in text)


def labels_of(batch: WasteBatch, *, serial: int | None = None, part: int = 1) -> Labels:
    """The labels of a batch, at most a hundred to a file; `serial` picks one container, `part` a later hundred.

    Needs `with_particulars()` for no further statements than two. Raises NotThere, with the reason, where HJ 1276 asks
    for no label or the batch holds no container.
    """
    if reason := profile_of(batch.waste_code).no_label:
        raise NotThere(reason.message, code=reason.code)
    rows = list(batch.containers.full().exclude(digital_id=None).order_by("serial"))
    if not rows:
        raise NotThere(
            _("This batch holds no containers. Repack it into some, or look for them in the other part of the split."),
            code="batch_without_containers",
        )
    total = len(rows)
    parts = -(-total // AT_ONCE)
    if serial is not None:
        rows, parts = [row for row in rows if row.serial == serial], 1
    else:
        rows = rows[(part - 1) * AT_ONCE : part * AT_ONCE]
    if not rows:
        raise NotThere(_("This batch has no such container."), code="container_unknown")
    filled = fillings(batch)
    labels = [_label(batch, row, filled[row.digital_id]) for row in rows]
    return Labels(batch.number, labels, total, part, parts)


def render_labels(batch: WasteBatch, *, serial: int | None = None, part: int = 1) -> bytes:
    """The labels as a PDF."""
    return draw(labels_of(batch, serial=serial, part=part))


def draw(labels: Labels) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(labels), "labels.css")


def html(labels: Labels) -> str:
    return render_to_string("manifests/pdf/labels.html", {"labels": labels})


def _label(batch: WasteBatch, row: Container, filling: Filling) -> Label:
    said, event = filling.said, filling.event
    return Label(
        serial=row.serial,
        digital_id=row.digital_id,
        litres=Decimal(said["litres"]),
        kg=Decimal(said["kg"]),
        printed=f"{event.particulars['number']}-{filling.serial}",
        recorded=event.recorded_at,
        texts=_texts(batch, filling),
    )


def _texts(batch: WasteBatch, filling: Filling) -> dict:
    frozen, stream, site = filling.event.particulars, batch.stream, batch.generator
    arose = frozen.get("generated_at")
    moment = datetime.fromisoformat(arose) if arose else filling.event.happened_at
    return {
        "name": frozen["waste_name"],
        "category": frozen.get("category", batch.waste_code.category_code),
        "code": frozen["code"],
        "form": PHYSICAL_STATES.get(frozen["physical_state"], frozen["physical_state"]),
        "hazards": [letter for letter in PICTOGRAMS if letter in frozen["hazards"]],
        "main_components": frozen.get("main_components", stream.main_components),
        "harmful_components": frozen.get("harmful_components", stream.harmful_components),
        "precautions": frozen.get("precautions", stream.precautions),
        "unit": frozen["enterprise"],
        "site": frozen["generator"],
        "contact": frozen.get("contact", site.contact_name),
        "phone": frozen.get("phone", site.contact_phone),
        "generated_on": f"{localdate(moment, get_default_timezone()):%Y-%m-%d}",
    }
