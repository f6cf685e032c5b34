"""A tree head as it is signed. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import rfc8785

# Says what the signature is about, so that nothing else signed with the same key can be shown as a tree head.
CONTEXT = "liandan tree head 1"


@dataclass(frozen=True)
class Head:
    """How many events there are and the root over them, by whom and when; `previous` is the digest of the head before.

    `service` is the address of the one who signs, so that no service's head passes for another's.
    """

    number: int
    size: int
    root: str
    service: str
    previous: str
    signed_at: datetime
    key: str

    @property
    def document(self) -> dict:
        return {
            "context": CONTEXT,
            "number": self.number,
            "size": self.size,
            "root": self.root,
            "service": self.service,
            "previous": self.previous,
            "signed_at": self.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "key": self.key,
        }

    @property
    def signed_bytes(self) -> bytes:
        """Canonical JSON (RFC 8785) of the document."""
        return rfc8785.dumps(self.document)

    @property
    def digest(self) -> str:
        return sha256(self.signed_bytes).hexdigest()
