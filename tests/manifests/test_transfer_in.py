"""What comes from elsewhere: the receiver enters another platform's manifest, and takes it in as any other."""

from datetime import timedelta
from decimal import Decimal

import pytest

from facilities import clock
from facilities.models import Approval, Enterprise, Facility, PermitUsage, WasteStream
from manifests.access import allowed_actions
from manifests.actions.propose_amendment import propose
from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.documents.manifest_form import form_of
from manifests.ledger import breaks
from manifests.models import Fate, Flow, Manifest, Movement
from manifests.tracing import trace_of
from tests.city import OIL, PAINT
from tests.elsewhere import FIRM, NANJING, TRUCKS, credit_code, decision, entered, left_at, line, paper, received
from tests.numbered import number, refused


def booked(manifest: Manifest) -> list[tuple]:
    rows = Movement.objects.filter(event__manifest=manifest).order_by("pk")
    return [(row.from_account, row.to_account, row.kg) for row in rows]


def told(manifest: Manifest, action: str = "transfer_in") -> list[str]:
    return [row["code"] for row in manifest.events.get(action=action).warnings]


def enter(city, people, by=None, **more):
    return refused(
        perform, Manifest, "transfer_in", by=by or people.receiver, data=paper(city, **more), happened_at=left_at()
    )


def test_a_receiver_enters_weighs_closes_and_burns_what_came_from_another_province(city, people):
    manifest = entered(city, people)
    assert (manifest.state, manifest.kind, manifest.national_no) == ("in_transit", "inbound", number(1, place="3301"))
    assert manifest.number.startswith("LD3301") and manifest.origin_region_id == "330100"
    assert manifest.consignor.is_outside and manifest.consignor.enterprise.registration_no == FIRM["registration_no"]
    assert manifest.carrier.is_outside and manifest.carrier.region_id == "330106"  # by its credit code
    assert told(manifest) == []
    assert [str(event.on_behalf_of) for event in manifest.events.all()] == ["Furnace Ltd"]

    manifest = received(manifest, people)
    manifest = perform(manifest, "close", by=people.receiver).subject
    batch = manifest.lines.get().batch
    assert (manifest.state, manifest.received_kg, batch.state) == ("closed", Decimal(800), "received")
    assert booked(manifest) == [("outside", "transit", Decimal(800)), ("transit", "site", Decimal(800))]
    assert Flow.objects.get().origin_region_id == "330100"
    perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    update_fate()
    assert [(row.kind, row.kg) for row in Fate.objects.all()] == [("treated", Decimal(800))]
    assert breaks() == []


def test_what_it_says_stands_on_the_paper(city, people):
    form = form_of(received(entered(city, people), people))
    assert form.national_no == number(1, place="3301")
    assert form.part["consignor"]["enterprise"] == FIRM["name"] and form.part["consignor"]["address"] == FIRM["address"]
    (leg,) = form.legs
    assert (leg.carriage["plate"], leg.carriage["driver"], leg.carriage["licence"]) == ("浙A 12345", "Qian", "浙交 9")
    assert leg.arrived and form.lines[0].sent["containers"] == 4
    assert form.is_from_elsewhere and form.part["consignor"]["contact"] == FIRM["contact"]
    assert form.kind[0] == "外地转入（接受人录入）"


def test_permit_and_approval_are_counted_and_settled_by_what_was_taken(city, people):
    manifest = entered(city, people)
    approval = Approval.objects.get()
    assert (approval.number, approval.approved_kg, approval.used_kg) == ("浙环转 2026-17", 20000, 15800)
    assert [(use.committed_kg, use.received_kg) for use in PermitUsage.objects.all()] == [(800, 0)]
    received(manifest, people, "part")
    assert [(use.committed_kg, use.received_kg) for use in PermitUsage.objects.all()] == [(0, 400)]
    approval.refresh_from_db()
    assert approval.used_kg == 15800  # the load has crossed the border


def test_a_known_decision_and_a_known_firm_are_found_again(city, people):
    entered(city, people)
    second = entered(city, people, 2, line(approved_kg="", left_kg=""), approval={"number": "浙环转 2026-17"})
    assert told(second) == []
    assert Approval.objects.get().used_kg == 16600
    assert Enterprise.objects.filter(registration_no=FIRM["registration_no"]).count() == 1
    assert Facility.objects.filter(is_outside=True).count() == 2 and WasteStream.objects.filter(alias__contains="lathe")
    assert WasteStream.objects.filter(facility=second.consignor).count() == 1


def test_a_balance_that_is_not_ours_is_told_and_kept_as_it_was(city, people):
    entered(city, people)
    assert told(entered(city, people, 2, line(left_kg="900"))) == ["approval_differs"]
    assert Approval.objects.get().used_kg == 16600


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"approval": {}}, ["approval_missing"]),
        ({"lines": [line(left_kg="799.999")]}, ["approval_exceeded"]),
        ({"lines": [line(left_kg="800", approved_kg="800")]}, ["approval_nearly_used"]),
        ({"approval": decision(valid_to=(clock.today() - timedelta(days=1)).isoformat())}, ["approval_ended"]),
        ({"lines": [line(code="336-064-17")], "method": "R9"}, []),
        ({"lines": [line(code="900-041-49")]}, ["permit_lacks_code"]),
        ({"lines": [line("120001", approved_kg="200000", left_kg="200000")]}, ["permit_scale_exceeded"]),
    ],
    ids=["no approval", "a gram too much", "used up", "ended", "covered", "outside the permit", "over the scale"],
)
def test_what_the_law_would_have_held_back_is_told_and_not_refused(city, people, more, codes):
    manifest = entered(city, people, **more)
    assert manifest.state == "in_transit" and told(manifest) == codes


def test_from_another_city_of_the_province_no_approval_is_asked(city, people):
    manifest = entered(city, people, place=NANJING, approval={})
    assert told(manifest) == [] and manifest.origin_region_id == "320100"


@pytest.mark.parametrize(
    ("more", "refusals"),
    [
        ({"national_no": ""}, [("required", "/national_no")]),
        ({"national_no": "2026330100000"}, [("national_no_invalid", "/national_no")]),
        ({"national_no": "2026330100000\x00"}, [("text_invalid", "/national_no")]),
        ({"national_no": number(1, place="9999")}, [("national_no_place_unknown", "/national_no")]),
        ({"national_no": number(1, place="3204")}, [("origin_is_here", "/national_no")]),
        ({"national_no": number(0, place="3301")}, [("national_no_serial", "/national_no")]),
        ({"national_no": number(1, place="3301", year=2019)}, [("national_no_year", "/national_no")]),
        ({"consignor": None}, [("required", "/consignor")]),
        (
            {"consignor": {"name": "x", "registration_no": FIRM["registration_no"][:-1] + "!"}},
            [("registration_no_invalid", "/consignor/registration_no")],
        ),
        ({"carrier": {"name": "", "registration_no": ""}}, [("required", "/carrier/registration_no"),
                                                             ("required", "/carrier/name")]),
        ({"carriage": {}}, [("required", "/carriage/plate"), ("required", "/carriage/driver")]),
        ({"carriage": "x"}, [("required", "/carriage/plate"), ("required", "/carriage/driver")]),
        ({"method": "Z9"}, [("method_unknown", "/method")]),
        ({"lines": []}, [("lines_missing", "/lines")]),
        ({"lines": ["x"]}, [("lines_missing", "/lines/0")]),
        ({"lines": [line(code="900-001-S17")]}, [("waste_not_hazardous", "/lines/0/code")]),
        (
            {"lines": [line(code="no"), line(kg="0")]},
            [("code_unknown", "/lines/0/code"), ("kg_invalid", "/lines/1/kg")],
        ),
        ({"consignor": FIRM | {"province": "320000"}}, [("province_differs", "/consignor/province")]),
        ({"lines": [line(physical_state="X")]}, [("unknown_choice", "/lines/0/physical_state")]),
        ({"lines": [line(packaging="99999999999999")]}, [("unknown_choice", "/lines/0/packaging")]),
        ({"lines": [line(containers="-1")]}, [("count_invalid", "/lines/0/containers")]),
        ({"lines": [line(left_kg="20000.001")]}, [("approval_left_too_large", "/lines/0/left_kg")]),
        ({"lines": [line(approved_kg="")]}, [("approval_unknown", "/lines/0/approved_kg")]),
        (
            {"approval": {"number": "N"}},
            [("approval_unknown", "/approval/valid_from"), ("approval_unknown", "/approval/valid_to")],
        ),
        ({"approval": {"number": "N", "valid_from": "x"}}, [("date_invalid", "/approval/valid_from")]),
        ({"approval": {"valid_from": "2026-01-01"}}, [("required", "/approval/number")]),
        (
            {"approval": decision(valid_to="2001-01-01")},
            [("dates_out_of_order", "/approval/valid_to")],
        ),
        ({"issued_at": "2026-01-01"}, [("time_without_zone", "/issued_at")]),
        ({"issued_at": "2001-01-01T00:00+08:00"}, [("times_out_of_order", "/issued_at")]),
        ({"lines": [line(), line(code="841-001-01")]}, [("profiles_do_not_mix", "/lines")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(city, people, more, refusals):
    assert enter(city, people, **more) == refusals
    assert not Manifest.objects.exists() and not Facility.objects.filter(is_outside=True).exists()


def test_the_same_number_twice_is_refused_and_named_to_who_may_see_it(city, people):
    first = entered(city, people)
    with pytest.raises(Exception) as error:
        entered(city, people)
    assert error.value.code == "national_no_taken" and str(first) in str(error.value)
    at_collector = paper(city, consignee=str(city.collector.pk))
    with pytest.raises(Exception) as error:
        perform(Manifest, "transfer_in", by=people.collector, data=at_collector, happened_at=left_at())
    assert error.value.code == "national_no_taken" and str(first) not in str(error.value)


def test_a_repeated_call_answers_as_the_first(city, people):
    data, moment = paper(city), left_at()
    call = {"by": people.receiver, "data": data, "happened_at": moment, "idempotency_key": "k-1"}
    first = perform(Manifest, "transfer_in", **call)
    second = perform(Manifest, "transfer_in", **call)
    assert second.repeated and second.subject == first.subject and Manifest.objects.count() == 1


def test_only_the_receiver_s_desk_enters_it(city, people):
    for name in ("clerk", "dispatcher", "driver", "city_regulator", "outsider", "collector"):
        assert enter(city, people, by=getattr(people, name)) == [("unknown_choice", "/consignee")], name
    assert enter(city, people, consignee=str(city.generator.pk), by=people.clerk) == [("unknown_choice", "/consignee")]


def test_a_firm_that_is_on_file_in_that_city_draws_up_its_own(city, people):
    Facility.objects.filter(pk=city.outside.pk).update(region="330106")
    firm = FIRM | {"registration_no": city.outside.enterprise.registration_no}
    assert enter(city, people, consignor=firm) == [("consignor_on_file", "/consignor/registration_no")]
    assert entered(city, people, 2, consignor=firm, place="3302").consignor.is_outside  # a site elsewhere, not on file


def test_a_carrier_of_the_directory_is_found_and_sees_what_it_carries(city, people):
    trucks = TRUCKS | {"registration_no": city.carrier.enterprise.registration_no, "name": "Carrier Ltd"}
    manifest = entered(city, people, carrier=trucks)
    assert manifest.carrier == city.carrier and told(manifest) == []
    assert Manifest.objects.visible_to(people.dispatcher).get() == manifest
    assert [row.action for row in allowed_actions(people.dispatcher, manifest)] == ["lay_over", "arrive", "attach"]
    assert received(manifest, people).state == "accepted"


def test_who_carries_its_own_waste_is_one_site(city, people):
    manifest = entered(city, people, carrier=FIRM)
    assert manifest.carrier == manifest.consignor
    assert (manifest.carrier.is_generator, Facility.objects.get(is_outside=True).is_transporter) == (True, True)


def test_a_name_that_does_not_fit_the_credit_code_is_told(city, people):
    entered(city, people)
    second = entered(city, people, 2, line(left_kg=""), consignor=FIRM | {"name": "East Lake Pharma"})
    assert told(second) == ["name_differs"]
    assert second.consignor.enterprise.name == FIRM["name"]
    assert form_of(second).part["consignor"]["enterprise"] == "East Lake Pharma"


@pytest.mark.parametrize(("opinion", "state", "kg"), [("refuse", "refused", 800), ("part", "partially_accepted", 400)])
def test_what_the_gate_does_not_take_goes_back_and_leaves_the_books(city, people, opinion, state, kg):
    manifest = received(entered(city, people), people, opinion)
    assert manifest.state == state and not manifest.children.exists()
    assert ("transit", "outside", Decimal(kg)) in booked(manifest)
    assert manifest.discrepancy_at is not None
    assert not Manifest.objects.unseen().exists()  # nobody here could acknowledge it
    assert perform(manifest, "close", by=people.receiver).subject.state == "closed"
    update_fate()
    assert {row.kind: row.kg for row in Fate.objects.all()}["returned"] == kg
    assert sum(row.kg for row in Fate.objects.all()) == 800
    assert breaks() == []


def test_an_entry_by_mistake_is_struck_out_and_its_number_is_free_again(city, people):
    manifest = entered(city, people)
    assert [row.action for row in allowed_actions(people.receiver, manifest)] == ["strike_out", "arrive", "attach"]
    struck = perform(manifest, "strike_out", by=people.receiver, data={"reason": "wrong weight"}).subject
    assert (struck.state, struck.national_no) == ("cancelled", "")
    assert struck.events.last().particulars["national_no"] == number(1, place="3301")
    assert not Approval.objects.exists()  # only that paper had named it
    assert [(use.committed_kg, use.received_kg) for use in PermitUsage.objects.all()] == [(0, 0)]
    assert struck.lines.get().batch.state == "sent_back" and breaks() == []
    assert entered(city, people, 1).national_no == number(1, place="3301")


def test_only_what_was_entered_from_elsewhere_is_struck_out(walk, people):
    manifest = walk.in_transit()
    assert refused(perform, manifest, "strike_out", by=people.receiver, data={"reason": "x"}) == [
        ("not_from_elsewhere", "")
    ]


def test_an_official_voids_it_and_its_mass_goes_out_of_the_books(city, people):
    manifest = perform(received(entered(city, people), people, weighed_kg="790"), "close", by=people.receiver).subject
    voided = perform(manifest, "void", by=people.city_regulator, data={"reason": "entered twice"}).subject
    assert (voided.state, voided.national_no, voided.lines.get().batch.state) == ("voided", "", "sent_back")
    assert not Approval.objects.exists()  # only that paper had named it
    assert [(use.committed_kg, use.received_kg) for use in PermitUsage.objects.all()] == [(0, 0)]
    assert sum(flow.kg for flow in Flow.objects.all()) == 0 and breaks() == []


def test_what_was_taken_in_part_can_be_voided_too(city, people):
    voided = perform(
        received(entered(city, people), people, "part"), "void", by=people.city_regulator, data={"reason": "twice"}
    ).subject
    assert voided.state == "voided" and breaks() == []
    assert sum(row.kg for row in Movement.objects.filter(to_account="outside")) == 800


def test_the_receiver_corrects_what_it_entered_by_itself(city, people):
    manifest = received(entered(city, people), people)
    changes = [
        {"field": "/national_no", "value": number(7, place="3301")},
        {"field": "/legs/1/plate", "value": "浙A 99999"},
        {"field": "/lines/1/accepted_kg", "value": "790"},
    ]
    amendment, _again = propose(manifest, by=people.receiver, changes=changes, reason="typed wrongly")
    manifest.refresh_from_db()
    assert (amendment.state, manifest.national_no, manifest.received_kg) == ("agreed", number(7, place="3301"), 790)
    assert form_of(manifest).legs[0].carriage["plate"] == "浙A 99999"
    nothing = [{"field": "/national_no", "value": ""}]
    assert refused(propose, manifest, by=people.receiver, changes=nothing, reason="x") == [
        ("required", "/changes/0/value")
    ]


def test_the_trace_names_where_it_came_from(city, people):
    manifest = received(entered(city, people), people)
    batch = manifest.lines.get().batch
    (source,) = trace_of(people.receiver, batch).sources
    assert (source.generator, source.kg, source.is_outside) == (FIRM["name"], 800, True)


def test_officials_of_the_receiving_place_see_it_in_their_lists(city, people):
    manifest = entered(city, people)
    assert Manifest.objects.visible_to(people.city_regulator).get() == manifest
    assert not Manifest.objects.visible_to(people.other_regulator).exists()
    assert not Facility.objects.visible_to(people.city_regulator).filter(is_outside=True).exists()


def test_who_is_only_known_from_papers_owes_nothing_here(city, people):
    manifest = entered(city, people)
    assert manifest.consignor not in Facility.objects.open()
    assert manifest.carrier not in Facility.objects.directory()
    assert PAINT != OIL and credit_code(3) != credit_code(4)
