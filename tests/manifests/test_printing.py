"""Many documents in one file: chosen once, drawn part by part, taken up after a kill, and never more than one sees."""

import io
import json
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Membership
from manifests.actions.cancel_print import cancel_print
from manifests.actions.carry_out_print import MOST_TIMES, carry_out_print
from manifests.actions.request_print import request_print
from manifests.actions.resume_prints import KEPT, SILENT, delete_prints, resume_prints
from manifests.actions.seal import seal
from manifests.documents import form_of, render_manifest
from manifests.models import Manifest, PrintRun
from manifests.numbers import spaced
from manifests.printing import sources
from manifests.printing.calling import CARRY_OUT
from manifests.printing.drawing import Here
from manifests.printing.places import file_of, part_of
from tests.manifests.test_bundles import verify_liandan
from tests.manifests.test_documents import structure

Subject, State = PrintRun.Subject, PrintRun.State
LATER = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _in_this_process(settings):
    settings.PRINT_PROCESSES = 0


@pytest.fixture
def one_a_part(monkeypatch):
    """Every manifest is a part of its own."""
    smaller = sources.Source(**vars(sources.SOURCES[Subject.MANIFESTS]) | {"at_once": 1})
    monkeypatch.setitem(sources.SOURCES, Subject.MANIFESTS, smaller)


@pytest.fixture
def loads(walk) -> list[Manifest]:
    """Three manifests, the second with more lines than a page holds; all sealed."""
    long = walk.issued(*[walk.stored("10.5") for _ in range(30)])
    made = [walk.closed(), long, walk.in_transit()]
    seal()
    return [Manifest.objects.with_parties().get(pk=manifest.pk) for manifest in made]


def ask(by, rows, form="pdf", subject=Subject.MANIFESTS) -> PrintRun:
    return request_print(by=by, subject=subject, keys=[row.pk for row in rows], form=form)[0]


def printed(run: PrintRun) -> PrintRun:
    carry_out_print(str(run.pk))
    run.refresh_from_db()
    return run


def pages_of(run: PrintRun) -> tuple[list[str], list[tuple[str, int]], dict[str, bytes]]:
    """The text of every page, the table of contents, and the files inside."""
    with pypdfium2.PdfDocument(file_of(run)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        contents = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
        files = [document.get_attachment(number) for number in range(document.count_attachments())]
        return texts, contents, {file.get_name(): bytes(file.get_data()) for file in files}


def scanned(run: PrintRun, page: int) -> str:
    with pypdfium2.PdfDocument(file_of(run)) as document:
        picture = document[page].render(scale=200 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def pdf_files(run: PrintRun) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file_of(run).read_bytes())) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_one_pdf_holds_them_in_the_order_chosen(people, loads, one_a_part):
    first, long, last = loads
    run = ask(people.clerk, [last, long, first])
    assert (run.state, run.total, run.done) == (State.REQUESTED, 3, 0)
    assert ProcrastinateJob.objects.get(task_name=CARRY_OUT).args == {"pk": str(run.pk)}
    run = printed(run)
    assert (run.state, run.done, run.left_out) == (State.PRINTED, 3, [])
    texts, contents, _files = pages_of(run)
    starts = [page for _title, page in contents]
    assert [title for title, _page in contents] == [spaced(row.number) for row in (last, long, first)]
    assert starts[0] == 0 and starts[1] == 1 and starts[2] == len(texts) - 1 and len(texts) > 4
    assert "Page 1 of 1" in texts[0] and "Page 1 of 1" in texts[-1]
    assert f"Page 2 of {len(texts) - 2}" in texts[2]  # each document counts its own pages
    assert not part_of(run, 0).exists()


def test_a_code_in_the_joined_pdf_is_the_one_of_its_manifest(people, loads):
    run = printed(ask(people.clerk, [loads[2], loads[0]]))
    assert scanned(run, 1) == form_of(loads[0]).url


def test_the_joined_pdf_stays_an_archive_document_with_every_proof(people, loads, one_a_part):
    run = printed(ask(people.clerk, loads))
    inside = structure(file_of(run).read_bytes())
    assert b"pdfaid:part" in inside and b"/OutputIntent" in inside and b"/FontFile3" in inside and b"/AF" in inside
    assert b"/StructTreeRoot" not in inside
    _texts, _contents, files = pages_of(run)
    assert list(files) == sorted(f"manifest-{row.number}.proof.json" for row in loads)
    for content in files.values():
        found = json.loads(content)
        assert all(holds for holds, _sentence in verify_liandan.verify(found, found["keys"]))


def test_the_same_run_gives_the_same_bytes(people, loads, one_a_part):
    run = printed(ask(people.clerk, loads))
    before = file_of(run).read_bytes()
    PrintRun.objects.update(state=State.REQUESTED, drawn={}, done=0)
    assert file_of(printed(run)).read_bytes() == before


def test_a_zip_holds_what_single_pages_give_byte_for_byte(people, loads, one_a_part):
    run = printed(ask(people.clerk, loads, "zip"))
    assert pdf_files(run) == {f"manifest-{row.number}.pdf": render_manifest(row) for row in loads}


def test_processes_draw_the_same(people, loads, one_a_part, settings):
    run = printed(ask(people.clerk, loads))
    alone = file_of(run).read_bytes()
    PrintRun.objects.update(state=State.REQUESTED, drawn={}, done=0)
    settings.PRINT_PROCESSES = 2
    assert file_of(printed(run)).read_bytes() == alone


def test_the_second_click_is_the_same_run(people, loads):
    run = ask(people.clerk, loads)
    again, repeated = request_print(
        by=people.clerk, subject=Subject.MANIFESTS, keys=[row.pk for row in loads], form="pdf"
    )
    assert repeated and again == run
    assert ProcrastinateJob.objects.filter(task_name=CARRY_OUT).count() == 1


def test_one_run_a_person_at_a_time(people, loads):
    ask(people.clerk, loads)
    with pytest.raises(Refusal) as refused:
        ask(people.clerk, loads[:1])
    assert refused.value.code == "print_running"
    assert ask(people.receiver, loads[:1]).person == people.receiver


@pytest.mark.parametrize(
    ("form", "most", "count", "code"),
    [("docx", 9, 1, "print_form_unknown"), ("pdf", 2, 3, "too_many_to_print"), ("pdf", 9, 0, "nothing_to_print")],
)
def test_what_cannot_be_asked_for(people, loads, settings, form, most, count, code):
    settings.PRINT_MOST = most
    with pytest.raises(BadInput) as refused:
        ask(people.clerk, loads[:count], form)
    assert refused.value.code == code
    assert not PrintRun.objects.exists()


def test_nobody_prints_what_they_do_not_see(people, loads):
    with pytest.raises(NotThere) as refused:
        ask(people.outsider, loads[:1])
    assert refused.value.field == "/manifests/0"
    with pytest.raises(NotPermitted):
        ask(people.driver, loads[:1])


def test_what_is_hidden_meanwhile_is_left_out_and_named(people, loads, one_a_part, monkeypatch):
    """Between the first part and the second the clerk's firm loses its place in the manifest."""
    first, second, third = loads
    run = ask(people.clerk, loads)
    seen = Manifest.objects.visible_to
    monkeypatch.setattr(type(Manifest.objects), "visible_to", lambda self, by: seen(by).exclude(pk=second.pk))
    run = printed(run)
    assert run.left_out == [{"key": str(second.pk), "name": second.number, "code": "hidden"}]
    assert (run.state, run.done) == (State.PRINTED, 3)
    _texts, contents, files = pages_of(run)
    assert [title for title, _page in contents] == [spaced(first.number), spaced(third.number)]
    assert not any(second.number in name for name in files)


def test_a_draft_is_no_manifest(people, walk, loads):
    draft = walk.draft()
    run = printed(ask(people.clerk, [draft, loads[0]], "zip"))
    assert run.left_out == [{"key": str(draft.pk), "name": str(draft), "code": "draft"}]
    assert len(pdf_files(run)) == 1


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_where_nothing_is_left_the_run_has_failed(people, walk, form):
    run = printed(ask(people.clerk, [walk.draft()], form))
    assert run.state == State.FAILED and len(run.left_out) == 1
    assert not file_of(run).exists()


def test_whoever_lost_their_role_gets_nothing(people, loads):
    run = ask(people.clerk, loads)
    Membership.objects.filter(person=people.clerk).delete()
    run = printed(run)
    assert run.state == State.FAILED
    assert {row["code"] for row in run.left_out} == {"hidden"}


def test_one_that_cannot_be_drawn_is_left_out_of_either_file(people, loads, monkeypatch):
    from manifests.documents import render

    laid_out, bad = render._laid_out, loads[1].number

    def refusing(html, styles, own=""):
        if f"manifest-{bad}" in html or spaced(bad) in html:
            raise RuntimeError("no ink")
        return laid_out(html, styles, own)

    monkeypatch.setattr(render, "_laid_out", refusing)
    for form in ("pdf", "zip"):
        run = printed(ask(people.clerk, loads, form))
        assert [(row["name"], row["code"]) for row in run.left_out] == [(spaced(bad), "not_drawn")]
        assert run.state == State.PRINTED
    assert len(pdf_files(run)) == 2


def begin_jobs() -> None:
    """As a worker does that takes what waits."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")


class Killed(BaseException):
    """What kill -9 leaves behind: nothing is tidied up."""


def killed_at(monkeypatch, number: int) -> list:
    """The worker ends when it is about to draw its `number`th part; returns the orders that were drawn."""
    drawn = []

    def submit(self, call, order):
        if len(drawn) == number:
            raise Killed
        drawn.append(order)
        return _submit(self, call, order)

    _submit = Here.submit
    monkeypatch.setattr(Here, "submit", submit)
    return drawn


def test_a_killed_worker_is_followed_by_one_that_keeps_what_was_drawn(people, loads, one_a_part, monkeypatch):
    run = ask(people.clerk, loads)
    with monkeypatch.context() as patch:
        killed_at(patch, 2)
        with pytest.raises(Killed):
            printed(run)
    run.refresh_from_db()
    assert (run.state, run.done, sorted(run.drawn)) == (State.STARTED, 2, ["0", "1"])
    begin_jobs()
    assert resume_prints() == 0  # it may still be at work
    PrintRun.objects.update(beat_at=clock.now() - SILENT - LATER)
    assert resume_prints() == 1 and resume_prints() == 0
    assert ProcrastinateJob.objects.filter(task_name=CARRY_OUT).count() == 2
    drawn = killed_at(monkeypatch, 9)
    run = printed(run)
    assert (run.state, run.done, len(drawn)) == (State.PRINTED, 3, 1)
    assert len(pages_of(run)[1]) == 3


def test_a_long_run_lets_others_have_their_turn(people, loads, one_a_part, monkeypatch):
    """A worker does one thing at a time: after a while the run waits behind seals, clocks and other people's runs."""
    moments = iter(range(0, 1000, 25))
    monkeypatch.setattr("manifests.actions.carry_out_print.monotonic", lambda: next(moments))
    run, turns = ask(people.clerk, loads), 0
    while run.is_working:
        begin_jobs()
        run = printed(run)
        turns += 1
        waiting = ProcrastinateJob.objects.filter(task_name=CARRY_OUT, status="todo").count()
        assert waiting == (1 if run.is_working else 0)
    assert turns > 1 and (run.state, run.done) == (State.PRINTED, 3)
    assert len(pages_of(run)[1]) == 3


def test_a_part_that_is_gone_from_the_disk_is_drawn_again(people, loads, one_a_part, monkeypatch):
    run = ask(people.clerk, loads)
    with monkeypatch.context() as patch:
        killed_at(patch, 2)
        with pytest.raises(Killed):
            printed(run)
    part_of(run, 0).unlink()
    assert len(pages_of(printed(run))[1]) == 3


def test_a_run_that_ends_every_worker_is_given_up(people, loads):
    run = ask(people.clerk, loads)
    PrintRun.objects.update(taken_count=MOST_TIMES)
    assert printed(run).state == State.FAILED


def test_a_cancelled_run_stops_and_leaves_nothing(people, loads, one_a_part, monkeypatch):
    run = ask(people.clerk, loads)

    def submit(self, call, order):
        if order.path.name == "00001":
            cancel_print(PrintRun.objects.get(pk=run.pk))
        return _submit(self, call, order)

    _submit = Here.submit
    monkeypatch.setattr(Here, "submit", submit)
    run = printed(run)
    assert (run.state, run.done) == (State.CANCELLED, 1)
    assert not part_of(run, 0).exists() and not file_of(run).exists()
    with pytest.raises(Refusal) as refused:
        cancel_print(run)
    assert refused.value.code == "print_not_running"
    assert printed(run).state == State.CANCELLED
    assert ask(people.clerk, loads).state == State.REQUESTED


def test_a_worker_whose_run_another_took_over_stops(people, loads, one_a_part, monkeypatch):
    """It was only slow: the other one goes on, and the parts stay."""
    run = ask(people.clerk, loads)

    def submit(self, call, order):
        PrintRun.objects.update(worker=None)
        return _submit(self, call, order)

    _submit = Here.submit
    with monkeypatch.context() as patch:
        patch.setattr(Here, "submit", submit)
        assert printed(run).state == State.STARTED
    assert part_of(run, 0).exists()
    assert printed(run).state == State.PRINTED


def test_an_error_nobody_foresaw_ends_the_run(people, loads, monkeypatch):
    def submit(self, call, order):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Here, "submit", submit)
    run = ask(people.clerk, loads)
    with pytest.raises(RuntimeError):
        printed(run)
    run.refresh_from_db()
    assert run.state == State.FAILED


def test_files_are_deleted_after_a_week(people, loads):
    run = printed(ask(people.clerk, loads[:1]))
    delete_prints()
    assert file_of(run).exists()
    PrintRun.objects.update(finished_at=clock.now() - KEPT - LATER)
    delete_prints()
    run.refresh_from_db()
    assert run.state == State.DELETED and not file_of(run).exists()


def test_a_part_is_read_in_as_many_statements_as_one(people, walk, django_assert_max_num_queries):
    loads = [walk.issued(walk.stored("10")) for _ in range(6)]
    child = walk.judged("part").children.get()
    seal()
    source = sources.SOURCES[Subject.MANIFESTS]
    for rows in ([child], [*loads, child]):
        items = source.items([row.pk for row in rows])
        with django_assert_max_num_queries(11):
            read = source.read(people.clerk, items)
        assert len(read.sheets) == len(rows)
