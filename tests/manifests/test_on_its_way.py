"""Terms of time that are rows and no literals: loads long on their way, retention, consents, shown declarations."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.set_limit import set_limit
from facilities.errors import BadInput
from facilities.models import Facility, Membership, Region
from facilities.retention import kept_until
from facilities.roles import Role
from manifests.kept import kept_of_manifest
from manifests.models import Manifest
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
