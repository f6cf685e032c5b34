"""What runs out, as a receiver on a phone and an official at a desk meet it: to do, told, opened, done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.send_reminders import send_reminders
from manifests.models import Deadline
from tests.browser import needs_chromium
from tests.city import TIANNING, official
from tests.journeys.desk import PHONE, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(walk, people):
    """A receipt of twenty days ago that nobody has confirmed, a batch stored too long, and everybody told."""
    with clock.standing_at(clock.now() - timedelta(days=20)):
        manifest = walk.judged()
    with clock.standing_at(clock.now() - timedelta(days=350)):
        walk.stored()
    Deadline.objects.filter(kind="treat").update(warn_at=clock.now(), tell_at=clock.now())
    keep_clocks()
    send_reminders()
    return manifest


def test_a_receiver_reads_what_is_late_and_closes_it(sit_down, late, people):
    desk = sit_down(people.receiver, screen=PHONE)
    desk.go(reverse("manifests:todo")).sees(said("What the law sets a day for"), "办结")
    desk.go(reverse("facilities:notices")).sees("已逾期", late.number, said("not read yet"))
    row = desk.page.locator(".todo li", has_text="已逾期")
    with desk.page.expect_navigation():
        row.get_by_role("button").tap()
    desk.look().sees("逾期", "告知利用处置结果")
    desk.go(reverse("facilities:notices")).press(said("Mark all as read"))
    desk.does_not_see(said("not read yet"))


def test_a_clerk_sees_how_long_a_batch_may_lie(sit_down, late, people):
    desk = sit_down(people.clerk)
    desk.go(reverse("manifests:todo"))
    desk.follow("HWCS", exact=False).sees(said("Must leave by"))
    desk.go(reverse("facilities:notices")).sees(said("longest stay at a generator"))


def test_an_official_reads_what_is_late_and_how_a_clock_runs(sit_down, late, people):
    desk = sit_down(official("tianning", TIANNING))
    desk.go(reverse("admin:index")).sees(said("Overdue by law"))
    desk.go(reverse("admin:manifests_deadline_changelist") + "?watch=overdue").sees(said("confirm a receipt"))
    desk.go(reverse("admin:manifests_deadline_change", args=[Deadline.objects.get(kind="close").pk]))
    desk.sees(said("Told so far"), "第十八条")
    desk.go(reverse("admin:facilities_deadlinerule_changelist") + "?code=close").sees("个工作日")
