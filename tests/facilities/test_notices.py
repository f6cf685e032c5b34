"""Notices: one person's own, counted in the header for nothing, mailed where there is a post office, never lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock
from facilities.actions.mail_notices import FIRST_WAIT, mail_notices
from facilities.models import Notice, Person
from facilities.notices import Letter, deliver
from tests.at_once import at_once

LIST = reverse("facilities:notices")
FIGURES = {
    "kind": "plan", "level": 1, "due_at": "2026-03-31T16:00:00+00:00", "label": "Furnace", "period": "2026",
    "site": "Furnace",
}  # fmt: skip


def letter(key="1", **more) -> Letter:
    return Letter("deadline", key, "/plan/", {**FIGURES, **more})


def give(person, *keys) -> None:
    deliver([(person.pk, letter(key)) for key in keys])


class Broken(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no post office today")


@pytest.fixture
def post_office(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def clerk(people) -> Person:
    people.clerk.email = "clerk@example.com"
    people.clerk.save()
    return people.clerk


def test_nobody_is_told_the_same_twice(people):
    give(people.clerk, "1", "2")
    give(people.clerk, "1")
    give(people.reader, "1")
    assert Notice.objects.count() == 3


def test_the_page_shows_ones_own_in_words_and_says_so_when_there_are_none(client, people):
    give(people.clerk, "1")
    client.force_login(people.clerk)
    assert "Due on 2026-03-31: file the management plan (Furnace 2026)." in client.get(LIST).content.decode()
    client.force_login(people.reader)
    assert "Nothing to tell you" in client.get(LIST).content.decode()


def test_a_kind_that_no_app_knows_any_more_is_still_shown(client, people):
    deliver([(people.clerk.pk, Letter("forgotten", "1", "", {}))])
    client.force_login(people.clerk)
    assert "Message of kind forgotten" in client.get(LIST).content.decode()


def test_opening_one_marks_it_and_leads_on_and_nobody_opens_anothers(client, people):
    give(people.clerk, "1", "2")
    first = Notice.objects.order_by("pk").first()
    url = reverse("facilities:open_notice", args=[first.pk])
    client.force_login(people.outsider)
    assert client.post(url).status_code == 404
    client.force_login(people.clerk)
    assert client.post(url).url == "/plan/"
    first.refresh_from_db()
    assert first.read_at
    client.post(reverse("facilities:read_notices"))
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_header_counts_what_is_unread_without_a_statement_and_ends_at_99(client, people):
    client.force_login(people.clerk)
    page = reverse("facilities:streams")
    with CaptureQueriesContext(connection) as none:
        assert "unread:" not in client.get(page).content.decode()
    give(people.clerk, *map(str, range(120)))
    with CaptureQueriesContext(connection) as many:
        assert "99+" in client.get(page).content.decode()
    assert len(many) == len(none)
    client.post(reverse("facilities:read_notices"))
    give(people.clerk, "x", "y", "z")
    assert Person.objects.get(pk=people.clerk.pk).standing.unread_shown == "3"


def test_officials_count_theirs_too(client, people):
    give(people.city_regulator, "1", "2")
    client.force_login(people.city_regulator)
    assert Person.objects.get(pk=people.city_regulator.pk).standing.unread == 2
    assert LIST in client.get(reverse("admin:index")).content.decode()


def test_without_a_post_office_nothing_waits_for_one(clerk):
    give(clerk, "1")
    assert mail_notices() == 0
    assert not Notice.objects.exclude(mail_at=None).exists()


def test_mail_goes_out_once_in_the_readers_language_with_a_link_and_nothing_else(clerk, post_office, settings):
    settings.PUBLIC_URL = "https://liandan.example"
    give(clerk, "1")
    assert (mail_notices(), mail_notices()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["clerk@example.com"]
    assert sent.subject == "Due on 2026-03-31: file the management plan (Furnace 2026)."
    assert "https://liandan.example/plan/" in sent.body
    clerk.language = "zh-hans"
    clerk.save()
    give(clerk, "2")
    mail_notices()
    assert mail.outbox[1].subject == "请于 2026-03-31 前办理：备案管理计划（Furnace 2026）。"


def test_a_failure_is_kept_and_tried_again_later_and_later(clerk, post_office, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    give(clerk, "1")
    assert mail_notices() == 0
    notice = Notice.objects.get()
    assert (notice.mail_tries, notice.mailed_at) == (1, None)
    assert "no post office today" in notice.mail_error
    first = clock.now() + FIRST_WAIT
    for moment, tries in ((first - timedelta(minutes=1), 1), (first + timedelta(minutes=1), 2)):
        with clock.standing_at(moment):
            mail_notices()
        assert Notice.objects.get().mail_tries == tries
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.standing_at(first + timedelta(days=3)):
        assert mail_notices() == 1
    notice.refresh_from_db()
    assert notice.mailed_at and notice.mail_at is None and notice.mail_error == ""


def test_who_wants_no_mail_gets_none_even_when_it_waits_already(clerk, people, post_office):
    give(people.reader, "1")  # no address
    give(clerk, "1")
    clerk.mail_notices = False
    clerk.save()
    assert mail_notices() == 0 and not mail.outbox
    give(clerk, "2")
    assert not Notice.objects.exclude(mail_at=None).exists()


def test_one_says_where_and_whether(client, people, post_office):
    client.force_login(people.clerk)
    page = reverse("facilities:notice_mail")
    assert page in client.get(LIST).content.decode()
    assert "Give an address" in client.post(page, {"mail_notices": "on", "email": ""}).content.decode()
    assert client.post(page, {"mail_notices": "on", "email": "not an address"}).status_code == 422
    assert client.post(page, {"email": "a@example.com", "language": "en"}).url == LIST
    person = Person.objects.get(pk=people.clerk.pk)
    assert (person.email, person.language, person.mail_notices) == ("a@example.com", "en", False)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_letter_once(clerk, post_office):
    give(clerk, *map(str, range(8)))
    sent = at_once(*[mail_notices] * 4)
    assert sum(sent) == len(mail.outbox) == 8
    assert not Notice.objects.exclude(mail_at=None).exists()
