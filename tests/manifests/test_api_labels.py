"""Label codes drawn ahead by a program: drawn, listed, printed, void; and for repacking what arose elsewhere."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.errors import BadInput
from manifests.actions.draw_codes import draw_codes
from manifests.custody import perform
from manifests.models import BlockSerial, Container, LabelPrint, SerialBlock, WasteBatch
from tests.api import Api
from tests.city import OIL

BLOCKS, CODES, PRINTS = "/api/label-blocks/", "/api/label-codes/", "/api/label-prints/"
PAGE = reverse("manifests:serial_blocks")


@pytest.fixture
def clerk(people) -> Api:
    return Api(people.clerk)


def asked(city, **more) -> dict:
    return {"stream": str(city.oil.pk), "day": str(clock.today()), "count": 3, "litres": "200", **more}


def codes_of(api, block, **query) -> list[str]:
    return [row["code"] for row in api.rows(CODES, block=block["id"], **query)]


def test_drawn_printed_put_on_a_drum_and_void(clerk, city):
    block = clerk.make(BLOCKS, asked(city))
    assert (block["first"], block["last"], block["unused"], block["litres"]) == (1, 3, 3, "200.0")
    codes = codes_of(clerk, block, state="unused")
    assert len(codes) == 3 and codes == sorted(codes)
    made = clerk.make(PRINTS, {"facility": str(city.generator.pk), "codes": codes, "layout": "a4"})
    assert (made["count"], made["reprints"], made["layout"]) == (3, 0, "a4")
    paper = clerk.get(f"{PRINTS}{made['id']}/file/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF-") and codes[0] in paper["Content-Disposition"]
    batch = clerk.make("/api/batches/", {"stream": str(city.oil.pk), "kg": "150", "container_litres": "200",
                                         "label_codes": [codes[0]]})  # fmt: skip
    assert batch["batch"]["containers"][0]["digital_id"] == codes[0]
    void = clerk.do(f"{BLOCKS}{block['id']}/void/", {"codes": [codes[1]], "reason": "torn"})
    assert (void["used"], void["void"], void["unused"]) == (1, 1, 1)
    assert codes_of(clerk, block, state="unused") == [codes[2]]
    (torn,) = clerk.rows(CODES, block=block["id"], state="void")
    assert (torn["void_reason"], torn["serial"], torn["container"]) == ("torn", 2, None)
    (used,) = clerk.rows(CODES, facility=str(city.generator.pk), day=str(clock.today()), state="used")
    assert Container.objects.get(pk=used["container"]).digital_id == codes[0]
    for code in codes[:2]:
        refused = clerk.post(f"{BLOCKS}{block['id']}/void/", {"codes": [code], "reason": "again"})
        assert (refused.status_code, refused.json()["code"]) == (409, "label_code_used")


def test_a_second_print_says_why_and_the_file_is_open_for_an_hour(clerk, people, city):
    block = clerk.make(BLOCKS, asked(city))
    sent = {"facility": str(city.generator.pk), "codes": codes_of(clerk, block)}
    first = clerk.make(PRINTS, sent)
    refused = clerk.post(PRINTS, sent)
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["field"]) == (
        409, "label_printed_before", "/reason",
    )  # fmt: skip
    again = clerk.make(PRINTS, sent | {"reason": "damaged"})
    assert again["reprints"] == 3
    at = f"{PRINTS}{first['id']}/file/"
    assert Api(people.reader).get(at).status_code == 404  # not who asked for it
    now = clock.now()
    for minutes, status in ((59, 200), (60, 404)):
        with clock.standing_at(now + timedelta(minutes=minutes)):
            answer = clerk.get(at)
            assert answer.status_code == status
    assert answer.json()["code"] == "print_over"


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"count": 0}, "min_value", "/count"),
        ({"count": 101}, "max_value", "/count"),
        ({"day": "2000-01-01"}, "day_invalid", "/day"),
        ({"litres": "0"}, "kg_invalid", "/litres"),
        ({"litres": "1.55"}, "max_decimal_places", "/litres"),
        ({"stream": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, "unknown_choice", "/stream"),
        ({"batch": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, "label_waste_unclear", "/stream"),
        ({"colour": "red"}, "unknown_field", "/colour"),
    ],
)
def test_what_cannot_be_drawn(clerk, city, more, code, field):
    refused = clerk.post(BLOCKS, asked(city, **more))
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.content
    assert refused.json()["errors"][0]["field"] == field and not SerialBlock.objects.exists()


def test_neither_waste_nor_batch_is_no_request(clerk, city):
    sent = asked(city)
    del sent["stream"]
    assert clerk.post(BLOCKS, sent).json()["code"] == "label_waste_unclear"


def test_whatever_is_sent_again_is_done_once(clerk, city):
    for _try in range(2):
        block = clerk.post(BLOCKS, asked(city), key="d").json()
    assert SerialBlock.objects.count() == 1
    other = clerk.post(BLOCKS, asked(city, count=4), key="d")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    codes = codes_of(clerk, block)
    sent = {"facility": str(city.generator.pk), "codes": codes}
    first, second = (clerk.post(PRINTS, sent, key="p") for _try in range(2))
    assert (first.status_code, second.status_code) == (201, 200) and first.json() == second.json()
    assert LabelPrint.objects.count() == 1
    for _try in range(2):
        void = clerk.do(f"{BLOCKS}{block['id']}/void/", {"codes": codes[:1], "reason": "torn"}, key="v")
        assert void["void"] == 1


def test_codes_come_page_by_page_in_their_order(clerk, city):
    block = clerk.make(BLOCKS, asked(city, count=5))
    found, page = [], clerk.see(CODES, block=block["id"], page_size="2")
    while True:
        found += [row["serial"] for row in page["results"]]
        if not page["next"]:
            break
        page = clerk.see("/api/" + page["next"].partition("/api/")[2])
    assert found == [1, 2, 3, 4, 5]


def test_lists_cost_the_same_however_many(clerk, city, django_assert_max_num_queries):
    for _more in range(2):
        clerk.make(BLOCKS, asked(city))
    with django_assert_max_num_queries(4) as few:
        clerk.see(BLOCKS)
        clerk.get("/api/nothing/")
    clerk.make(BLOCKS, asked(city, count=20))
    with django_assert_max_num_queries(4) as many:
        clerk.see(BLOCKS)
        clerk.get("/api/nothing/")
    assert len(few) == len(many)


@pytest.fixture
def regrouped(walk, people, city) -> WasteBatch:
    """Oil of the generator, twice brought to the collector's store and made one there."""
    held = []
    for kg in ("300", "200"):
        manifest = walk.arrived(walk.stored(kg), consignee=city.collector, method="R9")
        batch = walk.judged(manifest=manifest).lines.get().batch
        area = {"area": walk.area(city.collector).pk}
        held.append(perform(batch, "store", by=people.collector, data=area).subject)
    return perform(held[0], "regroup", by=people.collector, data={"batches": [held[1].pk]}).subject


def latest(batch) -> WasteBatch:
    return WasteBatch.objects.filter(state="stored", holder=batch.holder).latest("pk")


def test_a_collector_labels_the_drums_into_which_it_repacks(people, city, regrouped):
    whole, api = latest(regrouped), Api(people.collector)
    assert whole.stream == city.oil and whole.holder == city.collector
    block = api.make(BLOCKS, {"batch": str(whole.pk), "day": str(clock.today()), "count": 2, "litres": "1000"})
    assert (block["stream"]["id"], block["facility"]["id"]) == (str(city.oil.pk), str(city.collector.pk))
    codes = codes_of(api, block)
    assert {code[:18] for code in codes} == {city.collector.enterprise.registration_no}
    made = api.make(PRINTS, {"facility": str(city.collector.pk), "codes": codes})
    assert b"".join(api.get(f"{PRINTS}{made['id']}/file/").streaming_content).startswith(b"%PDF-")
    repacked = api.do(f"/api/batches/{whole.pk}/repack/", {"label_codes": ["1-2"], "container_litres": "1000"})
    full = [row for row in repacked["batch"]["containers"] if row["emptied_at"] is None]
    assert [row["digital_id"] for row in full] == codes
    assert BlockSerial.objects.filter(container=None).count() == 0
    assert Api(people.clerk).rows(BLOCKS) == []  # whose waste it was sees nothing of the collector's labels


def test_codes_for_another_s_waste_fit_that_waste_only(people, city, regrouped, walk):
    whole = latest(regrouped)
    block = draw_codes(by=people.collector, batch=whole.pk, day=clock.today(), count=1, litres="200")
    own = perform(
        WasteBatch,
        "declare",
        by=people.clerk,
        data={"stream": city.oil.pk, "kg": "5", "container_count": 1, "container_litres": "200"},
    ).subject
    with pytest.raises(BadInput) as refused:
        perform(
            perform(own, "store", by=people.clerk, data={"area": walk.area(city.generator).pk}).subject,
            "repack",
            by=people.clerk,
            data={"label_codes": [block.serials.get().pk], "container_litres": "200"},
        )
    assert refused.value.code == "label_code_unknown"


def test_codes_are_drawn_for_what_lies_in_one_s_own_store(people, city, regrouped, walk):
    whole = latest(regrouped)
    sent = {"batch": str(whole.pk), "day": str(clock.today()), "count": 1, "litres": "200"}
    for name in ("clerk", "receiver", "outsider", "city_regulator", "driver"):
        refused = Api(getattr(people, name)).post(BLOCKS, sent)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "/batch"), name
    unstored = walk.declared("5")
    refused = Api(people.clerk).post(BLOCKS, sent | {"batch": str(unstored.pk)})
    assert refused.json()["code"] == "unknown_choice"


def test_the_page_offers_what_arose_elsewhere_and_leads_to_the_repacking(client, people, city, regrouped):
    whole = latest(regrouped)
    client.force_login(people.collector)
    repack = client.get(reverse("manifests:repack_batch", args=[whole.pk])).content.decode()
    assert f"{PAGE}?batch={whole.pk}" in repack
    page = client.get(PAGE, {"batch": str(whole.pk)})
    assert page.context["form"]["stream"].value() == f"batch-{whole.pk}"
    assert "Arose elsewhere, to be repacked here" in page.content.decode() and OIL in page.content.decode()
    sent = {
        "stream": f"batch-{whole.pk}",
        "day": str(clock.today()),
        "count": 2,
        "litres": "200",
        "idempotency_key": "k",
    }
    text = client.post(PAGE, sent, follow=True).content.decode()
    assert "when you repack its batch, scan the codes" in text and "Choose the batch to repack" in text
    assert SerialBlock.objects.get().facility == city.collector


@pytest.mark.parametrize("batch", ["x", "\x00", "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"])
def test_a_batch_that_is_none_proposes_nothing(client, people, city, batch):
    client.force_login(people.clerk)
    page = client.get(PAGE, {"batch": batch})
    assert page.status_code == 200 and not page.context["form"]["stream"].value()
