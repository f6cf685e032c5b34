"""The door's own manners: repeats, retries, times, reasons, and nothing half-done."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from facilities import clock
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Approval, Contract, Facility, ManagementPlan, PermitUsage, PlanLine, Region
from manifests.actions.taking import add_permit_use
from manifests.custody import perform, record, review
from manifests.custody.rewriting import add
from manifests.models import CustodyEvent, Manifest, Movement, WasteBatch
from manifests.states import ManifestState
from tests.city import months


def test_a_repeated_key_answers_with_the_first_outcome(walk, people):
    manifest = walk.draft()
    first = perform(manifest, "issue", by=people.clerk, idempotency_key="k1")
    second = perform(manifest, "issue", by=people.clerk, idempotency_key="k1")
    assert not first.repeated and second.repeated
    assert first.event.pk == second.event.pk
    assert CustodyEvent.objects.filter(action="issue").count() == 1


def test_a_repeated_key_does_not_make_a_second_batch(city, people):
    data = {"stream": city.oil.pk, "kg": "5"}
    first = perform(WasteBatch, "declare", by=people.clerk, data=data, idempotency_key="k")
    second = perform(WasteBatch, "declare", by=people.clerk, data=data, idempotency_key="k")
    assert second.repeated and first.subject == second.subject
    assert WasteBatch.objects.count() == 1


def test_a_key_used_for_something_else_is_refused(city, people):
    perform(WasteBatch, "declare", by=people.clerk, data={"stream": city.oil.pk, "kg": "5"}, idempotency_key="k")
    with pytest.raises(Refusal) as refused:
        perform(WasteBatch, "declare", by=people.clerk, data={"stream": city.oil.pk, "kg": "6"}, idempotency_key="k")
    assert refused.value.code == "idempotency_key_reused"
    assert WasteBatch.objects.count() == 1


def test_keys_of_two_people_do_not_meet(city, people, walk):
    manifest = walk.draft()
    perform(manifest, "issue", by=people.clerk, idempotency_key="same")
    frozen = perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"}, idempotency_key="same")
    assert not frozen.repeated


def test_without_a_key_a_second_try_meets_the_new_state(walk, people):
    manifest = walk.issued()
    with pytest.raises(Refusal) as refused:
        perform(manifest, "issue", by=people.clerk)
    assert refused.value.code == "transition_not_allowed"


def test_a_time_in_the_future_is_refused_and_a_phone_a_little_ahead_is_not(walk, people):
    manifest = walk.assigned()
    with pytest.raises(BadInput) as refused:
        perform(manifest, "depart", by=people.driver, happened_at=clock.now() + timedelta(minutes=6))
    assert refused.value.code == "time_in_future"
    assert perform(manifest, "depart", by=people.driver, happened_at=clock.now() + timedelta(minutes=4))


def test_a_time_before_the_step_before_is_recorded_and_flagged(walk, people):
    manifest = walk.in_transit()
    event = perform(manifest, "arrive", by=people.driver, happened_at=clock.now() - timedelta(hours=3)).event
    assert [warning["code"] for warning in event.warnings] == ["time_runs_backwards"]


def test_happened_and_recorded_are_two_times(walk, people):
    manifest = walk.assigned()
    an_hour_ago = clock.now() - timedelta(hours=1)
    with clock.standing_at(an_hour_ago):
        pass
    event = perform(manifest, "depart", by=people.driver, happened_at=an_hour_ago).event
    assert event.happened_at == an_hour_ago and event.recorded_at > an_hour_ago


def test_all_reasons_against_issuing_are_told_at_once_and_nothing_is_left(walk, people, city):
    manifest = walk.draft()
    Contract.objects.all().delete()
    PlanLine.objects.all().delete()
    ManagementPlan.objects.all().delete()
    city.carrier.insurances.all().delete()
    with pytest.raises(Refusal) as refused:
        perform(manifest, "issue", by=people.clerk)
    assert [reason.code for reason in refused.value.all] == ["plan_missing", "contract_missing", "insurance_missing"]
    assert all(reason.law and reason.message for reason in refused.value.all)
    manifest.refresh_from_db()
    assert manifest.state == ManifestState.DRAFT and manifest.number is None
    assert manifest.events.count() == 1


def test_review_tells_the_same_without_doing_anything(walk, people):
    manifest = walk.draft()
    Contract.objects.all().delete()
    assert [finding.code for finding in review(manifest, "issue", by=people.clerk)] == ["contract_missing"]
    assert manifest.events.count() == 1


def test_an_unseen_manifest_is_not_there(walk, people):
    with pytest.raises(NotThere):
        perform(walk.draft(), "issue", by=people.outsider)


def test_missing_evidence_names_the_field(walk, people):
    with pytest.raises(BadInput) as refused:
        perform(walk.draft(), "cancel", by=people.clerk)
    assert (refused.value.code, refused.value.field) == ("required", "/reason")


def test_a_failure_while_writing_leaves_nothing(walk, people, monkeypatch):
    manifest = walk.assigned()

    def fail(rows):
        if isinstance(rows[0], Movement):
            raise IntegrityError("no room")
        add(rows)

    monkeypatch.setattr(record, "add", fail)
    with pytest.raises(Refusal) as refused:
        perform(manifest, "depart", by=people.driver)
    assert refused.value.code == "changed_meanwhile"
    fresh = Manifest.objects.get(pk=manifest.pk)
    assert fresh.state == ManifestState.ISSUED
    assert not CustodyEvent.objects.filter(action="depart").exists()
    assert fresh.lines.get().batch.state == "allotted"


def test_plan_and_permit_are_counted_and_taken_back(walk, people):
    manifest = walk.issued()
    assert PlanLine.objects.get(plan__facility=manifest.consignor, code="900-249-08").issued_kg == Decimal(1000)
    assert PermitUsage.objects.get().committed_kg == Decimal(1000)
    perform(manifest, "cancel", by=people.clerk, data={"reason": "no truck"})
    assert PlanLine.objects.get(plan__facility=manifest.consignor, code="900-249-08").issued_kg == 0
    assert PermitUsage.objects.get().committed_kg == 0
    assert WasteBatch.objects.get().state == "stored"


def test_a_load_that_is_issued_in_one_year_and_received_in_the_next_is_counted_in_both(walk):
    walk.issued()
    use = PermitUsage.objects.get()
    add_permit_use([(use.item_id, use.year, -Decimal(1000), 0), (use.item_id, use.year + 1, 0, Decimal(950))])
    rows = PermitUsage.objects.order_by("year").values_list("year", "committed_kg", "received_kg")
    assert list(rows) == [(use.year, 0, 0), (use.year + 1, 0, 950)]


def test_what_was_committed_becomes_what_was_received(walk):
    walk.judged(weighed_kg="950")
    use = PermitUsage.objects.get()
    assert (use.committed_kg, use.received_kg) == (Decimal(0), Decimal(950))


@pytest.mark.parametrize(
    ("scale_used", "codes"),
    [
        ("78999", []),
        ("79000", ["permit_scale_reached"]),
        ("98999.999", ["permit_scale_reached"]),
        ("99000", ["permit_scale_full"]),
        ("119000", ["permit_scale_full"]),
        ("119000.001", ["permit_scale_exceeded"]),
    ],
)
def test_the_permit_scale_steps_at_80_100_and_120_percent(walk, people, city, scale_used, codes):
    """Order 408: more than 20 % over the annual scale (100 t here) needs a new permit."""
    manifest = walk.draft()  # 1,000 kg
    item = city.site.permits.get().items.get()
    PermitUsage.objects.create(item=item, year=clock.today().year, received_kg=Decimal(scale_used))
    assert [finding.code for finding in review(manifest, "issue", by=people.clerk)] == codes


@pytest.mark.parametrize(
    ("planned", "codes"),
    [
        ("1111.112", []),
        ("1111.111", ["plan_nearly_used"]),
        ("1000", ["plan_nearly_used"]),
        ("999.999", ["plan_exceeded"]),
    ],
)
def test_the_plan_warns_at_90_percent_and_blocks_above_100(walk, people, planned, codes):
    manifest = walk.draft()
    PlanLine.objects.filter(code="900-249-08").update(transferred_kg=Decimal(planned))
    assert [finding.code for finding in review(manifest, "issue", by=people.clerk)] == codes


def test_stock_can_only_be_picked_once(walk, people):
    batch = walk.stored()
    walk.draft(batch)
    with pytest.raises(Refusal) as refused:
        walk.draft(batch)
    assert refused.value.code == "batch_not_stored"


def test_picking_a_part_splits_the_batch(walk):
    batch = walk.stored("1000")
    manifest = walk.draft(batch, kg="300.5")
    line = manifest.lines.get()
    assert (line.declared_kg, line.batch.state) == (Decimal("300.500"), "allotted")
    parts = WasteBatch.objects.filter(links_up__parent=batch)
    assert sorted(part.kg for part in parts) == [Decimal("300.500"), Decimal("699.500")]
    assert sorted(part.state for part in parts) == ["allotted", "stored"]


def test_more_than_is_there_cannot_be_picked(walk):
    with pytest.raises(Refusal) as refused:
        walk.draft(walk.stored("1000"), kg="1000.001")
    assert (refused.value.code, refused.value.field) == ("stock_overdrawn", "/lines/0/kg")


@pytest.mark.parametrize("kg", ["0", "-1", "1.0001", "NaN", "abc", "1e20", "", 1.5, None])
def test_a_weight_is_exact_or_refused(city, people, kg):
    with pytest.raises(Refusal) as refused:
        perform(WasteBatch, "declare", by=people.clerk, data={"stream": city.oil.pk, "kg": kg})
    assert (refused.value.code, refused.value.field) == ("kg_invalid", "/kg")
    assert not WasteBatch.objects.exists()


def test_a_key_too_long_and_a_time_without_zone_are_refused(walk, people):
    manifest = walk.draft()
    with pytest.raises(BadInput) as refused:
        perform(manifest, "issue", by=people.clerk, idempotency_key="k" * 81)
    assert refused.value.code == "idempotency_key_invalid"
    with pytest.raises(BadInput) as refused:
        perform(manifest, "issue", by=people.clerk, happened_at=datetime(2026, 1, 1))
    assert refused.value.code == "time_without_zone"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"original_quantity": "4", "original_unit": "drums", "kg_per_unit": "250"}, None),
        ({"original_quantity": "4", "original_unit": "drums", "kg_per_unit": "249"}, "conversion_does_not_add_up"),
        ({"original_quantity": "4", "original_unit": "drums"}, "kg_per_unit_invalid"),
        ({"original_quantity": "4", "kg_per_unit": "250"}, "required"),
        ({"container_count": 5, "container_litres": "200"}, None),
        ({"container_count": 1000, "container_litres": "200"}, "too_many_containers"),
        ({"container_count": -1, "container_litres": "200"}, "count_invalid"),
        ({"container_count": "many", "container_litres": "200"}, "count_invalid"),
        ({"container_count": 5}, "kg_invalid"),
        ({"containers": [{"litres": "200", "kg": "400"}, {"litres": "200", "kg": "600"}]}, None),
        ({"containers": [{"litres": "200", "kg": "400"}]}, "containers_do_not_add_up"),
    ],
)
def test_what_was_counted_and_packed_must_add_up(city, people, data, code):
    data = {"stream": city.oil.pk, "kg": "1000", **data}
    if code is None:
        assert perform(WasteBatch, "declare", by=people.clerk, data=data).subject.kg == Decimal(1000)
        return
    with pytest.raises(Refusal) as refused:
        perform(WasteBatch, "declare", by=people.clerk, data=data)
    assert refused.value.code == code
    assert not WasteBatch.objects.exists()


@pytest.mark.parametrize("ending", ["cancel", "void"])
def test_a_cross_province_approval_is_used_and_given_back(walk, people, city, ending):
    """Order 23, Art. 28: the approved tonnage counts what is issued, and no more."""
    abroad = Region.objects.filter(code__startswith="33", level="county").first()
    Facility.objects.filter(pk=city.site.pk).update(region=abroad)
    draft = walk.draft()
    assert [finding.code for finding in review(draft, "issue", by=people.clerk)] == ["approval_missing"]
    approval = Approval.objects.create(
        consignor=city.generator, consignee=city.site, code="900-249-08", method="D10", number="A-1",
        approved_kg=Decimal(1000), **months(),
    )  # fmt: skip
    manifest = perform(draft, "issue", by=people.clerk).subject
    approval.refresh_from_db()
    assert approval.used_kg == Decimal(1000)
    more = walk.draft(walk.stored("0.001"))
    assert [finding.code for finding in review(more, "issue", by=people.clerk)] == ["approval_exceeded"]
    by = people.clerk if ending == "cancel" else people.district_regulator
    perform(manifest, ending, by=by, data={"reason": "not today"})
    approval.refresh_from_db()
    assert approval.used_kg == 0


def test_voiding_what_was_accepted_gives_plan_and_permit_back(walk, people):
    manifest = walk.judged()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    voided = perform(manifest, "void", by=people.city_regulator, data={"reason": "wrong waste"}).subject
    assert voided.frozen_at is None
    assert PlanLine.objects.get(plan__facility=manifest.consignor, code="900-249-08").issued_kg == 0
    use = PermitUsage.objects.get()
    assert (use.committed_kg, use.received_kg) == (0, 0)
