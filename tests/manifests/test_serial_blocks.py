"""Label codes drawn ahead: from the one series, printed blank, put on drums as these are filled, or void."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from facilities import clock
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, WasteCode
from manifests.actions.draw_codes import draw_codes, void_codes
from manifests.actions.drawn_codes import LONGEST, read_codes
from manifests.actions.print_labels import Asked, print_labels
from manifests.custody import perform
from manifests.documents.label_prints import labels_in
from manifests.documents.label_sheets import sheet_html
from manifests.models import BlockSerial, Container, SerialBlock, WasteBatch
from manifests.tokens import container_url, mark
from tests.at_once import at_once
from tests.city import OIL, facility, member, stream
from tests.manifests.test_profiles import wastes
from tests.manifests.test_transform import received

LITRES = {"container_litres": "50"}


@pytest.fixture
def block(people, city) -> SerialBlock:
    return drawn(people.clerk, city.oil)


@pytest.fixture
def desk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


def drawn(by, waste, count=5, litres="50", day=None, key=None) -> SerialBlock:
    return draw_codes(by=by, stream=waste.pk, day=day or clock.today(), count=count, litres=litres, idempotency_key=key)


def codes(block) -> list[str]:
    return list(block.serials.order_by("pk").values_list("pk", flat=True))


def scan(code: str) -> str:
    return Client().get(f"/c/{code}/{mark(code)}").content.decode()


def test_codes_come_from_the_series_of_containers(walk, people, city, block):
    assert (block.first, block.last) == (1, 5)
    registration_no, day = city.generator.enterprise.registration_no, f"{clock.today():%Y%m%d}"
    assert codes(block) == [f"{registration_no}{OIL.replace('-', '')}{day}{serial:03d}" for serial in range(1, 6)]
    filled = walk.declared("10", container_count=2, container_litres="50")
    assert [row.digital_id[-3:] for row in filled.containers.order_by("serial")] == ["006", "007"]
    assert (drawn(people.clerk, city.oil).first, BlockSerial.objects.count()) == (8, 10)


def test_two_sites_of_one_enterprise_share_the_series(people, city, block):
    second = Facility.objects.create(
        enterprise=city.generator.enterprise, name="Second", region=city.generator.region, is_generator=True
    )
    assert drawn(people.clerk, stream(second, "Oil too", OIL)).first == 6


def test_a_day_has_999_codes_and_a_refused_block_takes_none(people, city):
    for _each in range(9):
        drawn(people.clerk, city.oil, 100)
    with pytest.raises(BadInput) as refused:
        drawn(people.clerk, city.oil, 100)
    assert refused.value.code == "too_many_containers" and "99 codes" in str(refused.value.message)
    last = drawn(people.clerk, city.oil, 99)
    assert last.last == 999
    with pytest.raises(BadInput):
        drawn(people.clerk, city.oil, 1)
    assert drawn(people.clerk, city.oil, 1, day=clock.today() + timedelta(days=1)).first == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"count": 0}, "count_invalid"),
        ({"count": 101}, "count_invalid"),
        ({"count": "9" * 40}, "count_invalid"),
        ({"litres": "0"}, "kg_invalid"),
        ({"litres": "50.25"}, "litres_invalid"),
        ({"litres": "100000000"}, "litres_invalid"),
        ({"day": "9999-12-31"}, "day_invalid"),
        ({"day": "x"}, "day_invalid"),
    ],
)
def test_what_is_not_drawn(people, city, said, code):
    with pytest.raises(BadInput) as refused:
        drawn(people.clerk, city.oil, **said)
    assert refused.value.code == code
    assert not SerialBlock.objects.exists()


@pytest.mark.parametrize(("days", "is_drawn"), [(-1, False), (0, True), (31, True), (32, False)])
def test_for_today_or_a_day_within_a_month(people, city, days, is_drawn):
    day = clock.today() + timedelta(days=days)
    if is_drawn:
        assert drawn(people.clerk, city.oil, day=day).day == day
        return
    with pytest.raises(BadInput):
        drawn(people.clerk, city.oil, day=day)


def test_only_ones_own_hazardous_waste(people, city):
    WasteCode.objects.create(edition_id="CN-HW-2021", code="900-001-S17", hazardous=False, by_pattern=True)
    with pytest.raises(BadInput) as refused:
        drawn(people.clerk, stream(city.generator, "Scrap", "900-001-S17"))
    assert refused.value.code == "no_label_codes"
    for who in (people.collector, people.reader, people.driver):
        with pytest.raises(BadInput) as refused:
            drawn(who, city.oil)
        assert refused.value.code == "unknown_choice"


def test_the_second_click_draws_nothing(people, city):
    assert drawn(people.clerk, city.oil, key="k") == drawn(people.clerk, city.oil, key="k")
    assert BlockSerial.objects.count() == 5


def test_labels_are_printed_without_weight_and_day(people, city, block):
    made = print_labels(by=people.clerk, facility=city.generator, codes=codes(block)[:2], asked=Asked())
    text = sheet_html(labels_in(made))
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert "废物名称：Used oil" in said and "废物重量： kg" in said
    assert re.search(r"产生日期： ?废物重量", said)
    assert f'aria-label="{container_url(codes(block)[1])}"' in text


def test_filled_drums_get_exactly_the_codes_they_wear(walk, block):
    batch = walk.declared("30", label_codes="1, 3-4", **LITRES)
    worn = list(batch.containers.order_by("serial").values_list("digital_id", flat=True))
    assert worn == [codes(block)[place] for place in (0, 2, 3)]
    said = batch.events.get().particulars["containers"]
    assert [row["id"] for row in said] == worn
    on = dict(block.serials.values_list("pk", "container__digital_id"))
    assert on == {code: code if code in worn else None for code in codes(block)}
    again = walk.declared("10", container_count=1, container_litres="50")
    assert again.containers.get().digital_id[-3:] == "006"  # an unused one is not given away


def test_scanned_addresses_codes_and_serials_are_all_read(block):
    first, second = codes(block)[:2]
    text = f"{container_url(first)}\n{second.lower()}; 3 - 4，5"
    assert read_codes({"label_codes": text}) == [first, second, 3, 4, 5]
    assert read_codes({"label_codes": [first, first, "7"]}) == [first, 7]
    assert read_codes({}) == read_codes({"label_codes": " "}) == []


@pytest.mark.parametrize(
    "sent", ["x", "0", "4-2", "1000", "1-99999", "1.1000", {"a": 1}, 5, ["1", {"b": 2}], "1" * 70_000, "7, " * 70_000]
)
def test_what_is_no_code_is_said(sent):
    with pytest.raises(BadInput) as refused:
        read_codes({"label_codes": sent}, "/products/0")
    assert (refused.value.code, refused.value.field) == ("label_codes_invalid", "/products/0/label_codes")


def test_a_day_s_drums_all_scanned_are_read():
    """999 addresses, and not one code more; nor is a text too long cut where it happens to fit."""
    scanned = [container_url(f"{number:037d}") for number in range(999)]
    assert len(read_codes({"label_codes": "\n".join(scanned)})) == 999
    assert read_codes({"label_codes": ["1-999"] * 9_000 + ["5.1-998"]}) == list(range(1, 1000))
    for sent in ([*scanned, "1"], "\n".join([*scanned, "7"]), "7" + " " * LONGEST):
        with pytest.raises(BadInput) as refused:
            read_codes({"label_codes": sent})
        assert refused.value.code == "label_codes_invalid"


def test_codes_on_waste_that_bears_none(walk, city, desk):
    rubble = wastes(city.generator, "900-001-S70")
    with pytest.raises(Refusal) as refused:
        walk.declared("10", rubble, label_codes="1-2", **LITRES)
    assert [(reason.code, reason.field) for reason in refused.value.all] == [("label_code_unknown", "/label_codes")] * 2
    page = f"{reverse('manifests:declare')}?stream="
    assert 'name="label_codes"' in desk.get(f"{page}{city.oil.pk}").content.decode()
    assert 'name="label_codes"' not in desk.get(f"{page}{rubble.pk}").content.decode()
    batch = walk.stored("10", rubble)
    repack = reverse("manifests:repack_batch", args=[batch.pk])
    assert 'name="label_codes"' not in desk.get(repack).content.decode()
    assert desk.post(repack, {"container_litres": "50"}).status_code == 422
    assert desk.post(repack, {"container_count": "2", "container_litres": "50"}).status_code == 302


def test_codes_that_cannot_go_on_these_drums(walk, people, city, block):
    tomorrow = drawn(people.clerk, city.oil, day=clock.today() + timedelta(days=1))
    paint = drawn(people.clerk, city.paint)
    void_codes(by=people.clerk, block=block, codes=codes(block)[4:], reason="torn")
    walk.declared("10", label_codes="1", **LITRES)
    for sent, litres, code in (
        ("6", "50", "label_code_unknown"),
        ("9" * 37, "50", "label_code_unknown"),
        ("1", "50", "label_code_used"),
        ("5", "50", "label_code_used"),
        (codes(tomorrow)[0], "50", "label_of_another_day"),
        (codes(paint)[0], "50", "label_of_another_waste"),
        ("2", "50.1", "label_too_small"),
    ):
        with pytest.raises(Refusal) as refused:
            walk.declared("10", label_codes=sent, container_litres=litres)
        assert (refused.value.code, refused.value.field) == (code, "/label_codes"), sent
    with pytest.raises(BadInput) as refused:
        walk.declared("10", container_count=3, label_codes="2-3", **LITRES)
    assert refused.value.code == "label_codes_do_not_match"
    assert Container.objects.count() == 1


def test_every_wrong_code_is_told_at_once(walk, block):
    with pytest.raises(Refusal) as refused:
        walk.declared("10", label_codes="5-7", **LITRES)
    assert [reason.value[-3:] for reason in refused.value.all] == ["006", "007"]


def test_a_larger_label_may_go_on_a_small_drum(walk, people, city):
    drawn(people.clerk, city.oil, litres="200")
    batch = walk.declared("10", label_codes="1", container_litres="20")
    assert batch.containers.get().litres == 20


def test_another_enterprises_code_is_unknown(walk, people, city, block):
    neighbour = facility(78, "Neighbour", city.generator.region_id, is_generator=True)
    waste = stream(neighbour, "Their oil", OIL)
    clerk = member("neighbour", neighbour.enterprise, "clerk")
    data = {"stream": waste.pk, "kg": "10", "label_codes": codes(block)[:1], **LITRES}
    with pytest.raises(Refusal) as refused:
        perform(WasteBatch, "declare", by=clerk, data=data)
    assert refused.value.code == "label_code_unknown"


def test_repacking_takes_them_too(walk, people, block):
    batch = walk.stored("100", container_count=1, container_litres="200")
    perform(batch, "repack", by=people.clerk, data={"label_codes": "2-5", **LITRES})
    worn = batch.containers.full().order_by("serial").values_list("digital_id", flat=True)
    assert list(worn) == codes(block)[1:]


def test_products_of_a_treatment_take_them_too(walk, people, city):
    ash = stream(city.site, "Ash", "772-003-18")
    ahead = drawn(people.receiver, ash, 2, litres="1000")
    (oil,) = received(walk, "1000")
    product = {"stream": str(ash.pk), "kg": "200", "label_codes": codes(ahead), "container_litres": "1000"}
    perform(oil, "transform", by=people.receiver, data={"method": "D10", "products": [product], "burn_off_kg": "800"})
    assert set(Container.objects.filter(batch__stream=ash).values_list("digital_id", flat=True)) == set(codes(ahead))
    assert not BlockSerial.objects.filter(container=None).exists()


def test_void_codes_are_never_used(walk, people, block):
    with pytest.raises(BadInput):
        void_codes(by=people.clerk, block=block, codes=codes(block), reason=" ")
    with pytest.raises(BadInput):
        void_codes(by=people.clerk, block=block, codes=["x"], reason="lost")
    assert void_codes(by=people.clerk, block=block, codes=codes(block)[:2], reason="lost") == 2
    with pytest.raises(Refusal) as refused:
        void_codes(by=people.clerk, block=block, codes=codes(block)[1:3], reason="lost")
    assert refused.value.code == "label_code_used"
    with pytest.raises(BadInput):
        print_labels(by=people.clerk, facility=block.facility, codes=codes(block)[:1], asked=Asked())


def test_the_public_reads_what_became_of_a_code(walk, people, block):
    first, second = codes(block)[:2]
    page = scan(first)
    assert "Printed, not yet filled" in page and "Used oil" in page and people.clerk.name not in page
    void_codes(by=people.clerk, block=block, codes=[second], reason="lost by Wang")
    page = scan(second)
    assert "no longer valid" in page and "Wang" not in page
    walk.declared("10", label_codes="1", **LITRES)
    assert "Genuine. This is in it." in scan(first)
    assert Client().get(f"/c/{first[:-3]}777/{mark(first[:-3] + '777')}").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda block: BlockSerial.objects.filter(block=block)._raw_delete("default"),
        lambda block: BlockSerial.objects.filter(pk=codes(block)[0]).update(voided_at=None, void_reason=""),
        lambda block: BlockSerial.objects.filter(pk=codes(block)[1]).update(digital_id="9" * 37),
        lambda block: SerialBlock.objects.filter(pk=block.pk).update(last=900),
    ],
)
def test_the_database_keeps_codes_used_once(people, block, change):
    void_codes(by=people.clerk, block=block, codes=codes(block)[:1], reason="lost")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(block)


def test_drawn_printed_declared_and_voided_in_the_browser(desk, city, block):
    page = reverse("manifests:serial_block", args=[block.pk])
    blocks = desk.get(reverse("manifests:serial_blocks"), {"stream": str(city.oil.pk)}).content.decode()
    assert page in blocks and f'value="{city.oil.pk}" selected' in blocks
    sent = {"stream": str(city.oil.pk), "day": f"{clock.today()}", "count": "2", "litres": "200"}
    made = desk.post(reverse("manifests:serial_blocks"), sent)
    assert made.url == reverse("manifests:serial_block", args=[SerialBlock.objects.latest("pk").pk])
    assert desk.post(reverse("manifests:serial_blocks"), sent | {"day": "2020-01-01"}).status_code == 422
    answer = desk.post(reverse("manifests:block_labels", args=[block.pk]), {"layout": "a4", "containers": ""})
    assert desk.get(answer.url).content.startswith(b"%PDF")
    declare = f"{reverse('manifests:declare')}?stream={city.oil.pk}"
    said = {"quantity": "20", "unit": "kg", "container_litres": "50", "label_codes": "1-2"}
    said |= {"happened_at": localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")}
    wrong = desk.post(declare, said | {"label_codes": "77"})
    assert wrong.status_code == 422 and "No label 077" in wrong.content.decode()
    assert desk.post(declare, said).status_code == 302
    assert desk.post(page, {"codes": codes(block)[2:], "reason": "not needed"}).status_code == 302
    shown = desk.get(page).content.decode()
    assert f"For containers of 50 L, filled on {clock.today()}" in shown and "<h1>Used oil" in shown
    assert shown.count("On a container") == 2 and shown.count("not needed") == 3
    assert desk.get(reverse("manifests:block_labels", args=[block.pk])).url == page


def test_repacking_in_the_browser(walk, desk, block):
    batch = walk.stored("100", container_count=1, container_litres="200")
    page = reverse("manifests:repack_batch", args=[batch.pk])
    nothing = desk.post(page, {"container_litres": "50"})
    assert nothing.status_code == 422 and "Say into how many containers it goes." in nothing.content.decode()
    assert desk.post(page, {"container_litres": "50", "label_codes": "1-4"}).status_code == 302
    assert block.serials.exclude(container=None).count() == 4


def test_the_api_declares_by_codes(desk, people, city, block):
    data = {"stream": str(city.oil.pk), "kg": "20", "label_codes": ["1-2"], "container_litres": "50"}
    answer = desk.post("/api/batches/", data, content_type="application/json", headers={"idempotency-key": "k1"})
    assert answer.status_code == 201, answer.content
    assert [row["digital_id"] for row in answer.json()["batch"]["containers"]] == codes(block)[:2]
    answer = desk.post("/api/batches/", data, content_type="application/json", headers={"idempotency-key": "k2"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "label_code_used")


@pytest.mark.django_db(transaction=True)
def test_blocks_and_drums_at_once_never_share_a_code(walk, people, city):
    calls = [lambda: drawn(people.clerk, city.oil)] * 4
    calls += [lambda: walk.declared("10", container_count=3, container_litres="50")] * 4
    at_once(*calls)
    ahead = set(BlockSerial.objects.values_list("pk", flat=True))
    filled = set(Container.objects.values_list("digital_id", flat=True))
    assert (len(ahead), len(filled), ahead & filled) == (20, 12, set())
    assert {int(code[-3:]) for code in ahead | filled} == set(range(1, 33))


@pytest.mark.django_db(transaction=True)
def test_one_label_is_stuck_on_once(walk, people, city):
    block = drawn(people.clerk, city.oil, 1)
    done = at_once(*[lambda: walk.declared("10", label_codes="1", **LITRES)] * 2)
    assert [each.code for each in done if isinstance(each, Refusal)] == ["label_code_used"]
    assert block.serials.get().container_id == Container.objects.get().pk


def test_a_drum_that_went_out_of_sight_is_not_linked(walk, desk, block, monkeypatch):
    batch = walk.declared("10", label_codes="1", **LITRES)
    page, link = (
        reverse(f"manifests:{name}", args=[row.pk]) for name, row in (("serial_block", block), ("batch", batch))
    )
    assert link in desk.get(page).content.decode()
    monkeypatch.setattr(type(WasteBatch.objects.all()), "visible_to", lambda self, person: self.none())
    shown = desk.get(page).content.decode()
    assert "On a container" in shown and link not in shown and batch.number not in shown
