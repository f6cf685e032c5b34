"""What the code on the paper states, and that a scanner reads it from the printed page."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp

from facilities import clock
from manifests.actions.new_key import new_key
from manifests.actions.retire_key import retire_key
from manifests.custody import perform
from manifests.documents import form_of, qr, render_manifest
from manifests.documents.stated import VERSION, claims_of, code_address, cut, kg_by_code, narrowed
from manifests.models import Manifest, PublicKey
from manifests.proofs import token
from manifests.signing import key_of, keys_in_use
from manifests.tokens import manifest_url
from manifests.verifying import read_token
from tests.city import stream
from tests.spoiled import CLAIMS
from transport.actions.plan_trip import plan_trip

DOTS_PER_MM = 200 / 25.4
LONG = "常州市武进区横山桥镇金属制品精密加工有限责任公司第二分公司"


def events_of(manifest) -> list:
    return list(Manifest.objects.get(pk=manifest.pk).events.order_by("sequence"))


def claims(manifest) -> token.Claims:
    """What a verifier reads from the printed address."""
    address = code_address(events_of(manifest), keys_in_use())
    return read_token(address.partition("#")[2], manifest.number)


def scanned(document: bytes):
    """The first page as an office scanner would take it, and the one code that is on it."""
    with pypdfium2.PdfDocument(document) as pdf:
        picture = pdf[0].render(scale=200 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    return found


def side_mm(found) -> float:
    corners = found.position
    return (corners.top_right.x - corners.top_left.x) / DOTS_PER_MM


# What it says


@pytest.mark.parametrize("state", sorted(token.STATES))
def test_the_code_states_the_newest_event(walk, state):
    manifest = walk.to_state(state) if state != "cancelled" else _cancelled(walk)
    last, said = events_of(manifest)[-1], claims(manifest)
    assert (said.number, said.state, said.kg, said.lines) == (manifest.number, state, Decimal(1000), 1)
    assert (said.events, said.event_hash) == (last.sequence, last.hash[:32])
    assert said.recorded_at == last.recorded_at.replace(microsecond=0)
    assert said.by_code == (("900-249-08", Decimal(1000)),)
    assert (said.consignor, said.carrier, said.consignee) == ("Generator Ltd", "Carrier Ltd", "Furnace Ltd")
    assert said.plate == ("" if state in ("issued", "cancelled") else "苏D12345")
    has_been_judged = state in ("accepted", "partially_accepted", "refused", "closed", "voided")
    assert (said.accepted_kg is not None) == has_been_judged


def _cancelled(walk):
    return perform(walk.issued(), "cancel", by=walk.people.clerk, data={"reason": "changed mind"}).subject


def test_a_draft_states_nothing(walk, people):
    draft = walk.draft()
    assert claims_of(events_of(draft)) is None
    assert code_address(events_of(draft), keys_in_use()) == ""
    assert claims_of(events_of(walk.to_state("cancelled"))) is None


def test_what_was_accepted_and_a_hold_are_stated(walk, people):
    parted = walk.judged("part")
    assert claims(parted).accepted_kg == Decimal(500)
    child = claims(parted.children.get())
    assert (child.state, child.kg, child.consignee) == ("in_transit", Decimal(500), "Generator Ltd")
    held = walk.issued()
    perform(held, "freeze", by=people.city_regulator, data={"reason": "look"})
    assert claims(held).is_frozen
    perform(held, "release", by=people.city_regulator, data={"reason": "ok"})
    assert not claims(held).is_frozen


def test_whoever_took_the_load_over_is_its_carrier(walk, people, city, fleet):
    manifest = walk.in_transit()
    plan_trip(
        by=people.dispatcher,
        carrier=city.carrier,
        vehicle=fleet.second_truck,
        driver=fleet.second_driver,
        manifests=[manifest],
    )
    perform(manifest, "hand_over", by=people.second_driver)
    assert claims(manifest).plate == "苏D54321"


def test_lines_of_one_code_are_one_sum_the_heaviest_first():
    lines = [{"code": "B", "kg": "1.5"}, {"code": "A", "kg": "2"}, {"code": "B", "kg": "0.5"}, {"code": "C", "kg": "9"}]
    assert kg_by_code(lines) == (("C", Decimal(9)), ("A", Decimal(2)), ("B", Decimal(2)))


def test_what_does_not_fit_is_cut_visibly():
    assert cut("常州市金属", 15) == "常州市金属"
    assert cut("常州市金属", 14) == "常州市…"
    narrow = narrowed(replace(CLAIMS, consignor=LONG), 1, 30)
    assert len(narrow.consignor.encode()) <= 30 and narrow.consignor.endswith("…")
    assert (len(narrow.by_code), narrow.kg, narrow.other_kg) == (1, CLAIMS.kg, Decimal(240))


# On paper


def test_one_line_is_read_from_the_printed_page(walk):
    manifest = walk.in_transit()
    found = scanned(render_manifest(manifest))
    assert found.text == form_of(manifest).url
    assert found.ec_level == "M"
    assert side_mm(found) == pytest.approx(35, abs=0.4)
    assert qr.version(found.text, qr.MEDIUM) <= VERSION


def test_fifty_lines_of_many_codes_and_long_names_are_read_from_the_printed_page(walk, city, people, settings):
    settings.PUBLIC_URL = "https://liandan.shengtaihuanjing.changzhou.gov.cn"
    for site in (city.generator, city.carrier, city.site):
        site.enterprise.name = LONG
        site.enterprise.save()
    codes = ("900-249-08", "900-252-12", "336-064-17", "900-214-08", "900-250-12", "900-251-12", "900-253-12")
    streams = [stream(city.generator, f"waste {code}", code) for code in codes]
    manifest = walk.draft(*[walk.stored("10.5", streams[number % 7]) for number in range(50)])
    _plan(city, codes)
    manifest = perform(manifest, "issue", by=people.clerk).subject
    found = scanned(render_manifest(manifest))
    assert qr.version(found.text, qr.MEDIUM) <= VERSION
    assert side_mm(found) == pytest.approx(35, abs=0.4)
    said = read_token(found.text.partition("#")[2], manifest.number)
    assert (said.lines, said.kg) == (50, Decimal(525))
    assert said.consignor.startswith("常州市武进区") and said.consignor.endswith("…")
    assert said.by_code[0] == ("900-249-08", Decimal("84")) and said.other_kg > 0


def _plan(city, codes) -> None:
    plan = city.generator.plans.get()
    for code in set(codes) - set(plan.lines.values_list("code", flat=True)):
        plan.lines.create(code=code, generated_kg=Decimal(9000), transferred_kg=Decimal(9000))


def test_the_paper_comes_out_the_same_byte_for_byte_while_its_key_signs(walk):
    manifest = walk.closed()
    before = render_manifest(manifest)
    new_key()
    assert render_manifest(manifest) == before
    assert claims(manifest).state == "closed"


# Keys


def test_a_retired_key_signs_no_paper_any_more_and_proves_the_old_ones(walk, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path
    PublicKey.objects.all().delete()
    old = new_key()
    manifest = walk.issued()
    before = form_of(manifest).url
    new = new_key()
    assert form_of(manifest).url == before
    with clock.standing_at(clock.now() + timedelta(seconds=2)):
        retire_key(old.name)
    after = form_of(manifest).url
    assert after != before
    for address in (before, after):
        assert read_token(address.partition("#")[2]).number == manifest.number
    assert key_of(clock.now(), keys_in_use()).name == new.name


def test_without_a_key_the_paper_carries_the_old_address(walk, caplog):
    manifest = walk.issued()
    PublicKey.objects.all().delete()
    assert form_of(manifest).url == manifest_url(manifest.number)
    assert re.search(rf"{manifest.number} is printed without a proof", caplog.text)


def test_a_key_whose_file_is_missing_stops_no_truck(walk, settings, tmp_path, caplog):
    manifest = walk.issued()
    settings.SIGNING_KEYS = tmp_path / "elsewhere"
    assert code_address(events_of(manifest), keys_in_use()) == manifest_url(manifest.number)
    assert "cannot be read from SIGNING_KEYS" in caplog.text
