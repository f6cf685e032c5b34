"""Container labels: what each says, for one batch, for many, and for codes printed ahead.

The size follows the container's volume: 100, 150 or 200 mm, the last one twice for two opposite sides. Texts come from
the event that filled the container: a declaration, a repacking, a treatment that yielded it. A container that came with
a part or into a whole keeps the label it was given further up the family. What the event did not freeze is read from
the waste stream. Hazardous waste wears the label of HJ 1276-2022, medical waste the mark of HJ 421-2008
(`label_kinds`). Fields and colours are corroborated by secondary sources only, not verified against the standards'
texts; the pictograms are our own. How labels lie on paper is `label_sheets`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from unicodedata import east_asian_width

from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from manifests.documents import qr
from manifests.documents.fillings import Filling, fillings
from manifests.documents.label_kinds import LabelKind, label_kind
from manifests.documents.words import PHYSICAL_STATES
from manifests.models import Container, SerialBlock, WasteBatch
from manifests.tokens import container_url

# Field, its text, its caption, and its width in characters (labels.css).
TALL_FIELDS = (
    ("name", "name", "废物名称：", 17.4),
    ("main", "main_components", "主要成分：", 17.4),
    ("harmful", "harmful_components", "有害成分：", 17.4),
    ("precautions", "precautions", "注意事项：", 26),
    ("unit", "unit", "产生/收集单位：", 26),
)
PICTOGRAMS = ("T", "C", "I", "R", "In")
TOGETHER = 200  # batches whose containers are asked for in one statement


@dataclass(frozen=True)
class Label:
    """One container's label: its code, volume (litres) and weight (kg) as filled, and what else it says.

    `serial` finds it in the batch that holds it now; `printed` is the batch and serial it was first filled under. One
    printed ahead has no weight and no day of filling yet.
    """

    serial: int
    digital_id: str
    litres: Decimal
    kg: Decimal | None
    printed: str = ""
    recorded: datetime | None = None
    kind: LabelKind = LabelKind.HAZARDOUS
    texts: dict = field(default_factory=dict)

    @property
    def mm(self) -> int:
        return Container(litres=self.litres).label_mm

    @property
    def sides(self) -> int:
        return Container(litres=self.litres).label_sides

    @property
    def template(self) -> str:
        return self.kind.template

    @property
    def spaced_id(self) -> str:
        """The 37 characters in their four segments: credit code, waste code, date, serial."""
        text = self.digital_id
        return f"{text[:18]} {text[18:26]} {text[26:34]} {text[34:]}"

    @property
    def weight(self) -> str:
        """Kilograms; a gap to write in where it is not filled yet."""
        return "\u3000" * 5 if self.kg is None else f"{self.kg.normalize():,f}"

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

    @property
    def said(self) -> list:
        """All that is printed, for a fingerprint."""
        return [self.url, self.printed, str(self.litres), str(self.kg), self.kind.value, self.texts]


def ems(text: str) -> float:
    """No less than the width of the text in font sizes: 1 for a Chinese character, two thirds for a Latin one."""
    return sum(1 if east_asian_width(character) in "WFA" else 0.67 for character in text)


def labelled(batch: WasteBatch) -> list[Container]:
    """The full containers of a batch that wear a label, by their serials. One statement.

    Raises NotThere, with the reason, where the waste wears no label or the batch holds no container.
    """
    label_kind(batch.waste_code)
    rows = list(batch.containers.full().exclude(digital_id=None).order_by("serial"))
    if not rows:
        raise NotThere(
            _("This batch holds no containers. Repack it into some, or look for them in the other part of the split."),
            code="batch_without_containers",
        )
    return rows


def labels_of(batch: WasteBatch, serials: Collection[int] | None = None) -> list[Label]:
    """The labels of the containers that one batch holds, or of those with these serials.

    Needs `with_particulars()` for no further statements than two. Raises NotThere as `labelled` does, and where the
    batch has no such container.
    """
    rows = labelled(batch)
    if serials is not None:
        known = {row.serial for row in rows}
        if not known.issuperset(serials):
            raise NotThere(_("This batch has no such container."), code="container_unknown")
        rows = [row for row in rows if row.serial in serials]
    filled = fillings([batch])
    return [_label(batch, row, filled[row.digital_id]) for row in rows]


def labels_over(batches: Iterable[WasteBatch], codes: Collection[str] | None = None) -> Iterator[Label]:
    """The labels of many batches, batch by batch as they come, or only those with these digital codes.

    Batches that wear no label or hold no container are passed over. Two statements for each 200 batches, whatever
    they hold; the batches need `with_particulars()`. For a file of many labels, with `label_sheets`.
    """
    waiting: list[WasteBatch] = []
    for batch in batches:
        waiting.append(batch)
        if len(waiting) == TOGETHER:
            yield from _together(waiting, codes)
            waiting = []
    if waiting:
        yield from _together(waiting, codes)


def labels_of_block(block: SerialBlock, codes: Collection[str]) -> list[Label]:
    """Labels printed ahead: everything but the weight and the day of filling. Needs the block's stream and site."""
    stream, site = block.stream, block.facility
    kind = label_kind(block.waste_code)
    texts = {
        "name": stream.official_name,
        "category": block.waste_code.category_code,
        "code": block.waste_code.code,
        "form": PHYSICAL_STATES.get(stream.physical_state_id, stream.physical_state_id),
        "hazards": [letter for letter in PICTOGRAMS if letter in stream.hazards],
        "main_components": stream.main_components,
        "harmful_components": stream.harmful_components,
        "precautions": stream.precautions,
        "unit": site.enterprise.name,
        "site": site.name,
        "contact": site.contact_name,
        "phone": site.contact_phone,
        "generated_on": "",
    }
    return [
        Label(int(code[-3:]), code, block.litres, None, recorded=block.recorded_at, kind=kind, texts=texts)
        for code in sorted(codes)
    ]


def _together(batches: list[WasteBatch], codes: Collection[str] | None) -> Iterator[Label]:
    rows = Container.objects.full().exclude(digital_id=None).filter(batch__in=batches)
    held: dict = {}
    for row in (rows if codes is None else rows.filter(digital_id__in=codes)).order_by("serial"):
        held.setdefault(row.batch_id, []).append(row)
    filled = fillings([batch for batch in batches if batch.pk in held])
    for batch in batches:
        for row in held.get(batch.pk, ()):
            yield _label(batch, row, filled[row.digital_id])


def _label(batch: WasteBatch, row: Container, filling: Filling) -> Label:
    said, event = filling.said, filling.event
    return Label(
        serial=row.serial,
        digital_id=row.digital_id,
        litres=Decimal(said["litres"]),
        kg=Decimal(said["kg"]),
        printed=f"{event.particulars['number']}-{filling.serial}",
        recorded=event.recorded_at,
        kind=label_kind(batch.waste_code),
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
