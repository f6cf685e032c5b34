"""COSE_Sign1 (RFC 9052) signed with ES256 (RFC 9053): one payload, one signature, the key's name beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

import cbor2

from manifests.proofs.keys import Public, SigningKey

SIGN1 = 18  # the CBOR tag
ALGORITHM, CRITICAL, KEY_ID = 1, 2, 4  # header labels
ES256 = -7


class NotSigned(ValueError):
    """The bytes are no COSE_Sign1 that we could check: another structure, or another algorithm."""


@dataclass(frozen=True)
class Signed:
    """A message as it was read, nothing of it believed yet."""

    protected: bytes
    key_id: bytes
    payload: bytes
    signature: bytes

    def is_by(self, key: Public, external: bytes = b"") -> bool:
        """True where the signature over payload, protected header and `external` is the key's."""
        return key.verifies(to_be_signed(self.protected, self.payload, external), self.signature)


def to_be_signed(protected: bytes, payload: bytes, external: bytes = b"") -> bytes:
    """RFC 9052, 4.4: what the signature is really over."""
    return cbor2.dumps(["Signature1", protected, external, payload])


def sign(payload: bytes, key: SigningKey) -> bytes:
    """The same bytes for the same payload and key. Algorithm and key name are protected, so nobody exchanges them."""
    protected = cbor2.dumps({ALGORITHM: ES256, KEY_ID: bytes.fromhex(key.name)}, canonical=True)
    signature = key.sign(to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def read(message: bytes) -> Signed:
    """Take the message apart. Raises NotSigned; says nothing of the signature."""
    tagged = _loaded(message)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != SIGN1:
        raise NotSigned("another tag")
    match tagged.value:
        case [bytes() as protected, Mapping() as unprotected, bytes() as payload, bytes() as signature]:
            header = _loaded(protected) if protected else {}
        case _:
            raise NotSigned("another structure")
    # There is one algorithm here, so nobody gains by naming it outside the protected header, which the RFC allows.
    if not isinstance(header, Mapping) or header.get(ALGORITHM, unprotected.get(ALGORITHM)) != ES256:
        raise NotSigned("another algorithm")
    if CRITICAL in header:  # it names headers that must be understood, and we know of none
        raise NotSigned("critical headers")
    key_id = header.get(KEY_ID, unprotected.get(KEY_ID, b""))
    if not isinstance(key_id, bytes):
        raise NotSigned("a key name that is no bytes")
    # An empty header is signed as no bytes, however it was sent (RFC 9052, 4.4).
    return Signed(protected if header else b"", key_id, payload, signature)


def _loaded(data: bytes):
    """The one value that the bytes are, in CBOR's canonical spelling: nothing after it, no key twice."""
    try:
        value = cbor2.loads(data)
        if cbor2.dumps(value, canonical=True) != data:
            raise NotSigned("not the canonical spelling")
    except NotSigned:
        raise
    except Exception as error:  # a decoder of somebody else's bytes: MemoryError, RecursionError, its own errors
        raise NotSigned(str(error)) from error
    return value
