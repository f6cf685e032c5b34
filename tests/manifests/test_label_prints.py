"""Printing labels: recorded once, again with a reason, counted for officials; drawn only for who asked."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from facilities import clock
from facilities.errors import BadInput, Refusal
from manifests.actions.print_labels import Asked, print_labels
from manifests.custody import perform
from manifests.models import LabelPrint, PrintedLabel
from tests.at_once import at_once
from tests.manifests.test_documents_labels import media_boxes

PAPER = {"layout": "exact", "start": "1"}


@pytest.fixture
def drums(walk):
    return walk.stored("300", container_count=3, container_litres="20")


@pytest.fixture
def desk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


def codes_of(batch) -> list[str]:
    return list(batch.containers.order_by("serial").values_list("digital_id", flat=True))


def address(batch) -> str:
    return reverse("manifests:labels", args=[batch.pk])


def asked(by, batch, codes=None, most=100, key=None, **said) -> LabelPrint:
    codes = codes_of(batch) if codes is None else codes
    return print_labels(by=by, facility=batch.holder, codes=codes, asked=Asked(**said), idempotency_key=key, most=most)


def test_a_first_print_is_recorded_and_its_file_opens(desk, drums):
    assert desk.get(address(drums)).status_code == 200
    assert not LabelPrint.objects.exists()  # looking writes nothing
    answer = desk.post(address(drums), PAPER | {"containers": "1, 3", "idempotency_key": "k"})
    again = desk.post(address(drums), PAPER | {"containers": "1, 3", "idempotency_key": "k"})
    made = LabelPrint.objects.get()
    assert answer.url == reverse("manifests:print_pdf", args=[made.pk])
    assert again.url == answer.url
    assert (made.count, made.reprints, made.reason, made.person_name) == (2, 0, "", str(made.person))
    assert [row.copy for row in made.labels.all()] == [1, 1]
    file = desk.get(answer.url)
    assert media_boxes(file.content) == [[106, 106]] * 2
    assert desk.get(answer.url, headers={"if-none-match": file.headers["ETag"]}).status_code == 304
    assert desk.get(answer.url).content == file.content


def test_again_needs_a_reason_and_is_counted(people, drums):
    asked(people.clerk, drums)
    with pytest.raises(Refusal) as refused:
        asked(people.clerk, drums)
    assert (refused.value.code, refused.value.field) == ("label_printed_before", "/reason")
    assert "3 of these labels were printed before" in str(refused.value.message)
    again = asked(people.clerk, drums, codes_of(drums)[:1], reason="damaged", note="rain")
    assert (again.count, again.reprints, again.reason, again.note) == (1, 1, "damaged", "rain")
    assert PrintedLabel.objects.get(print=again).copy == 2
    third = asked(people.clerk, drums, codes_of(drums)[:2], reason="lost")
    assert sorted(third.labels.values_list("copy", flat=True)) == [2, 3]


def test_a_first_print_keeps_no_reason(people, drums):
    assert asked(people.clerk, drums, reason="lost", note="none").reason == ""


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"reason": "other"}, "required", "/note"),
        ({"reason": "bored"}, "unknown_choice", "/reason"),
        ({"reason": "lost", "note": "x" * 201}, "too_long", "/note"),
        ({"reason": "lost", "note": "a\x00b"}, "text_invalid", "/note"),
        ({"reason": "lost", "layout": "a5"}, "layout_unknown", "/layout"),
        ({"reason": "lost", "layout": "roll-105"}, "layout_unknown", "/layout"),
        ({"reason": "lost", "layout": "roll-331"}, "layout_unknown", "/layout"),
        ({"reason": "lost", "layout": "a4", "start": 3}, "start_invalid", "/start"),
        ({"reason": "lost", "layout": "a4", "start": 0}, "start_invalid", "/start"),
        ({"reason": "lost", "start": 2}, "start_invalid", "/start"),
    ],
)
def test_what_is_refused(people, drums, said, code, field):
    asked(people.clerk, drums)
    with pytest.raises(Refusal) as refused:
        asked(people.clerk, drums, **said)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert LabelPrint.objects.count() == 1


def test_the_second_click_gets_the_first_print(people, drums):
    first = asked(people.clerk, drums, key="k1")
    assert asked(people.clerk, drums, key="k1") == first
    assert LabelPrint.objects.count() == 1


@pytest.mark.parametrize(("litres", "narrow", "wide"), [("200", "roll-155", "roll-156"), ("1000", "roll-205", "a4")])
def test_a_label_that_does_not_fit_is_not_made_smaller(walk, people, litres, narrow, wide):
    batch = walk.declared(container_count=1, container_litres=litres)
    with pytest.raises(BadInput) as refused:
        asked(people.clerk, batch, layout=narrow)
    assert (refused.value.code, refused.value.law) == ("label_too_wide", "HJ 1276-2022")
    assert asked(people.clerk, batch, layout=wide).layout == wide


def test_a_file_holds_a_hundred_and_not_one_more(walk, people):
    batch = walk.declared("101", container_count=101, container_litres="20")
    with pytest.raises(BadInput) as refused:
        asked(people.clerk, batch)
    assert refused.value.code == "too_many_labels"
    assert asked(people.clerk, batch, codes_of(batch)[:100]).count == 100
    assert asked(people.clerk, batch, codes_of(batch)[100:], most=1).count == 1


def test_of_many_drums_the_first_hundred_are_proposed(walk, desk):
    batch = walk.declared("101", container_count=101, container_litres="20")
    page = desk.get(address(batch)).content.decode()
    assert 'value="1-100"' in page and "One file holds 100 at most" in page


def test_what_lies_elsewhere_is_not_printed(walk, people, city, drums):
    elsewhere = walk.judged().lines.get().batch
    for codes in ([], ["x"], [*codes_of(drums), "9" * 37]):
        with pytest.raises(BadInput) as refused:
            asked(people.clerk, drums, codes)
        assert refused.value.field == "/containers"
    with pytest.raises(BadInput):
        print_labels(by=people.clerk, facility=elsewhere.holder, codes=codes_of(drums), asked=Asked())
    perform(drums, "repack", by=people.clerk, data={"container_count": 1, "container_litres": "50"})
    with pytest.raises(BadInput):
        asked(people.clerk, drums, codes_of(drums)[:1])  # emptied


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("city_regulator", 403), ("collector", 404)])
def test_who_does_not_print(people, drums, who, status):
    browser = Client()
    browser.force_login(getattr(people, who))
    assert browser.post(address(drums), PAPER).status_code == status
    assert not LabelPrint.objects.exists()


def test_the_file_is_for_who_asked_and_for_an_hour(desk, people, drums, city, monkeypatch):
    made = asked(people.clerk, drums)
    file = reverse("manifests:print_pdf", args=[made.pk])
    other = Client()
    other.force_login(people.collector)
    assert other.get(file).status_code == 404
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=59))
    assert desk.get(file).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=61))
    late = desk.get(file)
    assert late.status_code == 404 and "Print the labels again, with a reason." in late.content.decode()


def test_the_page_asks_why_again_and_shows_what_was_printed(desk, people, drums):
    assert 'name="reason"' not in desk.get(address(drums)).content.decode()
    desk.post(address(drums), PAPER | {"containers": "1"})
    page = desk.get(address(drums)).content.decode()
    assert 'name="reason"' in page and "1 was printed before." in page
    refused = desk.post(address(drums), PAPER | {"containers": "1", "reason": ""})
    assert refused.status_code == 422 and "Say why it is printed again." in refused.content.decode()
    assert desk.post(address(drums), PAPER | {"containers": "2", "reason": ""}).status_code == 302
    sent = PAPER | {"containers": "1", "reason": "other", "note": "printer jam"}
    assert desk.post(address(drums), sent).status_code == 302
    assert "printer jam" in desk.get(reverse("manifests:batch", args=[drums.pk])).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"containers": "0"}, "Write the numbers like 1-12, 15."),
        ({"containers": "2-5"}, "There is no label 4 to print."),
        ({"layout": "roll", "roll_mm": ""}, "Give the width of the roll."),
    ],
)
def test_a_mistyped_form_says_so(desk, drums, sent, said):
    answer = desk.post(address(drums), PAPER | sent)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_batches_ticked_in_the_stock_are_one_file(walk, desk, drums):
    other = walk.stored("10", container_count=1, container_litres="20")
    loose = walk.stored("5")
    chosen = urlencode({"batch": [drums.pk, other.pk, loose.pk]}, doseq=True)
    page = f"{reverse('manifests:stock_labels')}?{chosen}"
    assert "4 labels" in desk.get(page).content.decode()
    answer = desk.post(page, PAPER | {"layout": "a4"})
    made = LabelPrint.objects.get()
    assert list(made.labels.values_list("digital_id", flat=True)) == codes_of(drums) + codes_of(other)
    assert media_boxes(desk.get(answer.url).content) == [[210, 297]] * 2
    store = desk.get(reverse("manifests:stock_area", args=[drums.area_id])).content.decode()
    assert f'formaction="{reverse("manifests:stock_labels")}"' in store


@pytest.mark.parametrize("chosen", ["", "batch=x", "batch=00000000-0000-0000-0000-000000000000"])
def test_ticking_nothing_leads_back(desk, chosen):
    assert desk.get(f"{reverse('manifests:stock_labels')}?{chosen}").url == reverse("manifests:stock")


def test_officials_see_what_was_printed_again(people, drums, city):
    asked(people.clerk, drums)
    made = asked(people.clerk, drums, codes_of(drums)[:2], reason="lost")
    browser = Client()
    browser.force_login(people.city_regulator)
    site = browser.get(reverse("admin:facilities_facility_change", args=[city.generator.pk])).content.decode()
    assert "Labels, the last 12 months" in site and "40" in site  # two of five
    rows = browser.get(reverse("admin:manifests_labelprint_changelist"), {"watch": "again"})
    assert rows.content.decode().count("lost") >= 1
    page = browser.get(reverse("admin:manifests_labelprint_change", args=[made.pk])).content.decode()
    assert codes_of(drums)[0] in page and "Of them printed before" in page
    batch = browser.get(reverse("admin:manifests_wastebatch_change", args=[drums.pk])).content.decode()
    assert "Labels printed" in batch
    browser.force_login(people.other_regulator)
    assert browser.get(reverse("admin:manifests_labelprint_change", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda made: LabelPrint.objects.filter(pk=made.pk).update(reprints=1),
        lambda made: PrintedLabel.objects.filter(print=made).update(copy=7),
        lambda made: PrintedLabel.objects.filter(print=made)._raw_delete("default"),
    ],
)
def test_a_print_stays_as_it_was_written(people, drums, change):
    made = asked(people.clerk, drums)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(made)


def test_no_code_has_two_first_prints(people, drums):
    made = asked(people.clerk, drums)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedLabel.objects.create(print=made, digital_id=codes_of(drums)[0], copy=1)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_print_first(people, drums):
    done = at_once(*[lambda: asked(people.clerk, drums)] * 2)
    assert [type(each).__name__ for each in done].count("LabelPrint") == 1
    assert LabelPrint.objects.count() == 1 and set(PrintedLabel.objects.values_list("copy", flat=True)) == {1}
