"""The service's own signing keys: ES256 (ECDSA on P-256 with SHA-256), which every phone's browser can check.

A private key is a file in the folder SIGNING_KEYS and never in the database; its public half is a row (`PublicKey`),
published, and kept for as long as anything that was signed with it may be read. A key's name is the beginning of its
RFC 7638 thumbprint, so the same key has the same name everywhere.
"""

import base64
import os
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

NAME_BYTES = 6  # of the thumbprint: short in a QR code, and far more than enough to tell our few keys apart
COORDINATE = 32  # bytes of a P-256 coordinate, and of each half of a signature
ALGORITHM = ec.ECDSA(SHA256())
# RFC 6979: the same signature for the same message, so that a document comes out the same byte for byte.
SIGNING = ec.ECDSA(SHA256(), deterministic_signing=True)


def base64url(data: bytes) -> str:
    """Without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Public:
    """A public key as its two coordinates (base64url)."""

    x: str
    y: str

    @classmethod
    def of(cls, key: ec.EllipticCurvePublicKey) -> "Public":
        numbers = key.public_numbers()
        return cls(*(base64url(number.to_bytes(COORDINATE)) for number in (numbers.x, numbers.y)))

    @property
    def name(self) -> str:
        """`kid`: hexadecimal beginning of the RFC 7638 thumbprint."""
        required = {"crv": "P-256", "kty": "EC", "x": self.x, "y": self.y}
        return sha256(rfc8785.dumps(required)).digest()[:NAME_BYTES].hex()

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key (RFC 7517)."""
        return {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y, "kid": self.name, "alg": "ES256", "use": "sig"}

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """True where the raw signature (r‖s, 64 bytes) is this key's over the message."""
        if len(signature) != 2 * COORDINATE:
            return False
        r, s = (int.from_bytes(half) for half in (signature[:COORDINATE], signature[COORDINATE:]))
        try:
            numbers = ec.EllipticCurvePublicNumbers(
                *(int.from_bytes(from_base64url(text)) for text in (self.x, self.y)), ec.SECP256R1()
            )
            numbers.public_key().verify(encode_dss_signature(r, s), message, ALGORITHM)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key; what it signs can be checked with `public`."""

    private: ec.EllipticCurvePrivateKey
    public: Public

    @property
    def name(self) -> str:
        return self.public.name

    def sign(self, message: bytes) -> bytes:
        """The raw signature r‖s (64 bytes), as COSE and WebCrypto have it."""
        r, s = decode_dss_signature(self.private.sign(message, SIGNING))
        return r.to_bytes(COORDINATE) + s.to_bytes(COORDINATE)


def generate(folder: Path) -> SigningKey:
    """A new key in a file of the folder that only its owner can read; written whole or not at all."""
    private = ec.generate_private_key(ec.SECP256R1())
    key = SigningKey(private, Public.of(private.public_key()))
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_of(folder, key.name)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return key


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.pem"


@cache
def read(path: Path) -> SigningKey:
    """The key in a file. Raises OSError or ValueError where there is none that we could use."""
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise ValueError(f"{path.name} holds no P-256 key.")
    return SigningKey(private, Public.of(private.public_key()))
