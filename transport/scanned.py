"""What a scanned or typed text stands for: a manifest's number or a container's digital code, with its mark if printed."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from stdnum.cn import uscc

from facilities.roles import Role
from manifests.models import Container, Manifest
from manifests.numbers import NotANumber, read_manifest_number
from manifests.states import ManifestState
from manifests.tokens import is_ours

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
    return Manifest.objects.visible_to(person).filter(legs__trip__driver__person=person).distinct()


def find_load(person, scanned: Scanned) -> Manifest | None:
    """The driver's own manifest behind a code; for a container the one it travels under now."""
    loads = loads_of(person)
    if scanned.kind == "manifest":
        return loads.filter(number=scanned.text).first()
    batches = Container.objects.filter(digital_id=scanned.text).values("batch")
    on_line = Q(lines__batch__in=batches) | Q(lines__batch__links_up__parent__in=batches)  # what was left of a part
    return loads.filter(on_line, state__in=ON_THE_WAY).order_by("-id").first()


def drives_load(person, scanned: Scanned) -> bool:
    """Whether a code opened with the phone's own camera should lead to the driver's page."""
    return person.standing.has(Role.DRIVER) and find_load(person, scanned) is not None
