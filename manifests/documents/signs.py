"""Signs of stores and treatment units (HJ 1276-2022): on the door of a facility, and in a store the plan of its zones.

One template a kind of sign, one drawing in em, printed at the size that the viewing distance asks for. What is a zone
here is a storage area; the plan is a scheme of the site's open areas, not to scale. Sizes, colours and fields are not
verified against the standard's text; the symbol is our own drawing of its dead tree and fish.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import rfc8785
from django.template.loader import render_to_string

from facilities.models import Facility, StorageArea
from manifests.documents import qr
from manifests.documents.words import PHYSICAL_STATES
from manifests.tokens import sign_url

EDITION = "1"
MOST_WASTES = 6  # lines that stay readable on one sign
MOST_ZONES = 12


@dataclass(frozen=True)
class Size:
    """A sign's width and height (mm), and from how far it is read."""

    code: str
    wide: int
    high: int
    distance: str

    def __str__(self) -> str:
        """Without a break inside, since several stand in one line."""
        return f"{self.wide} × {self.high} mm ({self.distance})".replace(" ", "\xa0")


# By viewing distance, the largest first: out of doors, indoors, near by.
DOOR_SIZES = {
    size.code: size
    for size in (Size("900", 900, 558, "> 10 m"), Size("600", 600, 372, "4–10 m"), Size("300", 300, 186, "≤ 4 m"))
}
ZONE_SIZES = {
    size.code: size
    for size in (Size("600", 600, 600, "> 4 m"), Size("450", 450, 450, "2.5–4 m"), Size("300", 300, 300, "≤ 2.5 m"))
}


@dataclass(frozen=True)
class Unit:
    """A facility that needs a sign on its door: a store, or a place of collection, use or disposal."""

    site: Facility
    title: str  # 贮存设施
    code: str
    key: str  # uuid of the area or the site, in hex, for the code on the sign
    person: str
    phone: str
    area: StorageArea | None = None
    number: int = 0  # among the units of its kind at the site

    @cached_property
    def qr(self):
        return qr.svg(sign_url(self.key))


@dataclass(frozen=True)
class Zone:
    """One area of the plan, and what lies in it."""

    area: StorageArea
    wastes: list[dict] = field(default_factory=list)
    is_here: bool = False

    @property
    def names(self) -> str:
        return "、".join(dict.fromkeys(waste["name"] for waste in self.wastes[:3]))


@dataclass(frozen=True)
class Partition:
    """The plan of a site's areas with one of them in front."""

    site: Facility
    zones: list[Zone]

    @property
    def here(self) -> Zone:
        return next(zone for zone in self.zones if zone.is_here)

    @property
    def wastes(self) -> list[dict]:
        return self.here.wastes[:MOST_WASTES]

    @property
    def left_out(self) -> int:
        return len(self.here.wastes[MOST_WASTES:])

    @cached_property
    def qr(self):
        return qr.svg(sign_url(self.here.area.pk.hex))


def waste_on_sign(name: str, code: str, state: str, hazards: Sequence[str]) -> dict:
    """One line of a partition sign."""
    return {"name": name, "code": code, "form": PHYSICAL_STATES.get(state, state), "hazards": "、".join(hazards)}


def fingerprint(sign: Unit | Partition, size: Size) -> str:
    """Changes whenever the printed sign would."""
    return sha256(rfc8785.dumps([EDITION, size.code, _html(sign)])).hexdigest()


def digest_of(sign: Unit | Partition) -> str:
    """Of what it says, whatever its size and however it is drawn."""
    if isinstance(sign, Unit):
        said: list = [sign.site.enterprise.name, sign.title, sign.code, sign.key, sign.person, sign.phone]
    else:
        said = [[zone.area.code, zone.is_here, zone.wastes] for zone in sign.zones]
    return sha256(rfc8785.dumps(said)).hexdigest()


def draw(sign: Unit | Partition, size: Size) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    em = size.high / (30 if isinstance(sign, Unit) else 40)
    own = f"@page {{ size: {size.wide}mm {size.high}mm; margin: 0 }}\nhtml {{ font-size: {em:.4f}mm }}"
    return pdf(_html(sign), "signs.css", own=own)


def _html(sign: Unit | Partition) -> str:
    template = "sign_door" if isinstance(sign, Unit) else "sign_partition"
    return render_to_string(f"manifests/pdf/{template}.html", {"sign": sign})
