"""Who is told of a clock, in which order, once, and in which words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from facilities import clock
from facilities.models import Membership, Notice
from facilities.notices import words
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.send_reminders import send_reminders
from manifests.custody import perform
from manifests.models import Deadline
from tests.at_once import at_once
from tests.city import TIANNING, member, official


@pytest.fixture
def manifest(walk):
    return walk.judged()


@pytest.fixture
def close(manifest) -> Deadline:
    return Deadline.objects.get(kind="close", manifest=manifest)


@pytest.fixture
def bureau(people):
    """The furnace lies in Tianning."""
    return official("tianning", TIANNING)


def told(moment) -> list[str]:
    """Who hears something new at a moment."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with clock.standing_at(moment):
        send_reminders()
    new = Notice.objects.exclude(pk__in=before).values_list("person__username", flat=True)
    return sorted(new)


def test_the_chain_goes_from_the_gate_to_the_manager_to_the_district_to_the_city(close, people, city, bureau):
    member("boss", city.site.enterprise, "manager")
    assert told(close.warn_at - timedelta(seconds=1)) == []
    assert told(close.warn_at) == ["receiver"]
    assert told(close.due_at - timedelta(seconds=1)) == []
    assert told(close.due_at) == ["boss", "receiver"]
    assert told(close.due_at + timedelta(days=1)) == ["tianning"]
    assert told(close.due_at + timedelta(days=5)) == ["city_regulator"]
    assert told(close.due_at + timedelta(days=50)) == []
    close.refresh_from_db()
    assert (close.told, close.tell_at) == (4, None)


def test_each_level_once_however_often_the_job_runs(close):
    assert told(close.warn_at) == ["receiver"]
    assert told(close.warn_at) == [] and told(close.warn_at + timedelta(hours=1)) == []


def test_nobody_looked_for_weeks_and_everybody_hears_once(close, people, bureau):
    assert told(close.due_at + timedelta(days=30)) == ["city_regulator", "receiver", "tianning"]
    levels = dict(Notice.objects.values_list("person__username", "figures__level"))
    assert levels == {"receiver": 2, "tianning": 3, "city_regulator": 4}


def test_officials_of_other_places_and_other_firms_hear_nothing(close, people, bureau):
    told(close.due_at + timedelta(days=30))
    for other in (people.district_regulator, people.other_regulator, people.clerk, people.outsider, people.driver):
        assert not other.notices.exists()


def test_what_was_met_tells_nobody(close, manifest, people):
    perform(manifest, "close", by=people.receiver)
    assert told(close.due_at + timedelta(days=30)) == []


def test_who_left_is_not_told_and_where_nobody_has_the_role_the_desk_is(close, people, city):
    people.receiver.is_active = False
    people.receiver.save()
    member("boss", city.site.enterprise, "manager")
    assert told(close.warn_at) == ["boss"]
    Membership.objects.filter(person__username="boss").delete()
    assert told(close.due_at) == []


def test_a_clock_that_is_moved_tells_again(walk, people, city):
    walk.stored()
    city_area = walk.area(city.generator)
    city_area.day_limit = 20
    city_area.save()
    keep_clocks()
    assert told(clock.now()) == ["clerk"]  # 30 days before the end is before today
    city_area.day_limit = 25
    city_area.save()
    keep_clocks()
    assert told(clock.now()) == ["clerk"]
    keep_clocks()
    assert told(clock.now()) == []


def test_a_notice_is_read_in_the_readers_language_and_leads_to_the_manifest(close, manifest, people, bureau):
    told(close.due_at + timedelta(days=1))
    mine, theirs = people.receiver.notices.get(), bureau.notices.get()
    day = (close.due_at - timedelta(hours=9)).date().isoformat()
    assert words(mine) == f"Overdue, was due on {day}: confirm a receipt ({manifest.number})."
    assert words(theirs) == f"Furnace is late: confirm a receipt ({manifest.number}) was due on {day}."
    with override("zh-hans"):
        assert words(mine) == f"已逾期（截止 {day}）：办结接收（{manifest.number}）。"
    assert mine.path == reverse("manifests:manifest", args=[manifest.pk])
    assert theirs.path == reverse("admin:manifests_deadline_change", args=[close.pk])


def test_the_job_first_keeps_the_clocks_so_that_what_left_a_minute_ago_reminds_nobody(walk, city):
    from manifests.jobs import keep_clocks_and_remind

    area = walk.area(city.generator)
    area.day_limit = 10
    area.save()
    batch = walk.stored()
    keep_clocks()
    walk.in_transit(batch)
    keep_clocks_and_remind.func(timestamp=0)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_tell_each_person_once(walk, people):
    walk.judged()
    walk.judged()
    Deadline.objects.update(tell_at=clock.now() - timedelta(seconds=1), warn_at=clock.now() - timedelta(seconds=1))
    at_once(*[send_reminders] * 4)
    assert Notice.objects.count() == Deadline.objects.count() == 4
    assert set(Deadline.objects.values_list("told", flat=True)) == {1}


def test_the_to_do_page_shows_what_no_other_group_does(client, walk, people):
    walk.judged()
    client.force_login(people.receiver)
    assert "What the law sets a day for" not in client.get(reverse("manifests:todo")).content.decode()
    Deadline.objects.filter(kind="treat").update(warn_at=clock.now())
    shown = client.get(reverse("manifests:todo")).content.decode()
    assert "What the law sets a day for" in shown and "Tell the treatment result" in shown
    client.force_login(people.clerk)
    assert "Tell the treatment result" not in client.get(reverse("manifests:todo")).content.decode()


def test_pages_show_the_clocks(client, walk, people):
    manifest = walk.judged()
    batch = walk.stored()
    keep_clocks()
    client.force_login(people.receiver)
    assert "Tell the treatment result" in client.get(manifest.get_absolute_url()).content.decode()
    client.force_login(people.clerk)
    assert "Must leave by" in client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()


def test_officials_see_what_is_late_in_their_region(client, walk, people, close):
    Deadline.objects.filter(pk=close.pk).update(due_at=clock.now() - timedelta(days=2), warn_at=close.started_at)
    client.force_login(people.city_regulator)
    rows = reverse("admin:manifests_deadline_changelist")
    assert "Confirm a receipt" in client.get(rows, {"watch": "overdue"}).content.decode()
    assert f"{rows}?watch=overdue&amp;kind=close" in client.get(reverse("admin:index")).content.decode()
    site = reverse("admin:facilities_facility_change", args=[close.facility_id])
    assert "Deadlines" in client.get(site).content.decode()
    page = client.get(reverse("admin:manifests_deadline_change", args=[close.pk])).content.decode()
    assert "Order 23 of 2022, Art. 18" in page and "nobody yet" in page
    client.force_login(people.district_regulator)
    assert client.get(reverse("admin:manifests_deadline_change", args=[close.pk])).status_code == 404
