"""Terms of time that are rows and no literals: loads long on their way, retention, consents, shown declarations."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.set_deadline_rule import Terms, set_deadline_rule
from facilities.actions.set_limit import set_limit
from facilities.errors import BadInput
from facilities.models import Facility, Membership, Notice, Region
from facilities.retention import kept_until
from facilities.roles import Role
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.send_reminders import send_reminders
from manifests.custody import perform
from manifests.kept import kept_of_manifest
from manifests.models import Deadline, Manifest
from manifests.on_its_way import long_ones
from tests.city import CITY, person, stream

TODO = reverse("manifests:todo")
LIST = reverse("admin:manifests_manifest_changelist")


def enter(by, code: str, value: int) -> None:
    """A city's own number, entered three days ago."""
    with clock.standing_at(clock.now() - timedelta(days=3)):
        place, first = Region.objects.get(pk=CITY), clock.today() + timedelta(days=1)
        set_limit(by=by, code=code, region=place, value=Decimal(value), valid_from=first, law="Notice 9")


@pytest.mark.parametrize(("days", "late"), [(6, False), (7, True)])
def test_a_load_is_long_on_its_way_after_seven_days(client, walk, people, days, late):
    with clock.standing_at(clock.now() - timedelta(days=days, minutes=5)):
        manifest = walk.in_transit()
    assert list(long_ones(Manifest.objects.all(), clock.now())) == ([manifest] if late else [])
    client.force_login(people.receiver)
    (item,) = next(
        each["group"].items
        for each in client.get(TODO).context["groups"]
        if str(each["group"].title) == "On the way to you"
    )
    manifest.refresh_from_db()
    assert item.due_at == (manifest.departed_at + timedelta(days=7) if late else None)
    client.force_login(people.city_regulator)
    page = client.get(LIST, {"watch": "long_on_its_way"})
    assert len(page.context["cl"].result_list if "cl" in page.context else page.context["rows"]) == int(late)


def test_an_authority_may_say_another_number_of_days(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=3, minutes=5)):
        manifest = walk.in_transit()
    assert not long_ones(Manifest.objects.all(), clock.now())
    enter(people.city_regulator, "transit.days", 3)
    assert list(long_ones(Manifest.objects.all(), clock.now())) == [manifest]


def test_a_closed_manifest_and_a_ledger_say_how_long_they_are_kept(client, walk, people, city):
    manifest = walk.closed()
    client.force_login(people.clerk)
    until = kept_until("manifest", localdate(manifest.closed_at))
    assert until.year == localdate(manifest.closed_at).year + 10
    assert f"Kept until {until} at least." in client.get(manifest.get_absolute_url()).content.decode()
    month = clock.today().replace(day=1)
    page = client.get(reverse("manifests:ledger"), {"site": city.generator.pk, "month": f"{month:%Y-%m}"})
    assert f"Kept until {month.year + 5}-" in page.content.decode()


def test_the_waybill_and_the_register_of_medical_waste_have_terms_of_their_own(client, walk, people, city):
    needles = stream(city.generator, "Needles", "841-001-01")
    client.force_login(people.clerk)
    with clock.standing_at(datetime(2026, 3, 31, 4, tzinfo=UTC)):
        walk.stored("30", stream=needles)
        manifest = walk.issued()
        assert not kept_of_manifest(manifest)
    manifest.received_at = datetime(2026, 3, 31, 4, tzinfo=UTC)
    assert [line[-20:] for line in kept_of_manifest(manifest)] == ["2027-03-31 at least."]
    manifest.profile = "medical"
    assert [line[-20:] for line in kept_of_manifest(manifest)] == ["2027-03-31 at least.", "2029-03-31 at least."]
    asked = {"site": city.generator.pk, "month": "2026-03"}
    assert "until 2029-03-31 at least" in client.get(reverse("manifests:ledger"), asked).content.decode()
    received = walk.judged()
    assert "The carrier keeps the waybill" in client.get(received.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("limit", "days", "given"), [(None, 1098, True), (None, 1099, False), (90, 91, False)])
def test_a_consent_is_as_long_as_the_limit_allows(people, city, limit, days, given):
    manager = person("chief")
    Membership.objects.create(person=manager, enterprise=city.generator.enterprise, role=Role.MANAGER)
    if limit:
        enter(people.city_regulator, "delegation.days", limit)
    today = clock.today()
    said = {
        "by": manager,
        "facility": Facility.objects.get(pk=city.generator.pk),
        "registration_no": city.site.enterprise.registration_no,
        "may_declare": True,
        "may_fill": False,
        "valid_from": today,
        "valid_to": today + timedelta(days=days),
    }
    if given:
        assert give_delegation(**said).pk
        return
    with pytest.raises(BadInput) as refused:
        give_delegation(**said)
    assert refused.value.code == "period_too_long" and str(limit or 1098) in str(refused.value.message)


def told(moment) -> list[str]:
    """Who hears something new at a moment, the clocks being kept first."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with clock.standing_at(moment):
        keep_clocks()
        send_reminders()
    new = Notice.objects.exclude(pk__in=before).values_list("person__username", flat=True)
    return sorted(new)


BOTH_ENDS = ["clerk", "district_regulator", "receiver"]


def test_both_ends_and_the_authority_hear_of_a_long_load_once_and_no_more_after_it_arrived(walk, people, client):
    manifest = walk.in_transit()
    departed = manifest.departed_at
    assert told(departed + timedelta(days=7, seconds=-1)) == []
    assert not Deadline.objects.filter(kind="arrive").exists()  # nearly all loads never get a clock
    assert told(departed + timedelta(days=7)) == BOTH_ENDS
    assert told(departed + timedelta(days=10, seconds=-1)) == []
    assert told(departed + timedelta(days=10)) == ["city_regulator"]
    assert told(departed + timedelta(days=30)) == []
    assert people.clerk.notices.get().path == manifest.get_absolute_url()
    assert people.district_regulator.notices.get().path.startswith("/admin/")
    (clock_row,) = Deadline.objects.filter(kind="arrive")
    assert (clock_row.facility, clock_row.due_at) == (manifest.consignor, departed + timedelta(days=7))
    perform(manifest, "arrive", by=people.driver, happened_at=clock.now())
    keep_clocks()
    clock_row.refresh_from_db()
    manifest.refresh_from_db()
    assert (clock_row.met_at, clock_row.fell_away) == (manifest.arrived_at, False)


def test_the_one_who_sent_it_reads_it_where_their_day_begins(walk, people, client):
    with clock.standing_at(clock.now() - timedelta(days=8)):
        manifest = walk.in_transit()
    keep_clocks()
    client.force_login(people.clerk)
    assert "Bring a load to its receiver" in client.get(TODO).content.decode()
    assert "1 day late" in client.get(manifest.get_absolute_url()).content.decode()


def test_a_load_that_stands_on_the_way_is_long_on_it_too(walk, people):
    manifest = walk.laid_over()
    assert told(manifest.departed_at + timedelta(days=7)) == BOTH_ENDS


def test_an_authoritys_own_rule_says_how_long_who_is_told_and_when(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=3)):
        place, first = Region.objects.get(pk=CITY), clock.today() + timedelta(days=1)
        terms = Terms(warn=1, role="manager", district_days=1, city_days=None, law="Notice 9")
        set_deadline_rule(by=people.city_regulator, code="arrive", region=place, valid_from=first, terms=terms)
    enter(people.city_regulator, "transit.days", 2)
    manifest = walk.in_transit()
    departed = manifest.departed_at
    assert told(departed + timedelta(days=1)) == ["clerk", "receiver"]  # nobody is a manager, so the desk
    assert told(departed + timedelta(days=2)) == ["clerk", "receiver"]
    assert told(departed + timedelta(days=3)) == ["district_regulator"]
    with clock.standing_at(departed + timedelta(days=2)):
        assert list(long_ones(Manifest.objects.all(), clock.now())) == [manifest]


def test_the_clocks_of_many_loads_cost_as_much_as_those_of_one(walk, people):
    def cost(moment) -> int:
        with clock.standing_at(moment), CaptureQueriesContext(connection) as asked:
            keep_clocks()
        return len(asked)

    late = walk.in_transit().departed_at + timedelta(days=8)
    one = cost(late)
    for _load in range(3):
        walk.in_transit()
    assert cost(late + timedelta(hours=1)) == one
    assert Deadline.objects.filter(kind="arrive").count() == 4


def test_a_record_book_and_a_declaration_say_how_long_they_are_kept(client, walk, people, city):
    with clock.standing_at(datetime(2026, 3, 31, 4, tzinfo=UTC)):
        walk.judged()
    client.force_login(people.receiver)
    asked = {"site": city.site.pk, "month": "2026-03"}
    book = client.get(reverse("manifests:record_book"), asked).content.decode()
    assert "Kept until 2036-03-31 at least, of landfills for ever." in book
    client.force_login(people.clerk)
    needles = stream(city.generator, "Needles", "841-001-01")
    with clock.standing_at(datetime(2026, 3, 31, 4, tzinfo=UTC)):
        walk.stored("30", stream=needles)
    page = client.get(reverse("manifests:declaration", args=[city.generator.pk, "2026-03"])).content.decode()
    assert "Kept until 2031-03-31 at least." in page and "until 2029-03-31 at least" in page


def test_the_carrier_reads_on_its_trip_how_long_the_waybill_is_kept(client, walk, people):
    with clock.standing_at(datetime(2026, 3, 31, 4, tzinfo=UTC)):
        manifest = walk.in_transit()
        trip = manifest.legs.get().trip
        client.force_login(people.dispatcher)
        assert "keeps the waybill" not in client.get(reverse("transport:trip", args=[trip.pk])).content.decode()
        walk.judged("accept", perform(manifest, "arrive", by=people.driver).subject)
    page = client.get(reverse("transport:trip", args=[trip.pk])).content.decode()
    assert "The carrier keeps the waybill, where these are dangerous goods, until 2027-03-31 at least." in page
    client.force_login(people.city_regulator)
    shown = client.get(reverse("admin:manifests_manifest_change", args=[manifest.pk])).content.decode()
    assert "until 2027-03-31 at least" in shown
