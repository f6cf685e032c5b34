"""Loads from elsewhere out of a spreadsheet: one a row, by national number, each through the receiver's own action."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.take_sheet import take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.models import Approval
from manifests.models import Manifest
from tests.city import OIL
from tests.elsewhere import FIRM, TRUCKS, decision, entered, left_at, received
from tests.numbered import number
from tests.sheets import bring, codes, xlsx

YEAR = left_at().year


def row(serial: int = 1, **more) -> dict:
    said = decision()
    return {
        "key": number(serial, place="3301", year=YEAR),
        "left_at": left_at().isoformat(timespec="seconds"),
        "consignor_name": FIRM["name"],
        "consignor_no": FIRM["registration_no"],
        "province": "浙江省",
        "consignor_address": FIRM["address"],
        "code": OIL,
        "physical_state": "liquid",
        "packaging": "桶",
        "containers": 4,
        "kg": 800,
        "method": "D10",
        "carrier_name": TRUCKS["name"],
        "carrier_no": TRUCKS["registration_no"],
        "plate": "浙A 12345",
        "driver": "Qian",
        "approval_no": said["number"],
        "approval_from": said["valid_from"],
        "approval_to": said["valid_to"],
        "approved_kg": 20000,
    } | more


@pytest.fixture
def brought(city, people):
    return lambda *rows: bring("inbound", xlsx("inbound", *rows), by=people.receiver, site=city.site)


def taken(sheet, by):
    take_sheet(sheet, by=by)
    sheet.refresh_from_db()
    return sheet


def test_rows_become_manifests_on_the_road(brought, people):
    later = row(2, approval_from="", approval_to="", approved_kg="", kg=100.5)
    sheet = brought(row(), later)
    assert (sheet.good_count, sheet.bad_count) == (2, 0), codes(sheet)
    assert taken(sheet, people.receiver).taken_count == 2
    first, second = Manifest.objects.order_by("national_no")
    assert (first.kind, first.state, first.declared_kg, second.declared_kg) == ("inbound", "in_transit", 800, 100.5)
    assert Approval.objects.get().used_kg == 900.5
    assert first.events.get().warnings == []
    assert first.lines.get().batch.stream.packaging.name_zh == "桶"


def test_the_same_file_again_changes_nothing(brought, people):
    said = row()
    taken(brought(said), people.receiver)
    again = brought(said)
    assert (again.known_count, again.good_count, again.bad_count) == (1, 0, 0)
    assert codes(brought(said | {"kg": 801})) == {said["key"]: ["key_used_before"]}


def test_what_was_entered_by_hand_is_named(brought, city, people):
    manifest = entered(city, people)
    sheet = brought(row())
    assert codes(sheet) == {row()["key"]: ["national_no_taken"]}
    assert sheet.rows.get().errors[0]["figures"] == {"number": str(manifest)}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"key": "2026330100001"}, ["national_no_invalid"]),
        ({"key": number(1, place="9999", year=YEAR)}, ["national_no_place_unknown"]),
        ({"key": number(0, place="3301", year=YEAR)}, ["national_no_serial"]),
        ({"key": number(1, place="3204", year=YEAR)}, ["origin_is_here", "province_differs"]),
        ({"key": number(1, place="3301", year=YEAR - 3)}, ["national_no_year"]),
        ({"province": "江苏省"}, ["province_differs"]),
        ({"province": "Atlantis"}, ["unknown_choice"]),
        ({"consignor_no": FIRM["registration_no"][:-1] + "Z"}, ["registration_no_invalid"]),
        ({"code": "900-001-S17"}, ["code_unknown"]),
        ({"physical_state": "plasma"}, ["unknown_choice"]),
        ({"kg": "12 kg"}, ["number_with_unit"]),
        ({"kg": 0}, ["number_out_of_range"]),
        ({"kg": ""}, ["required"]),
        ({"containers": 1.5}, ["number_out_of_range"]),
        ({"method": "Z1"}, ["method_unknown"]),
        ({"left_at": (clock.now() + timedelta(days=2)).isoformat()}, ["time_in_future"]),
        ({"approved_kg": ""}, ["approval_unknown"]),
        ({"approval_no": ""}, ["required"]),
        ({"left_kg": 20001}, ["approval_left_too_large"]),
        ({"approval_to": "2001-01-01"}, ["dates_out_of_order"]),
        ({"plate": "x" * 21}, ["too_long"]),
    ],
)
def test_every_cell_says_what_is_wrong_with_it(brought, more, wrong):
    sheet = brought(row(**more))
    assert list(codes(sheet).values()) == [wrong]


def test_a_firm_with_a_site_on_file_there_enters_its_own(brought, city):
    city.outside.region_id = "330106"
    city.outside.save()
    sheet = brought(row(consignor_no=city.outside.enterprise.registration_no))
    assert list(codes(sheet).values()) == [["consignor_on_file"]]


def test_undoing_strikes_out_what_is_not_weighed(brought, people):
    sheet = taken(brought(row(), row(2)), people.receiver)
    received(Manifest.objects.order_by("national_no").last(), people)
    undo_sheet(sheet, by=people.receiver)
    sheet.refresh_from_db()
    assert (sheet.undone_count, sheet.kept_count) == (1, 1)
    assert Manifest.objects.filter(state="cancelled").get().national_no == ""
    assert brought(row()).good_count == 1  # its number is free again


def test_what_the_action_refuses_stands_under_its_column(brought, city, people):
    sheet = brought(row())
    entered(city, people)  # meanwhile, by hand
    assert taken(sheet, people.receiver).failed_count == 1
    assert [(one["column"], one["code"]) for one in sheet.rows.get().errors] == [("key", "national_no_taken")]


def test_only_who_receives_finds_it_and_the_template_explains_itself(client, people, city):
    client.force_login(people.receiver)
    assert client.get(reverse("facilities:import_template", args=["inbound"])).status_code == 200
    address = reverse("facilities:new_import", args=["inbound"])
    assert address in client.get(reverse("manifests:transfer_in")).content.decode()
    assert client.get(address).status_code == 200
    client.force_login(people.dispatcher)
    assert client.get(address).status_code in (403, 404)


def test_checking_costs_statements_by_the_block_and_not_by_the_row(brought, django_assert_max_num_queries):
    rows = [row(serial) for serial in range(1, 61)]
    with django_assert_max_num_queries(45):
        sheet = brought(*rows)
    assert sheet.good_count == 60
