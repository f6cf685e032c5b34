"""Addresses printed in QR codes. The mark proves that we printed the number, so that numbers cannot be guessed at."""

import base64
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

MARK_LENGTH = 10  # base32 characters, 50 bits: enough against guessing online, short enough to keep the QR coarse


def mark(text: str) -> str:
    digest = salted_hmac("liandan.qr", text, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:MARK_LENGTH]


def is_ours(text: str, sent: str) -> bool:
    return sent.isascii() and hmac.compare_digest(mark(text), sent.upper())


def manifest_url(number: str) -> str:
    """What the codes on older papers say, and on new ones where no key signs; any phone camera opens it."""
    return f"{settings.PUBLIC_URL}/q/{number}/{mark(number)}"


def container_url(digital_id: str) -> str:
    """What a container label's QR code says."""
    return f"{settings.PUBLIC_URL}/c/{digital_id}/{mark(digital_id)}"


def proof_url(number: str, token: str) -> str:
    """The address that proves itself. What follows the `#` never leaves the phone that opens it."""
    return f"{settings.PUBLIC_URL}/v/{number}#{token}"


def sign_url(key: str) -> str:
    """What the code on a sign says; `key` is the id of its store or site, in hex."""
    return f"{settings.PUBLIC_URL}/s/{key}/{mark('sign:' + key)}"
