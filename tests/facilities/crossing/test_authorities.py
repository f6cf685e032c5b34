"""Who decides on an application and what officials read of it; the firm that withdraws or drops one."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.withdraw_crossing import withdraw_crossing
from facilities.actions.write_crossing import drop_crossing
from facilities.errors import NotPermitted
from facilities.models import (
    Approval,
    CrossingApplication,
    Permit,
    PermitItem,
)
from manifests.documents import crossing_pack
from tests.city import OIL, facility, official
from tests.crossings import HANGZHOU, code_of, step, written
from tests.declared import at, fresh


def test_a_district_passes_on_and_decides_nothing(handed_in, people, client):
    by = fresh(people.district_regulator)
    for kind, day in (("accepted", 22), ("consulted", 23), ("replied", 24)):
        step(handed_in, by, kind, date(2026, 9, day))
    for kind in ("granted", "refused"):
        with pytest.raises(NotPermitted):
            step(handed_in, by, kind, date(2026, 9, 28), note="no")
    assert not Approval.objects.exists()
    change = reverse("admin:facilities_crossingapplication_change", args=[handed_in.pk])
    act = reverse("admin:facilities_crossingapplication_record", args=[handed_in.pk])
    with clock.standing_at(at(2026, 9, 28, 9)):
        client.force_login(by)
        assert act not in client.get(change).content.decode()
        assert client.get(act).status_code == 302
        client.force_login(fresh(people.city_regulator))
        assert act in client.get(change).content.decode()
        assert "Grant it" in client.get(act).content.decode()
    step(handed_in, fresh(official("province_regulator", "320000")), "granted", date(2026, 9, 28))
    assert Approval.objects.exists()


def test_a_grant_asks_for_the_permit_of_its_own_day(handed_in, people, far):
    for kind, day in (("accepted", 22), ("consulted", 23), ("replied", 30)):
        step(handed_in, people.city_regulator, kind, date(2026, 9, day))
    Permit.objects.filter(pk=far.permit.pk).update(valid_to="2026-10-05")
    renewed = Permit.objects.create(
        facility=far.works, number="P-NEW", kind="comprehensive", valid_from="2026-10-06", valid_to="2027-03-31"
    )
    PermitItem.objects.create(permit=renewed, codes=["HW08"], methods=["R9"], annual_kg=Decimal(500000))
    step(handed_in, people.city_regulator, "granted", date(2026, 10, 12))
    row = Approval.objects.get(consignee=far.works)
    assert (row.valid_from, row.valid_to) == (date(2026, 10, 12), date(2027, 3, 31))


def test_officials_read_what_was_handed_in_while_the_firm_is_changing_it(handed_in, people, city, client):
    step(handed_in, people.city_regulator, "returned", date(2026, 9, 22))
    others = facility(90, "Others", HANGZHOU, is_disposal_site=True)
    written(handed_in, people.clerk, valid_to=date(2027, 3, 30), kg_by_code={OIL: Decimal(41000)}, consignee=others)
    pages = [handed_in.get_absolute_url(), reverse("admin:facilities_crossingapplication_change", args=[handed_in.pk])]
    client.force_login(fresh(people.city_regulator))
    for page in (client.get(url).content.decode() for url in pages):
        assert "50,000" in page and "2027-09-30" in page and "Works" in page
        assert "41,000" not in page and "2027-03-30" not in page and "Others" not in page
    client.force_login(fresh(people.clerk))
    assert "41000" in client.get(pages[0]).content.decode()
    handed_in.refresh_from_db()
    assert crossing_pack.pack_of(handed_in).content["kg"] == "41000.000"
    assert crossing_pack.pack_of(handed_in, as_handed_in=True).content["kg"] == "50000.000"


@pytest.mark.parametrize("kinds", [(), ("returned",), ("accepted", "consulted", "replied")])
def test_the_firm_withdraws_until_the_decision(handed_in, people, client, kinds):
    for kind in kinds:
        step(handed_in, people.city_regulator, kind, date(2026, 9, 22))
    client.force_login(fresh(people.clerk))
    act = reverse("facilities:withdraw_crossing", args=[handed_in.pk])
    with clock.standing_at(at(2026, 9, 22, 19)):
        assert act in client.get(handed_in.get_absolute_url()).content.decode()
        assert client.post(act).url == handed_in.get_absolute_url()
        page = client.get(handed_in.get_absolute_url()).content.decode()
    assert act not in page and "withdrawn by the applicant" in page
    handed_in.refresh_from_db()
    assert handed_in.state == "withdrawn"
    last = handed_in.steps.order_by("-number").first()
    assert (last.kind, last.happened_on, last.recorded_by) == ("withdrawn", date(2026, 9, 22), people.clerk)
    for call in (
        lambda: withdraw_crossing(handed_in, by=people.clerk),
        lambda: step(handed_in, people.city_regulator, "accepted", date(2026, 9, 23)),
        lambda: written(handed_in, people.clerk),
    ):
        assert code_of(call) in {"crossing_not_open", "step_not_allowed", "crossing_closed"}


def test_only_its_firm_withdraws_and_never_a_draft_or_what_was_decided(draft, people):
    assert code_of(lambda: withdraw_crossing(draft, by=people.clerk)) == "crossing_not_open"
    row = hand_in_crossing(draft, by=people.clerk).application
    for person in (people.reader, people.receiver, people.city_regulator):
        with pytest.raises(NotPermitted):
            withdraw_crossing(row, by=fresh(person))
    for kind, day in (("accepted", 22), ("refused", 23)):
        step(row, people.city_regulator, kind, date(2026, 9, day), note="no")
    assert code_of(lambda: withdraw_crossing(row, by=people.clerk)) == "crossing_not_open"


def test_what_was_thrown_away_meanwhile_is_not_there(draft, people):
    stale = CrossingApplication.objects.get(pk=draft.pk)
    drop_crossing(draft, by=people.clerk)
    for deed in (lambda: written(stale, people.clerk), *(lambda act=act: act(stale, by=people.clerk) for act in
                 (hand_in_crossing, drop_crossing, withdraw_crossing))):  # fmt: skip
        assert code_of(deed) == "not_found"
