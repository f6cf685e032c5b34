"""Labels of many batches in one file: each print recorded when it is asked for, and again only with a reason."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from facilities.errors import BadInput, NotThere, Refusal
from manifests.actions import carry_out_print as carry_out
from manifests.actions.cancel_print import cancel_print
from manifests.actions.print_labels import Asked, print_labels, printed_before
from manifests.actions.request_print import request_print
from manifests.custody import perform
from manifests.documents import render_labels
from manifests.label_history import any_printed, history_of
from manifests.models import LabelPrint, PrintRun, WasteBatch
from manifests.printing import sources
from manifests.printing.places import file_of
from manifests.printing.sources import is_all_visible, parts_of
from tests.api import Api
from tests.manifests.test_printing import pages_of, pdf_files, printed

Subject, State = PrintRun.Subject, PrintRun.State
AGAIN = Asked(reason=LabelPrint.Reason.LOST)


@pytest.fixture(autouse=True)
def _in_this_process(settings):
    settings.PRINT_PROCESSES = 0


def ask(by, *batches, form="pdf", asked=None) -> PrintRun:
    keys = [batch.pk for batch in batches]
    return request_print(by=by, subject=Subject.LABELS, keys=keys, form=form, asked=asked or Asked())[0]


@pytest.fixture
def drums(walk):
    return walk.stored("50", container_count=3, container_litres="50")


def test_labels_of_many_batches(people, walk, drums, monkeypatch):
    monkeypatch.setattr("manifests.printing.sources.AT_ONCE", 2)
    one = walk.stored("7", container_count=1, container_litres="200")
    loose = walk.stored("9")
    run = printed(ask(people.clerk, drums, loose, one))
    assert (run.state, run.total, run.done) == (State.PRINTED, 4, 4)
    assert run.left_out == [{"key": str(loose.pk), "name": loose.number, "code": "batch_without_containers"}]
    texts, contents, _files = pages_of(run)
    assert len(texts) == 4
    assert contents == [(drums.number, 0), (drums.number, 2), (one.number, 3)]


def test_a_zip_holds_what_the_batch_s_own_page_gives(people, drums):
    files = pdf_files(printed(ask(people.clerk, drums, form="zip")))
    batch = WasteBatch.objects.with_particulars().get(pk=drums.pk)
    assert files == {f"labels-{drums.number}.pdf": render_labels(batch)}


def test_labels_count_by_container(people, walk, settings):
    settings.PRINT_MOST = 4
    with pytest.raises(BadInput) as refused:
        ask(people.clerk, walk.stored("50", container_count=5, container_litres="50"))
    assert refused.value.code == "too_many_to_print"
    assert not LabelPrint.objects.exists()


def test_a_run_is_a_print_on_record(people, walk, drums):
    one = walk.stored("7", container_count=1, container_litres="200")
    ask(people.clerk, drums, one)
    made = LabelPrint.objects.get()
    assert (made.facility_id, made.count, made.reprints) == (drums.holder_id, 4, 0)
    codes = [code for batch in (drums, one) for code in batch.containers.values_list("digital_id", flat=True)]
    assert sorted(made.labels.values_list("digital_id", flat=True)) == sorted(codes)


def test_again_takes_a_reason(people, drums):
    printed(ask(people.clerk, drums))
    with pytest.raises(Refusal) as refused:
        ask(people.clerk, drums)
    assert refused.value.code == "label_printed_before"
    assert PrintRun.objects.count() == LabelPrint.objects.count() == 1  # nothing is half asked for
    ask(people.clerk, drums, asked=AGAIN)
    assert LabelPrint.objects.latest("id").reprints == 3


def test_the_second_click_records_nothing_more(people, drums):
    first = ask(people.clerk, drums)
    assert ask(people.clerk, drums, asked=AGAIN) == first
    assert LabelPrint.objects.count() == 1


def test_only_who_holds_the_waste_prints_its_labels(people, walk, drums):
    for nobody in (people.reader, people.city_regulator, people.receiver):
        with pytest.raises(NotThere):
            ask(nobody, drums)
    assert not PrintRun.objects.exists()


@pytest.fixture
def desk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


def test_the_page_asks_why_only_where_it_must(desk, drums):
    address = f"{reverse('manifests:print_labels')}?batch={drums.pk}"
    assert "Why again" not in desk.get(address).content.decode()
    assert desk.post(address, {"form": "pdf"}).status_code == 302
    printed(PrintRun.objects.get())
    assert "Why again" in desk.get(address).content.decode()
    refused = desk.post(address, {"form": "pdf"})
    assert refused.status_code == 422
    assert "Say why they are printed again" in refused.content.decode()
    assert desk.post(address, {"form": "pdf", "reason": "lost"}).status_code == 302
    assert LabelPrint.objects.latest("id").reason == LabelPrint.Reason.LOST


def test_the_list_prints_what_the_own_site_holds(desk, walk, drums):
    walk.closed()  # its batch is the receiver's now; the generator still sees it
    assert "Print the labels of 1 batch" in " ".join(
        desk.get(reverse("manifests:print_labels")).content.decode().split()
    )


def test_a_program_says_why_too(people, drums):
    api = Api(people.clerk)
    sent = {"batches": [str(drums.pk)], "form": "pdf"}
    assert api.post("/api/prints/", sent).status_code == 201
    printed(PrintRun.objects.get())
    refused = api.post("/api/prints/", sent)
    assert (refused.status_code, refused.json()["code"]) == (409, "label_printed_before")
    assert api.post("/api/prints/", sent | {"reason": "lost"}).status_code == 201


@pytest.mark.parametrize("loose_first", [True, False])
def test_loose_waste_first_or_alone(people, walk, drums, loose_first):
    loose = walk.stored("9")
    if not loose_first:
        with pytest.raises(BadInput) as refused:
            ask(people.clerk, loose)
        assert refused.value.code == "nothing_to_print"
        return
    run = printed(ask(people.clerk, loose, drums))
    assert (run.state, run.total) == (State.PRINTED, 3)
    assert [row["code"] for row in run.left_out] == ["batch_without_containers"]
    assert parts_of([["a", 0, 0, []]], 8) == [[["a", 0, 0, []]]] and parts_of([], 8) == []


def test_what_is_drawn_is_what_was_recorded(people, walk, drums, monkeypatch):
    """Between asking and drawing the drums are repacked into four others: none of those was recorded as printed."""
    monkeypatch.setattr("manifests.printing.sources.AT_ONCE", 2)
    other = walk.stored("7", container_count=2, container_litres="50")
    run = ask(people.clerk, drums, other)
    recorded = set(LabelPrint.objects.get().labels.values_list("digital_id", flat=True))
    before = list(drums.containers.order_by("serial").values_list("digital_id", flat=True))
    perform(drums, "repack", by=people.clerk, data={"container_count": 4, "container_litres": "20"})
    run = printed(run)
    assert run.state == State.PRINTED
    gone = {(row["name"], row["code"]) for row in run.left_out}
    assert gone == {(code, "container_unknown") for code in before}
    assert len(pages_of(run)[0]) == 2 and run.printed_keys == [str(other.pk)]
    assert recorded == {*before, *other.containers.values_list("digital_id", flat=True)}


def test_fewer_drums_than_when_it_was_asked_for(people, walk, drums):
    run = ask(people.clerk, drums)
    perform(drums, "repack", by=people.clerk, data={"container_count": 1, "container_litres": "200"})
    run = printed(run)
    assert (run.state, len(run.left_out)) == (State.FAILED, 3)


def test_the_same_key_answers_with_the_first_run(people, drums, desk):
    api = Api(people.clerk)
    sent = {"batches": [str(drums.pk)], "form": "pdf"}
    first = api.post("/api/prints/", sent, key="k-1")
    printed(PrintRun.objects.get())
    again = api.post("/api/prints/", sent, key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"] and again.json()["state"] == "printed"
    cancelled = desk.post(reverse("manifests:print_labels") + f"?batch={drums.pk}", form_of("k-2", reason="lost"))
    cancel_print(PrintRun.objects.latest("id"))
    twice = desk.post(reverse("manifests:print_labels") + f"?batch={drums.pk}", form_of("k-2", reason="lost"))
    assert cancelled.url == twice.url and cancelled.status_code == 302
    assert PrintRun.objects.count() == LabelPrint.objects.count() == 2


def form_of(key: str, **said) -> dict:
    return {"form": "pdf", "idempotency_key": key, **said}


def test_a_key_is_one_person_s_own(people, walk, drums):
    load = walk.issued()
    one = request_print(by=people.clerk, subject="manifests", keys=[load.pk], form="pdf", idempotency_key="k")
    other = request_print(by=people.receiver, subject="manifests", keys=[load.pk], form="pdf", idempotency_key="k")
    assert one[0] != other[0] and not other[1]


@pytest.mark.parametrize("ended", [State.CANCELLED, State.FAILED])
def test_what_nobody_got_was_not_printed(people, drums, city, ended):
    """A cancelled run needs no reason for the next one, and no official counts it."""
    run = ask(people.clerk, drums)
    PrintRun.objects.update(state=ended)
    codes = list(drums.containers.values_list("digital_id", flat=True))
    assert printed_before(codes) == 0 and not any_printed(WasteBatch.objects.filter(pk=drums.pk))
    again = ask(people.clerk, drums)
    made = LabelPrint.objects.latest("id")
    assert (made.run, made.reprints, set(made.labels.values_list("copy", flat=True))) == (again, 0, {2})
    assert [(row.again, row.is_fruitless) for row in history_of(codes, people.clerk)] == [(0, False), (0, True)]
    assert LabelPrint.objects.standing().get() == made and LabelPrint.objects.count() == 2
    browser = Client()
    browser.force_login(people.city_regulator)
    site = browser.get(reverse("admin:facilities_facility_change", args=[city.generator.pk])).content.decode()
    assert re.search(r"Labels printed</t[dh]>\s*<td[^>]*>3<", site)
    with pytest.raises(Refusal):
        printed(again)
        ask(people.clerk, drums)
    assert run.pk != again.pk


def test_a_batch_of_several_files_is_looked_at_before_fetching(people, walk, drums, monkeypatch):
    """Its first file is in the PDF, its second was left out: it counts as printed."""
    monkeypatch.setattr("manifests.printing.sources.AT_ONCE", 2)
    run = ask(people.clerk, drums)
    run.parts = [[item] for part in run.parts for item in part]
    PrintRun.objects.update(parts=run.parts)
    read, source = sources._labels, sources.SOURCES[Subject.LABELS]

    def reading(person, part):
        if part[0][1] == 2:
            return sources.Read({}, [sources.left_out(part[0][0], drums.number, "hidden")])
        return read(person, part)

    monkeypatch.setitem(sources.SOURCES, Subject.LABELS, sources.Source(**vars(source) | {"read": reading}))
    run = printed(run)
    assert (run.state, run.printed_keys, len(run.left_out)) == (State.PRINTED, [str(drums.pk)], 1)
    assert is_all_visible(run, people.clerk)
    assert not is_all_visible(run, people.receiver)


def test_what_has_left_has_no_labels_here(people, walk, drums):
    load = walk.assigned(drums)
    run = ask(people.clerk, drums)  # allotted: it still stands here
    perform(load, "depart", by=people.driver)
    run = printed(run)
    assert [row["code"] for row in run.left_out] == ["not_here"] and run.state == State.FAILED
    with pytest.raises(NotThere):
        ask(people.clerk, drums)


def test_a_run_cancelled_in_its_last_moment_leaves_no_file(people, drums, monkeypatch):
    run, end = ask(people.clerk, drums), carry_out._end

    def ending(run, state):
        if state == State.PRINTED:
            assert file_of(run).exists()
            cancel_print(run)
        end(run, state)

    monkeypatch.setattr(carry_out, "_end", ending)
    run = printed(run)
    assert run.state == State.CANCELLED and not file_of(run).exists()


def test_sites_are_locked_by_their_keys(people, drums, city, monkeypatch):
    """Whatever the sites are called, and in whichever order their batches were chosen."""
    asked, run = [], ask(people.clerk, drums)
    monkeypatch.setattr(sources, "print_labels", lambda **said: asked.append(str(said["facility"])))
    sites = [str(city.site.pk), str(city.generator.pk), str(city.collector.pk)]
    rows = [[str(number), 0, 1, ["x"]] for number in range(3)]
    monkeypatch.setattr(sources, "_holders", lambda keys: {str(number): site for number, site in enumerate(sites)})
    run.parts = [rows]
    sources._record_labels(run, AGAIN)
    assert asked == sorted(sites)


def test_an_error_of_another_kind_is_not_told_as_another_run(people, drums, monkeypatch):
    def refusing(run, asked):
        raise IntegrityError("something else")

    source = sources.SOURCES[Subject.LABELS]
    monkeypatch.setitem(sources.SOURCES, Subject.LABELS, sources.Source(**vars(source) | {"record": refusing}))
    with pytest.raises(IntegrityError, match="something else"):
        ask(people.clerk, drums)
    assert not PrintRun.objects.exists()


def test_a_hundred_and_one_ticked_in_the_store_go_to_a_job(desk, walk):
    many = walk.stored("100", container_count=100, container_litres="20")
    one = walk.stored("1", container_count=1, container_litres="20")
    store = reverse("manifests:stock_labels")
    assert desk.get(f"{store}?batch={many.pk}").status_code == 200
    answer = desk.get(f"{store}?batch={many.pk}&batch={one.pk}")
    assert answer.url == f"{reverse('manifests:print_labels')}?batch={many.pk.hex}&batch={one.pk.hex}"
    assert "Print the labels of 2 batches" in " ".join(desk.get(answer.url).content.decode().split())
    assert desk.post(answer.url, {"form": "pdf"}).status_code == 302
    assert PrintRun.objects.get().total == 101


def test_boxes_stand_where_something_can_be_printed(desk, people, walk, drums):
    gone = walk.closed().lines.get().batch
    page = desk.get(reverse("manifests:batches")).content.decode()
    assert f'name="batch" value="{drums.pk}"' in page and f'value="{gone.pk}"' not in page
    assert 'id="print-ticked"' in page
    asking = f"{reverse('manifests:print_labels')}?batch={drums.pk}&batch={gone.pk}"
    asked = " ".join(desk.get(asking).content.decode().split())
    assert "Print the labels of 1 batch" in asked
    assert "1 batch that you ticked does not lie at your sites" in asked
    assert "does not lie at your sites" not in desk.get(asking.partition("&")[0]).content.decode()
    reader = Client()
    reader.force_login(people.reader)
    page = reader.get(reverse("manifests:batches")).content.decode()
    assert drums.number in page and 'name="batch"' not in page and 'id="print-ticked"' not in page


def test_the_page_of_what_left_offers_no_labels(desk, people, walk, drums):
    page, labels = (reverse(f"manifests:{name}", args=[drums.pk]) for name in ("batch", "labels"))
    assert labels in desk.get(page).content.decode()
    walk.in_transit(drums)
    assert labels not in desk.get(page).content.decode()
    assert "does not lie here any more" in desk.get(labels).content.decode()
    refused = desk.post(labels, {"layout": "exact", "start": "1"})
    assert refused.status_code == 422
    assert not LabelPrint.objects.exists()


def test_another_firm_sees_that_and_why_but_not_who(desk, people, walk, drums):
    clerk_s = print_labels(by=people.clerk, facility=drums.holder, codes=codes_of(drums), asked=Asked())
    again = Asked(reason=LabelPrint.Reason.OTHER, note="Old Wang spilt ink")
    print_labels(by=people.clerk, facility=drums.holder, codes=codes_of(drums)[:1], asked=again)
    batch = walk.judged(manifest=perform(walk.in_transit(drums), "arrive", by=people.driver).subject).lines.get().batch
    assert batch == drums
    told = history_of(codes_of(drums), people.receiver)
    assert [(row.here, row.again, row.is_seen, row.person_name, row.note) for row in told] == [
        (1, 1, False, "", ""), (3, 0, False, "", ""),
    ]  # fmt: skip
    browser = Client()
    browser.force_login(people.receiver)
    page = browser.get(reverse("manifests:batch", args=[drums.pk])).content.decode()
    assert "another reason" in page and "Old Wang" not in page
    assert "Old Wang" in desk.get(reverse("manifests:batch", args=[drums.pk])).content.decode()
    assert history_of(codes_of(drums), people.clerk)[1].person_name == clerk_s.person_name != ""


def codes_of(batch) -> list[str]:
    return list(batch.containers.order_by("serial").values_list("digital_id", flat=True))


def test_an_official_of_another_district_has_no_dead_link(people, walk, drums, monkeypatch):
    made = print_labels(by=people.clerk, facility=drums.holder, codes=codes_of(drums), asked=Asked())
    link = reverse("admin:manifests_labelprint_change", args=[made.pk])
    browser = Client()
    browser.force_login(people.city_regulator)
    page = reverse("admin:manifests_wastebatch_change", args=[drums.pk])
    assert link in browser.get(page).content.decode()
    monkeypatch.setattr(type(LabelPrint.objects.all()), "visible_to", lambda self, person: self.none())
    assert link not in browser.get(page).content.decode()


def test_forged_keys_tell_nothing(people, drums):
    """Whether another firm's drums were printed before cannot be read off the form."""
    printed(ask(people.clerk, drums))
    browser = Client()
    browser.force_login(people.receiver)
    asking = f"{reverse('manifests:print_labels')}?batch={drums.pk}"
    assert "Why again" not in browser.get(asking).content.decode()
