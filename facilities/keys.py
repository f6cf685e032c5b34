"""Primary keys: UUIDv7, so that rows written together lie together in the index."""

import uuid

from uuid_utils import compat


def new_key() -> uuid.UUID:
    """A fresh time-ordered key (RFC 9562 version 7)."""
    return compat.uuid7()
