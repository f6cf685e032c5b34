"""Signing keys: private ones are files, public ones rows; a new one signs, a retired one still proves."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from manifests.actions.new_key import new_key
from manifests.models import PublicKey
from manifests.proofs.keys import Public, base64url, from_base64url, path_of, read
from manifests.signing import current_key, published_keys

MESSAGE = b"1,240 kg of HW08"


@pytest.fixture(autouse=True)
def folder(db, settings, tmp_path) -> Path:
    PublicKey.objects.all().delete()
    settings.SIGNING_KEYS = tmp_path / "keys"
    return settings.SIGNING_KEYS


def test_what_a_key_signs_its_public_half_proves_and_no_other():
    first, second = new_key(), new_key()
    signature = first.sign(MESSAGE)
    assert len(signature) == 64
    assert PublicKey.objects.get(pk=first.name).proves(MESSAGE, signature)
    assert not PublicKey.objects.get(pk=second.name).proves(MESSAGE, signature)


@pytest.mark.parametrize("spoil", [
    lambda signature: signature[:-1],
    lambda signature: signature + b"\0",
    lambda signature: bytes([signature[0] ^ 1]) + signature[1:],
    lambda signature: signature[:-1] + bytes([signature[-1] ^ 1]),
    lambda signature: bytes(64),
    lambda signature: b"\xff" * 64,
    lambda signature: b"",
])  # fmt: skip
def test_a_spoiled_signature_proves_nothing(spoil):
    key = new_key()
    assert not key.public.verifies(MESSAGE, spoil(key.sign(MESSAGE)))
    assert not key.public.verifies(MESSAGE + b"!", key.sign(MESSAGE))


def test_a_point_off_the_curve_is_no_key():
    assert not Public(base64url(bytes(32)), base64url(bytes(32))).verifies(MESSAGE, new_key().sign(MESSAGE))


def test_the_name_is_the_thumbprint_of_rfc_7638():
    """Computed by hand over the four required members, in the order of their names."""

    public = new_key().public
    text = f'{{"crv":"P-256","kty":"EC","x":"{public.x}","y":"{public.y}"}}'
    assert public.name == sha256(text.encode()).hexdigest()[:12]


def test_only_its_owner_reads_a_private_key_and_the_database_has_none_of_it(folder):
    key = new_key()
    assert stat.S_IMODE(path_of(folder, key.name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = key.private.private_numbers().private_value.to_bytes(32)
    with connection.cursor() as cursor:
        cursor.execute("SELECT manifests_publickey::text FROM manifests_publickey")
        (row,) = cursor.fetchone()
    assert key.name in row and secret.hex() not in row and base64url(secret) not in row


def test_the_newest_key_signs_until_it_is_retired():
    first = new_key()
    assert current_key().name == first.name
    second = new_key()
    assert current_key().name == second.name
    call_command("signing_key", "retire", second.name, verbosity=0)
    assert current_key().name == first.name
    told = {key["kid"]: key["retired_at"] for key in published_keys()}
    assert told[first.name] is None and told[second.name].endswith("+00:00")


@pytest.mark.parametrize("name", ["000000000000", "", "'; --"])
def test_an_unknown_key_cannot_be_retired(name):
    new_key()
    with pytest.raises(CommandError, match="No key of this name"):
        call_command("signing_key", "retire", name)


def test_the_only_key_cannot_be_retired():
    key = new_key()
    with pytest.raises(CommandError, match="only key"):
        call_command("signing_key", "retire", key.name)
    call_command("signing_key", "new", verbosity=0)
    call_command("signing_key", "retire", key.name, verbosity=0)
    with pytest.raises(CommandError, match="No key of this name"):
        call_command("signing_key", "retire", key.name)


def test_without_a_key_or_its_file_it_is_said_what_to_do(folder):
    with pytest.raises(ImproperlyConfigured, match="signing_key new"):
        current_key()
    path = path_of(folder, new_key().name)
    path.unlink()
    read.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="Copy its file"):
        current_key()
    path.write_text("no key")
    with pytest.raises(ImproperlyConfigured, match="Copy its file"):
        current_key()


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP256K1()])
def test_a_key_of_another_curve_is_refused(folder, curve):
    path = path_of(folder, new_key().name)
    other = ec.generate_private_key(curve).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(other)
    read.cache_clear()
    with pytest.raises(ValueError, match="no P-256 key"):
        read(path)


def test_another_key_under_the_name_of_ours_is_noticed(folder):
    first = new_key()
    path_of(folder, new_key().name).write_bytes(path_of(folder, first.name).read_bytes())
    read.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="holds another key"):
        current_key()


def test_the_command_makes_one_only_where_none_is(capsys):
    call_command("signing_key", "new")
    assert "from now on" in capsys.readouterr().out
    call_command("signing_key", "new", if_missing=True)
    assert PublicKey.objects.count() == 1
    call_command("signing_key", "list")
    assert capsys.readouterr().out.count("in use") == 1


@pytest.mark.parametrize("data", [b"", b"\0", b"ab", bytes(range(256))])
def test_base64url_goes_there_and_back(data):
    text = base64url(data)
    assert "=" not in text and from_base64url(text) == data
