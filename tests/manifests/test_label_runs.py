"""Labels of many batches in one file: each print recorded when it is asked for, and again only with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from facilities.errors import BadInput, NotThere, Refusal
from manifests.actions.print_labels import Asked
from manifests.actions.request_print import request_print
from manifests.documents import render_labels
from manifests.models import LabelPrint, PrintRun, WasteBatch
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
