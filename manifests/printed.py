"""What somebody scanned or typed: a manifest's number, a drum's digital code, or an address printed with either."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from stdnum.cn import uscc

from manifests.numbers import NotANumber, read_manifest_number
from manifests.proofs.token import NotGenuine
from manifests.tokens import is_ours
from manifests.verifying import read_token

_ADDRESS = re.compile(r"^/(?P<kind>[qc])/(?P<text>[0-9A-Za-z]{6,64})/(?P<mark>[^/]+)/?$")
_PROVING = re.compile(r"^/v/(?P<text>[0-9A-Za-z]{6,64})/?$")
_LIKE_A_NUMBER = re.compile(r"^LD[0-9A-Z]{6,30}$")
_DIGITAL_ID = re.compile(r"^(?P<registration>[0-9A-Z]{18})\d{19}$")
MANIFEST, CONTAINER = "manifest", "container"


class NotOurs(ValueError):
    """Neither a code that we printed nor a number of its shape."""


class Mistyped(NotOurs):
    """Shaped like a number of ours, but the check character does not fit."""


@dataclass(frozen=True)
class Printed:
    """A well-formed number; whether anything stands behind it is another question."""

    kind: str
    text: str


def read_printed(sent: str) -> Printed:
    """Addresses need their mark or token, numbers their check character; spaces, hyphens and case are forgiven.

    A token costs one statement: the key that it names.
    """
    sent = sent.strip()
    if "/" in sent:
        return _read_address(sent)
    text = re.sub(r"[\s\-·]", "", sent).upper()
    try:
        return Printed(MANIFEST, read_manifest_number(text))
    except NotANumber:
        if _LIKE_A_NUMBER.match(text):
            raise Mistyped(sent) from None
    if found := _DIGITAL_ID.match(text):
        if not uscc.is_valid(found["registration"]):
            raise Mistyped(sent)
        return Printed(CONTAINER, text)
    raise NotOurs(sent)


def _read_address(sent: str) -> Printed:
    try:
        parts = urlsplit(sent)
    except ValueError:  # begins like an address and is none
        raise NotOurs(sent) from None
    if proving := _PROVING.match(parts.path):
        return _read_proof(sent, proving["text"].upper(), parts.fragment)
    found = _ADDRESS.match(parts.path)
    if found is None or not found["mark"].isascii():
        raise NotOurs(sent)
    text = found["text"].upper()
    if not is_ours(text, found["mark"]):
        raise NotOurs(sent)
    return Printed(MANIFEST if found["kind"] == "q" else CONTAINER, text)


def _read_proof(sent: str, number: str, token: str) -> Printed:
    try:
        return Printed(MANIFEST, read_token(token, number).number)
    except NotGenuine:
        raise NotOurs(sent) from None
