"""Applications to move waste to another province: written, handed in, and the authorities' clocks (Order 23, 21–28)."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.record_crossing import record_crossing
from facilities.actions.write_crossing import begin_crossing, drop_crossing
from facilities.crossing.checklist import checklist
from facilities.crossing.content import content_of
from facilities.crossing.timers import clock_after, standing
from facilities.errors import NotPermitted, Refusal
from facilities.models import (
    Approval,
    Contract,
    CrossingApplication,
    CrossingVersion,
    Permit,
    PermitItem,
)
from manifests.documents import crossing_pack
from tests.city import OIL, WUJIN
from tests.crossings import code_of, step, written
from tests.declared import at, fresh


# The order's four clocks over Mid-Autumn (25 September) and National Day (1 to 7 October; Saturday 10 October and
# Sunday 20 September are worked).
@pytest.mark.parametrize(
    ("state", "since", "last"),
    [
        ("handed_in", date(2026, 9, 18), date(2026, 9, 24)),  # Sunday the 20th is worked
        ("handed_in", date(2026, 9, 21), date(2026, 9, 29)),
        ("handed_in", date(2026, 9, 29), date(2026, 10, 12)),  # 30 September, 8, 9, Saturday the 10th, 12
        ("handed_in", date(2026, 9, 30), date(2026, 10, 13)),
        ("accepted", date(2026, 9, 29), date(2026, 10, 12)),
        ("accepted", date(2026, 10, 7), date(2026, 10, 13)),
        ("consulted", date(2026, 9, 21), date(2026, 10, 12)),
        ("consulted", date(2026, 9, 30), date(2026, 10, 20)),
        ("replied", date(2026, 9, 29), date(2026, 10, 12)),
        ("replied", date(2026, 10, 9), date(2026, 10, 15)),
    ],
)
def test_each_clock_goes_over_national_day_with_its_make_up_days(db, state, since, last):
    assert clock_after(state, since, WUJIN).last_day == last


@pytest.mark.parametrize("state", ["draft", "returned", "granted", "refused", "withdrawn"])
def test_no_clock_runs_where_nothing_is_owed(db, state):
    assert clock_after(state, date(2026, 9, 21), WUJIN) is None


def test_silence_of_five_working_days_accepts_the_papers(handed_in, city):
    steps = list(handed_in.steps.all())
    before = standing(steps, city.generator.region_id, at(2026, 9, 29, 23, 59))
    after = standing(steps, city.generator.region_id, at(2026, 9, 30, 0))
    assert (before.state, before.by_silence) == ("handed_in", False)
    assert (after.state, after.by_silence, after.since) == ("accepted", True, date(2026, 9, 29))
    assert after.clock.last_day == date(2026, 10, 12)


def test_a_whole_way_makes_the_approval(handed_in, people, city, far):
    by = people.city_regulator
    step(handed_in, by, "accepted", date(2026, 9, 23))
    step(handed_in, by, "consulted", date(2026, 9, 28))
    step(handed_in, by, "replied", date(2026, 10, 12))
    decided = step(handed_in, by, "granted", date(2026, 10, 15))
    handed_in.refresh_from_db()
    assert handed_in.state == "granted"
    assert decided.due_at == at(2026, 10, 20)  # the end of the fifth working day, Monday the 19th
    row = Approval.objects.get(consignor=city.generator, consignee=far.works)
    assert (row.code, row.method, row.approved_kg, row.number) == (OIL, "R9", 50000, "苏环跨〔2026〕7号")
    assert (row.valid_from, row.valid_to) == (date(2026, 10, 15), date(2027, 9, 30))


@pytest.mark.parametrize(
    ("asked_until", "permit_until", "last"),
    [
        (date(2028, 12, 31), date(2028, 1, 1), date(2027, 10, 14)),  # 12 months from 15 October
        (date(2027, 10, 13), date(2028, 1, 1), date(2027, 10, 13)),  # what was asked for
        (date(2028, 12, 31), date(2027, 10, 13), date(2027, 10, 13)),  # the permit's term
    ],
)
def test_an_approval_ends_with_the_least_of_12_months_period_and_permit(
    draft, people, far, asked_until, permit_until, last
):
    Permit.objects.filter(pk=far.permit.pk).update(valid_to=permit_until)
    row = hand_in_crossing(written(draft, people.clerk, valid_to=asked_until), by=people.clerk).application
    for kind, day in (("accepted", 22), ("consulted", 28)):
        step(row, people.city_regulator, kind, date(2026, 9, day))
    step(row, people.city_regulator, "replied", date(2026, 10, 12))
    step(row, people.city_regulator, "granted", date(2026, 10, 15))
    assert Approval.objects.get(consignee=far.works).valid_to == last


def test_an_approval_ends_with_a_permit_that_is_to_end_early(draft, people, far):
    Permit.objects.filter(pk=far.permit.pk).update(revoked_on=date(2027, 3, 1))
    assert _granted(draft, people).valid_to == date(2027, 2, 28)


def test_of_two_permits_the_one_that_lasts_counts(draft, people, far):
    Permit.objects.filter(pk=far.permit.pk).update(revoked_on=date(2027, 3, 1))
    other = Permit.objects.create(
        facility=far.works, number="P-2", kind="comprehensive", valid_from="2024-01-01", valid_to="2027-05-31"
    )
    PermitItem.objects.create(permit=other, codes=["HW08"], methods=["R9"], annual_kg=1)
    assert _granted(draft, people).valid_to == date(2027, 5, 31)


def _granted(draft, people) -> Approval:
    row = hand_in_crossing(draft, by=people.clerk).application
    for kind, day in (("accepted", 22), ("consulted", 28)):
        step(row, people.city_regulator, kind, date(2026, 9, day))
    step(row, people.city_regulator, "replied", date(2026, 10, 12))
    step(row, people.city_regulator, "granted", date(2026, 10, 15))
    return Approval.objects.get(consignee=row.consignee)


def test_consulting_straight_away_is_allowed_once_silence_has_accepted(handed_in, people):
    by = people.city_regulator
    assert code_of(lambda: step(handed_in, by, "consulted", date(2026, 9, 29))) == "step_not_allowed"
    taken = step(handed_in, by, "consulted", date(2026, 9, 30))
    assert taken.due_at == at(2026, 10, 13)


def test_after_silence_the_papers_cannot_be_returned(handed_in, people):
    late = lambda: step(handed_in, people.city_regulator, "returned", date(2026, 9, 30))  # noqa: E731
    assert code_of(late) == "step_not_allowed"
    step(handed_in, people.city_regulator, "returned", date(2026, 9, 29))


def test_what_is_returned_is_changed_and_handed_in_again(handed_in, people):
    step(handed_in, people.city_regulator, "returned", date(2026, 9, 22))
    with clock.standing_at(at(2026, 9, 28, 9)):
        written(handed_in, people.clerk, treatment="Distilled, with the seal")
        version = hand_in_crossing(handed_in, by=people.clerk)
    assert (version.number, version.application.number) == (2, handed_in.number)
    assert version.content["treatment"] == "Distilled, with the seal"
    assert CrossingVersion.objects.get(number=1).content["treatment"].startswith("Distilled in plant 2")
    assert [row.kind for row in handed_in.steps.all()] == ["handed_in", "returned", "handed_in"]


def test_a_reply_that_disagrees_can_only_be_refused(handed_in, people):
    by = people.city_regulator
    for kind, day in (("accepted", 22), ("consulted", 23)):
        step(handed_in, by, kind, date(2026, 9, day))
    assert code_of(lambda: step(handed_in, by, "replied", date(2026, 9, 24), agrees=None)) == "required"
    step(handed_in, by, "replied", date(2026, 9, 24), agrees=False)
    assert code_of(lambda: step(handed_in, by, "granted", date(2026, 9, 24))) == "step_not_allowed"
    step(handed_in, by, "refused", date(2026, 9, 24), note="no room there")
    assert not Approval.objects.filter(consignor=handed_in.consignor).exists()


def test_a_late_step_is_recorded_beside_when_it_was_due(handed_in, people):
    step(handed_in, people.city_regulator, "accepted", date(2026, 9, 22))
    late = step(handed_in, people.city_regulator, "consulted", date(2026, 10, 20))
    assert late.due_at == at(2026, 10, 1) and late.happened_on == date(2026, 10, 20)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_last_step_or_to_come_is_refused(handed_in, people, days):
    day = clock.today() + timedelta(days=days)
    call = lambda: record_crossing(handed_in, by=people.city_regulator, kind="accepted", happened_on=day)  # noqa: E731
    assert code_of(call) == "day_invalid"


def test_only_officials_of_the_place_it_leaves_record_steps(handed_in, people):
    for person in (people.clerk, people.receiver, people.other_regulator):
        with pytest.raises(NotPermitted):
            record_crossing(handed_in, by=fresh(person), kind="accepted")
    record_crossing(handed_in, by=people.district_regulator, kind="accepted")


def test_a_grant_beyond_the_permit_makes_nothing(handed_in, people, far):
    by = people.city_regulator
    for kind, day in (("accepted", 22), ("consulted", 23), ("replied", 24)):
        step(handed_in, by, kind, date(2026, 9, day))
    Permit.objects.filter(pk=far.permit.pk).update(revoked_on="2026-09-25")
    assert code_of(lambda: step(handed_in, by, "granted", date(2026, 9, 28))) == "permit_missing"
    handed_in.refresh_from_db()
    assert handed_in.state == "replied" and not Approval.objects.filter(consignee=far.works).exists()


def states(row) -> dict[str, str]:
    return {item.code: item.state for item in checklist(content_of(row))}


def test_the_checklist_is_met_by_what_is_known_here(draft):
    found = states(draft)
    assert {code for code, state in found.items() if state == "missing"} == set()
    assert found["permit_copy"] == found["contract_copy"] == "by_hand"
    assert found["plan"] == "there"


@pytest.mark.parametrize(
    ("spoil", "missing"),
    [
        (lambda row, far: row.lines.all().delete(), {"wastes"}),
        (lambda row, far: Permit.objects.filter(pk=far.permit.pk).update(valid_to="2026-09-30"), {"permit"}),
        (lambda row, far: far.permit.items.update(methods=["D10"]), {"permit"}),
        (lambda row, far: Contract.objects.filter(pk=far.contract.pk).update(valid_to="2026-09-30"), {"contract"}),
        (lambda row, far: CrossingApplication.objects.update(treatment=""), {"treatment"}),
        (lambda row, far: type(far.works).objects.filter(pk=far.works.pk).update(region=WUJIN), {"other_province"}),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_handed_in_without_it(draft, far, people, spoil, missing):
    spoil(draft, far)
    draft.refresh_from_db()
    assert {code for code, state in states(draft).items() if state == "missing"} == missing
    with pytest.raises(Refusal) as refused:
        hand_in_crossing(draft, by=people.clerk)
    assert {reason.code for reason in refused.value.all} == {f"crossing_{code}" for code in missing}
    assert not draft.versions.exists()


def test_more_than_planned_or_longer_than_a_year_is_told_and_taken(draft, people):
    row = written(draft, people.clerk, kg_by_code={OIL: Decimal("100000.001")}, valid_to=date(2027, 10, 1))
    found = states(row)
    assert found["plan"] == found["period"] == "wanting"
    assert hand_in_crossing(row, by=people.clerk).number == 1


def test_what_was_handed_in_stays_as_it_was(handed_in, people, far):
    type(far.works).objects.filter(pk=far.works.pk).update(name="Renamed")
    assert handed_in.versions.get().content["consignee"]["facility"] == "Works"
    assert code_of(lambda: written(handed_in, people.clerk)) == "crossing_closed"
    assert code_of(lambda: hand_in_crossing(handed_in, by=people.clerk)) == "crossing_closed"
    for rows in (handed_in.versions.all(), handed_in.steps.all()):
        with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
            rows.update(number=9)


def test_a_draft_is_dropped_and_what_was_handed_in_is_kept(draft, people):
    other = hand_in_crossing(draft, by=people.clerk).application
    assert code_of(lambda: drop_crossing(other, by=people.clerk)) == "crossing_closed"
    fresh_draft = begin_crossing(
        by=people.clerk,
        consignor=draft.consignor,
        consignee=draft.consignee,
        method=draft.method,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
    )
    drop_crossing(fresh_draft, by=people.clerk)
    assert not CrossingApplication.objects.filter(pk=fresh_draft.pk).exists()


def test_numbers_follow_each_other(draft, people):
    assert hand_in_crossing(draft, by=people.clerk).application.number == f"K2026-{WUJIN}-0001"


@pytest.mark.parametrize(
    ("kg_by_code", "code"),
    [({"000-000-00": Decimal(1)}, "code_unknown"), ({OIL: Decimal("0.0001")}, "kg_invalid"), ({OIL: -1}, "kg_invalid")],
)
def test_wastes_that_cannot_be_are_refused_at_their_field(draft, people, kg_by_code, code):
    with pytest.raises(Refusal) as refused:
        written(draft, people.clerk, kg_by_code=kg_by_code)
    assert (refused.value.code, refused.value.field) == (code, f"/kg/{next(iter(kg_by_code))}")
    assert draft.lines.get().kg == 50000  # the whole change is taken back


def test_only_a_clerk_of_the_site_writes(draft, people):
    for person in (people.reader, people.receiver, people.city_regulator):
        with pytest.raises(NotPermitted):
            written(draft, fresh(person))


def test_who_sees_it(draft, people, handed_in=None):
    seen = CrossingApplication.objects.visible_to
    assert draft in seen(people.reader) and draft not in seen(people.receiver)
    assert draft not in seen(people.city_regulator)  # a draft is its firm's own
    hand_in_crossing(draft, by=people.clerk)
    assert draft in seen(people.city_regulator) and draft not in seen(people.other_regulator)


def test_the_clerk_prepares_it_in_the_browser(client, people, city, far, method):
    client.force_login(fresh(people.clerk))
    assert reverse("facilities:crossings") in client.get(reverse("facilities:plans")).content.decode()
    term = {"valid_from": "2026-10-01", "valid_to": "2027-09-30"}
    begun = client.post(
        reverse("facilities:new_crossing"),
        {"facility": city.generator.pk, "consignee": far.works.pk, "method": method.pk, **term},
    )
    row = CrossingApplication.objects.get()
    assert begun.url == row.get_absolute_url()
    page = client.get(row.get_absolute_url()).content.decode()
    assert f'name="kg-{OIL}"' in page and "the receiver can give it" in page
    said = {"consignee": far.works.pk, "method": method.pk, **term, f"kg-{OIL}": "50000", "treatment": "Distilled"}
    wrong = client.post(row.get_absolute_url(), said | {f"kg-{OIL}": "much"})
    assert wrong.status_code == 422
    assert client.post(row.get_absolute_url(), said).status_code == 302
    client.post(reverse("facilities:hand_in_crossing", args=[row.pk]))
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"K2026-{WUJIN}-0001" in page and "The authority has until 2026-09-29" in page
    assert client.post(row.get_absolute_url(), said).status_code == 403
    assert str(row.number or "K2026") in client.get(reverse("facilities:crossings")).content.decode()


def test_the_official_records_it_in_the_admin(client, people, handed_in):
    client.force_login(fresh(people.city_regulator))
    page = client.get(reverse("admin:facilities_crossingapplication_change", args=[handed_in.pk])).content.decode()
    act = reverse("admin:facilities_crossingapplication_record", args=[handed_in.pk])
    assert act in page and "2026-09-29" in page
    assert handed_in.number in client.get(reverse("admin:facilities_crossingapplication_changelist")).content.decode()
    wrong = client.post(act, {"kind": "returned", "happened_on": "2026-09-21"})
    assert "Give a reason" in wrong.content.decode()
    client.post(act, {"kind": "accepted", "happened_on": "2026-09-21"})
    handed_in.refresh_from_db()
    assert handed_in.state == "accepted"
    client.force_login(fresh(people.other_regulator))
    assert client.get(act).status_code == 404


def words_of(row) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", crossing_pack.html(crossing_pack.pack_of(row))))


def test_the_pack_prints_what_was_handed_in(handed_in, people, client):
    text = words_of(handed_in)
    for words in ("危险废物跨省转移申请表", handed_in.number, "Generator Ltd", "Works Ltd", "50.0000", "P-FAR", "C-FAR",
                  "R9", "2026-10-01 至 2027-09-30", "Distilled in plant 2", "HW08", "附件四"):  # fmt: skip
        assert words in text, words
    assert "草稿" not in text
    client.force_login(fresh(people.clerk))
    answer = client.get(reverse("manifests:crossing_pdf", args=[handed_in.pk]))
    assert answer.content.startswith(b"%PDF-1.7") and answer.headers["ETag"]


def test_a_drafts_pack_carries_a_watermark_and_names_what_is_missing(draft):
    draft.treatment = ""
    text = words_of(draft)
    assert "草稿" in text and "缺少" in text
