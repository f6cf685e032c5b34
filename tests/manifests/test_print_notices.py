"""Who asked for a print run hears that it is ready or could not be made; in the house, and by mail if they want it."""

import pytest
from django.core import mail
from django.urls import reverse

from facilities.actions.mail_notices import mail_notices
from facilities.models import Membership, Notice
from facilities.notices import words
from manifests.actions.cancel_print import cancel_print
from manifests.actions.carry_out_print import MOST_TIMES
from manifests.actions.request_print import request_print
from manifests.models import PrintRun
from manifests.printing.drawing import Here
from tests.manifests.test_printing import printed

Subject = PrintRun.Subject


@pytest.fixture(autouse=True)
def _in_this_process(settings):
    settings.PRINT_PROCESSES = 0


def ask(by, *rows, subject=Subject.MANIFESTS) -> PrintRun:
    return request_print(by=by, subject=subject, keys=[row.pk for row in rows], form="pdf")[0]


def said() -> list[str]:
    return [words(notice) for notice in Notice.objects.order_by("pk")]


def test_a_run_that_is_ready_is_told_once_and_leads_to_its_page(walk, people, client):
    run = printed(printed(ask(people.clerk, walk.issued(), walk.draft())))
    assert (
        said() == ["Your print run is ready: Manifests, 2 papers. Fetch the file within a week. Left out: 1."]
        and run.left_out
    )
    notice = Notice.objects.get(person=people.clerk)
    client.force_login(people.clerk)
    page = client.post(reverse("facilities:open_notice", args=[notice.pk]))
    assert page.url == reverse("manifests:print_run", args=[run.pk])


def test_a_run_of_labels_is_told_too_and_by_mail(walk, people, settings):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people.clerk.email = "clerk@example.com"
    people.clerk.save()
    printed(ask(people.clerk, walk.stored("50", container_count=2, container_litres="50"), subject=Subject.LABELS))
    assert said() == ["Your print run is ready: Container labels, 2 papers. Fetch the file within a week."]
    assert mail_notices() == 1 and mail.outbox[0].subject == said()[0]


def hide(run, people, monkeypatch):
    Membership.objects.filter(person=people.clerk).delete()


def wear_out(run, people, monkeypatch):
    PrintRun.objects.update(taken_count=MOST_TIMES)


def burn(run, people, monkeypatch):
    monkeypatch.setattr(Here, "submit", lambda *_args: 1 / 0)


@pytest.mark.parametrize("spoil", [hide, wear_out, burn])
def test_a_run_that_the_house_could_not_make_is_told(walk, people, monkeypatch, spoil):
    run = ask(people.clerk, walk.issued())
    spoil(run, people, monkeypatch)
    if spoil is burn:
        with pytest.raises(ZeroDivisionError):
            printed(run)
    else:
        printed(run)
    assert PrintRun.objects.get().state == "failed"
    assert said() == ["Your print run could not be made (Manifests). Its page says what was left out and why."]


def test_who_cancels_a_run_knows_of_it(walk, people):
    run = ask(people.clerk, walk.issued())
    cancel_print(run)
    printed(run)
    assert not Notice.objects.exists()
