"""A manifest's proof in the hands of somebody who has nothing of ours but the program and a Python."""

import importlib.util
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from manifests.actions.new_key import new_key
from manifests.actions.retire_key import retire_key
from manifests.actions.seal import seal
from manifests.custody import perform
from manifests.models import PublicKey, Seal
from manifests.proofs.bundle import export, sealed_of, signed_head
from manifests.proofs.head import CONTEXT, Head
from manifests.proofs.keys import base64url
from manifests.signing import current_key, published_keys
from manifests.views.proof import PROGRAM

spec = importlib.util.spec_from_file_location("verify_liandan", PROGRAM)
verify_liandan = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify_liandan)


class Reader:
    """Somebody with a folder of files who runs the program, isolated from everything else."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.program = folder / PROGRAM.name
        self.program.write_bytes(PROGRAM.read_bytes())

    def keep(self, name: str, content) -> str:
        (self.folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return name

    def run(self, bundle, *options: str) -> tuple[int, str]:
        command = [sys.executable, "-I", self.program.name, self.keep("proof.json", bundle), *options]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=60, env={"PYTHONUTF8": "1"}
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def reader(tmp_path) -> Reader:
    return Reader(tmp_path)


@pytest.fixture
def manifest(walk):
    """Closed and sealed, with a head from before it was."""
    walk.declared("3")
    seal()
    manifest = walk.closed()
    seal()
    return manifest


def test_a_good_proof_holds(reader, manifest):
    status, told = reader.run(export(manifest))
    assert status == 0, told
    assert manifest.number in told and "All of it holds." in told
    assert "6 events, unchanged and complete" in told
    assert "those inside the proof" in told


def test_keys_had_elsewhere_are_believed_and_no_others(reader, manifest):
    found = export(manifest)
    status, told = reader.run(found, "--keys", reader.keep("keys.json", {"keys": published_keys()}))
    assert status == 0 and "Keys: yours" in told
    other = new_key().public.jwk | {"since": "2020-01-01T00:00:00+00:00", "retired_at": None}
    status, told = reader.run(found, "--keys", reader.keep("keys.json", {"keys": [other]}))
    assert status == 1 and "not among the keys" in told
    renamed = other | {"kid": found["head"]["head"]["key"]}
    status, told = reader.run(found, "--keys", reader.keep("keys.json", {"keys": [renamed]}))
    assert status == 1 and "not the one of this name" in told


def test_a_draft_and_a_manifest_not_sealed_yet_hold_so_far(reader, walk):
    found = export(walk.draft())
    assert (found["leaf"], found["head"], found["number"]) == (None, None, "")
    status, told = reader.run(found)
    assert status == 0 and "not yet:" in told and "draft" in told


def test_what_happened_after_the_seal_is_told_apart(reader, walk):
    manifest = walk.issued()
    seal()
    perform(manifest, "freeze", by=walk.people.city_regulator, data={"reason": "look"})
    status, told = reader.run(export(manifest))
    assert status == 0 and "event 2 and all before it are sealed" in told and "the 1 after it are not" in told


def test_a_head_that_was_kept_is_continued(reader, walk, manifest):
    kept = reader.keep("head.json", signed_head(Seal.objects.get(number=1)))
    status, told = reader.run(export(manifest, older=1), "--older", kept)
    assert status == 0 and "continues the one that you kept, of 1 events" in told
    status, told = reader.run(export(manifest), "--older", kept)
    assert status == 1 and "?older=1" in told
    walk.declared()
    later = seal()
    kept = reader.keep("head.json", {"heads": [signed_head(later)]})
    status, told = reader.run(export(manifest, older=later.number), "--older", kept)
    assert status == 0 and f"of {later.size} events signed" in told


def test_a_head_that_was_kept_of_another_history_is_not(reader, walk, manifest):
    """The reader kept a head that we signed and would like to forget."""
    first = Seal.objects.get(number=1)
    denied = Head(1, 1, "ab" * 32, first.service, first.previous, first.signed_at, first.key_id)
    signature = base64url(current_key().sign(denied.signed_bytes))
    kept = reader.keep("head.json", {"head": denied.document, "signature": signature})
    status, told = reader.run(export(manifest, older=1), "--older", kept)
    assert status == 1 and "history was rewritten" in told
    kept = reader.keep("head.json", {"head": denied.document | {"service": "https://other"}, "signature": signature})
    assert reader.run(export(manifest, older=1), "--older", kept)[0] == 1
    assert reader.run(export(walk.draft()), "--older", kept)[0] == 1


def event(number: int, **fields):
    return lambda found: found["events"][number]["document"].update(fields)


def rehashed(found) -> None:
    """The third event changed, and its hash with it."""
    changed = found["events"][2]
    changed["document"]["person_name"] = "Somebody"
    changed["hash"] = verify_liandan.hashlib.sha256(rfc8785.dumps(changed["document"])).hexdigest()


def rewritten(found) -> None:
    """The third event changed, and all that follows with it."""
    before = "0" * 64
    for one in found["events"]:
        if one["document"]["sequence"] == 3:
            one["document"]["person_name"] = "Somebody"
        one["document"]["previous_hash"] = before
        before = one["hash"] = verify_liandan.hashlib.sha256(rfc8785.dumps(one["document"])).hexdigest()


SPOILED = {
    "a name": (event(2, person_name="Somebody"), "Event 3 was changed"),
    "a weight": (event(1, particulars={"number": "LD"}), "Event 2 was changed"),
    "a hash": (lambda found: found["events"][2].update(hash="0" * 64), "Event 3 was changed"),
    "an event hashed anew": (rehashed, "Event 4 does not follow"),
    "a chain hashed anew": (rewritten, "not in the sealed tree"),
    "an event left out": (lambda found: found["events"].pop(2), "Event 3 is missing"),
    "the last event left out": (lambda found: found["events"].pop(), "event 6, which is not in it"),
    "no events": (lambda found: found.update(events=[]), "no event"),
    "events in another order": (lambda found: found["events"].reverse(), "Event 1 is missing"),
    "another number": (lambda found: found.update(number="LD32042600000019"), "no event names this number"),
    "another place": (lambda found: found["leaf"].update(index=0), "path"),
    "a place beyond": (lambda found: found["leaf"].update(index=10**9), "has no place"),
    "another event's place": (lambda found: found["leaf"].update(sequence=5), "not in the sealed tree"),
    "no such event": (lambda found: found["leaf"].update(sequence=0), "not in it"),
    "a step": (lambda found: found["leaf"]["path"].__setitem__(0, "00" * 32), "not in the sealed tree"),
    "a step too many": (lambda found: found["leaf"]["path"].extend(["00" * 32] * 9), "too long"),
    "a step too few": (lambda found: found["leaf"]["path"].clear(), "too short"),
    "no path": (lambda found: found["leaf"].pop("path"), "cannot be read"),
    "a step that is no hash": (lambda found: found["leaf"].update(path=["xyz"]), "cannot be read"),
    "the root": (lambda found: found["head"]["head"].update(root="00" * 32), "not in the sealed tree"),
    "the size": (lambda found: found["head"]["head"].update(size=found["head"]["head"]["size"] * 4), "path"),
    "the service": (lambda found: found["head"]["head"].update(service="https://other"), "signature does not belong"),
    "the time": (lambda found: found["head"]["head"].update(signed_at="2099-01-01T00:00:00+00:00"), "does not belong"),
    "a time before the key": (
        lambda found: found["head"]["head"].update(signed_at="2000-01-01T00:00:00+00:00"),
        "before its key was in use",
    ),
    "a time without a zone": (lambda found: found["head"]["head"].update(signed_at="2026-01-01"), "cannot be read"),
    "what is signed": (lambda found: found["head"]["head"].update(context="liandan token"), "no tree head"),
    "another key": (lambda found: found["head"]["head"].update(key="0" * 12), "not among the keys"),
    "no keys": (lambda found: found.update(keys=[]), "not among the keys"),
    "the signature": (lambda found: found["head"].update(signature=base64url(bytes(64))), "does not belong"),
    "half a signature": (lambda found: found["head"].update(signature="AAAA"), "wrong length"),
    "no signature": (lambda found: found["head"].pop("signature"), "cannot be read"),
    "no head": (lambda found: found["head"].pop("head"), "cannot be read"),
    "a key off the curve": (lambda found: found["keys"][0].update(x="AAAA"), "not the one of this name"),
}


@pytest.mark.parametrize(("spoil", "sentence"), SPOILED.values(), ids=list(SPOILED))
def test_a_spoiled_proof_does_not_hold_and_the_reason_is_told(manifest, spoil, sentence):
    """Each kind by the program's own function; the next test runs a few of them as a program."""
    good = export(manifest)
    found = deepcopy(good)
    spoil(found)
    assert found != good
    told = list(verify_liandan.verify(found, found["keys"]))
    assert not all(holds for holds, _text in told)
    assert sentence in " | ".join(text for holds, text in told if not holds)
    assert all(holds for holds, _text in verify_liandan.verify(good, good["keys"]))


@pytest.mark.parametrize("kind", ["a name", "a chain hashed anew", "a step", "the signature", "no head"])
def test_the_program_says_so_by_its_exit(reader, manifest, kind):
    found = export(manifest)
    spoil, sentence = SPOILED[kind]
    spoil(found)
    status, told = reader.run(found)
    assert status == 1 and "DOES NOT:" in told and sentence in told and "It does NOT hold." in told


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '"text"', "{}", '{"format": "other"}', '{"format": "liandan proof 1"}']
)
def test_what_is_no_proof_is_not_read(reader, content):
    status, told = reader.run(content)
    assert status == 2 and "Cannot be read" in told


def test_what_an_old_key_signed_stays_proven_after_its_end(reader, manifest):
    """Key A sealed it; B takes over, A is retired: old proof and new one hold. What A signs later does not."""
    early = export(manifest)
    stolen = current_key()
    new_key()
    retire_key(stolen.name)
    late = export(manifest)
    assert {key["kid"]: bool(key["retired_at"]) for key in late["keys"]}[stolen.name]
    keys = reader.keep("keys.json", {"keys": published_keys()})
    for found in (early, late):
        status, told = reader.run(found, "--keys", keys)
        assert status == 0, told
    head = Seal.objects.newest().head
    ended = PublicKey.objects.get(pk=stolen.name).retired_at
    forged = Head(**{**vars(head), "signed_at": ended})
    late["head"] = {"head": forged.document, "signature": base64url(stolen.sign(forged.signed_bytes))}
    status, told = reader.run(late, "--keys", keys)
    assert status == 1 and "after its key was retired" in told


def test_the_proof_is_downloaded_by_who_sees_the_manifest(client, people, manifest, reader):
    address = reverse("manifests:manifest_proof", args=[manifest.pk])
    client.force_login(people.receiver)
    response = client.get(address)
    assert manifest.number in response.headers["Content-Disposition"]
    assert response.json() == export(manifest)
    assert reader.run(response.content.decode())[0] == 0
    assert client.get(address, {"older": "1"}).json()["consistency"]["size"] == 1
    for unknown in ("9", "x", "-1", "²", "9" * 30):
        assert client.get(address, {"older": unknown}).status_code == 404
    client.force_login(people.outsider)
    assert client.get(address).status_code == 404


def test_everybody_gets_program_keys_and_heads(client, manifest):
    program = client.get("/proof/verify_liandan.py")
    assert program.content == PROGRAM.read_bytes() and "attachment" in program.headers["Content-Disposition"]
    assert client.get("/proof/keys.json").json() == {"keys": published_keys()}
    heads = client.get("/proof/head.json")
    assert [one["head"]["number"] for one in heads.json()["heads"]] == [2, 1]
    for response in (program, heads):
        assert "public" in response.headers["Cache-Control"]


def test_the_page_offers_proof_and_program(client, people, manifest):
    client.force_login(people.clerk)
    page = client.get(manifest.get_absolute_url()).content.decode()
    assert reverse("manifests:manifest_proof", args=[manifest.pk]) in page and "/proof/verify_liandan.py" in page
    client.force_login(people.city_regulator)
    page = client.get(reverse("admin:manifests_manifest_change", args=[manifest.pk])).content.decode()
    assert reverse("manifests:manifest_proof", args=[manifest.pk]) in page


def test_the_command_writes_what_the_page_gives(manifest, capsys):
    call_command("export_proof", manifest.number)
    assert json.loads(capsys.readouterr().out) == export(manifest)
    call_command("export_proof", manifest.number, older=1)
    assert json.loads(capsys.readouterr().out)["consistency"]["size"] == 1


@pytest.mark.parametrize(
    ("number", "older", "sentence"),
    [("x", None, "no manifest number"), ("LD32042600000019", None, "no manifest"), (None, 99, "no seal")],
)
def test_the_command_says_what_is_not_there(manifest, number, older, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_proof", number or manifest.number, older=older)


def test_the_first_seal_over_the_newest_event_is_shown_however_often_is_sealed_after_it(walk, manifest):
    before = sealed_of(manifest)
    walk.declared()
    seal()
    assert sealed_of(manifest) == before and before.number == 2


def test_the_program_knows_what_we_sign():
    assert (verify_liandan.CONTEXT, verify_liandan.FORMAT) == (CONTEXT, "liandan proof 1")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(values)
def test_the_program_writes_canonical_json(value):
    assert verify_liandan.canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [0.0, -0.0, 1e21, 1e20, 123456789.125, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 100.0]
)
def test_fractions_as_every_browser_writes_them(value):
    assert verify_liandan.canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), object()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(verify_liandan.Wrong):
        verify_liandan.canonical(value)
