"""Bytes as characters that a QR code writes densely and an address may carry after its `#`.

Like Base45 (RFC 9285): two bytes are three characters, the least significant first; a last single byte is two. A QR
code writes its 45 alphanumeric characters in 5½ bits each, so a byte costs 8¼ bits and not the 10⅔ of base64url. Of
the 45 a space and `%` may not stand in an address, `/` and `+` are changed by careless programs; 41 characters are the
fewest whose triples hold two bytes. No text ends in `.` or `:`, which programs cut off an address.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-*$.:"
BASE = len(ALPHABET)
VALUES = {character: value for value, character in enumerate(ALPHABET)}


class NotBase41(ValueError):
    """The text was not written by `encode`."""


def encode(data: bytes) -> str:
    text = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair)
        for _each in range(len(pair) + 1):
            number, value = divmod(number, BASE)
            text += ALPHABET[value]
    return text


def decode(text: str) -> bytes:
    """Raises NotBase41 for any other character, and for groups that stand for no bytes."""
    data = b""
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1 or not VALUES.keys() >= set(group):
            raise NotBase41(group)
        number = sum(VALUES[character] * BASE**place for place, character in enumerate(group))
        try:
            data += number.to_bytes(len(group) - 1)
        except OverflowError:
            raise NotBase41(group) from None
    return data
