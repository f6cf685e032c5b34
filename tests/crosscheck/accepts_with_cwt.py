"""Whether the package `cwt` accepts tokens. Runs where it is installed, which is never our own environment: it wants an
older cbor2. Reads a JSON list of {name, token (hexadecimal), x, y (base64url), kid} and writes {name: accepted}.
"""

import base64
import json
import sys

import cwt


def coordinate(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def accepted(case: dict) -> dict | None:
    """The claims, with every key and value as text; None where it is refused."""
    kid = bytes.fromhex(case["kid"])
    key = cwt.COSEKey.new(
        {1: 2, 2: kid, 3: -7, -1: 1, -2: coordinate(case["x"]), -3: coordinate(case["y"])},
    )
    try:
        claims = cwt.decode(bytes.fromhex(case["token"]), key)
    except Exception as error:  # whatever it says, it did not accept
        print(f"{case['name']}: {type(error).__name__} {error}", file=sys.stderr)
        return None
    return {str(name): str(value) for name, value in claims.items()}


if __name__ == "__main__":
    json.dump({case["name"]: accepted(case) for case in json.load(sys.stdin)}, sys.stdout)
