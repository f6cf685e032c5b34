"""What a scanned or typed text stands for: a manifest's number or a container's code, with its mark if printed."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.db.models import Q
from django.urls import reverse
from stdnum.cn import uscc

from facilities.roles import Role
from manifests.models import Container, Manifest, ManifestLine
from manifests.numbers import NotANumber, read_manifest_number
from manifests.states import ManifestState
from manifests.tokens import is_ours
from transport.models import Leg

_PRINTED = re.compile(r"^/(?P<kind>[qc])/(?P<text>[0-9A-Za-z]{6,64})/(?P<mark>[^/]+)/?$")
_LOOKS_LIKE_NUMBER = re.compile(r"^LD[0-9A-Z]{6,30}$")
_DIGITAL_ID = re.compile(r"^(?P<registration>[0-9A-Z]{18})\d{8}\d{8}\d{3}$")
ON_THE_WAY = (ManifestState.ISSUED, ManifestState.IN_TRANSIT, ManifestState.ARRIVED)


class NotOurCode(ValueError):
    """Neither a code printed by this service nor a number of its shape."""


class Mistyped(ValueError):
    """Shaped like a number of ours, but the check character does not fit."""


@dataclass(frozen=True)
class Scanned:
    """A number that is well formed; whether anything stands behind it is another question."""

    kind: str  # "manifest" or "container"
    text: str


def read_scanned(sent: str) -> Scanned:
    """Addresses need their mark; bare numbers need their check character. Spaces, hyphens and case are forgiven."""
    sent = sent.strip()
    if "/" in sent:
        return _read_address(sent)
    text = re.sub(r"[\s\-·]", "", sent).upper()
    try:
        return Scanned("manifest", read_manifest_number(text))
    except NotANumber:
        if _LOOKS_LIKE_NUMBER.match(text):
            raise Mistyped(sent) from None
    if found := _DIGITAL_ID.match(text):
        if not uscc.is_valid(found["registration"]):
            raise Mistyped(sent)
        return Scanned("container", text)
    raise NotOurCode(sent)


def _read_address(sent: str) -> Scanned:
    try:
        found = _PRINTED.match(urlsplit(sent).path)
    except ValueError:  # begins like an address and is none
        found = None
    if found is None or not found["mark"].isascii():
        raise NotOurCode(sent)
    text = found["text"].upper()
    if not is_ours(text, found["mark"]):
        raise NotOurCode(sent)
    return Scanned("manifest" if found["kind"] == "q" else "container", text)


def loads_of(person):
    """Manifests of which the person drives a leg, whatever desks they also hold."""
    legs = Leg.objects.filter(trip__driver__person=person)
    return Manifest.objects.visible_to(person).filter(pk__in=legs.values("manifest"))


def find_load(person, scanned: Scanned) -> Manifest | None:
    """The driver's own manifest behind a code; for a container the one it travels under now."""
    loads = loads_of(person)
    if scanned.kind == "manifest":
        return loads.filter(number=scanned.text).first()
    batches = Container.objects.filter(digital_id=scanned.text).values("batch")
    on_line = Q(batch__in=batches) | Q(batch__links_up__parent__in=batches)  # the second: what was left of a part
    lines = ManifestLine.objects.filter(on_line).values("manifest")
    return loads.filter(pk__in=lines, state__in=ON_THE_WAY).order_by("-id").first()


def way_to_load(person, kind: str, text: str) -> str | None:
    """Where a code opened with the phone's own camera leads a driver: through the scan, so that it is recorded."""
    if not person.standing.has(Role.DRIVER) or find_load(person, Scanned(kind, text)) is None:
        return None
    return f"{reverse('transport:found')}?{urlencode({'code': text})}"
