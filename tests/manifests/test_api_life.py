"""The whole life over HTTP: every role with its own token, from the shop floor to the furnace."""

import pytest

from facilities.models import StorageArea
from manifests.models import CustodyEvent, Manifest, Stock
from tests.api import Api


@pytest.fixture
def api(people, fleet):
    return {name: Api(person) for name, person in vars(people).items()}


def open_actions(subject: dict) -> set[str]:
    return {row["action"] for row in subject["allowed_actions"]}


def declared_and_stored(clerk: Api, alias: str, kg: str) -> dict:
    (stream,) = [row for row in clerk.rows("/api/waste-streams/") if row["alias"] == alias]
    made = clerk.make(
        "/api/batches/", {"stream": stream["id"], "kg": kg, "container_count": 2, "container_litres": "200"}
    )
    batch = made["batch"]
    assert batch["state"] == "generated" and batch["kg"] == f"{kg}.000"
    assert len(batch["containers"]) == 2 and len(batch["containers"][0]["digital_id"]) == 37
    assert batch["allowed_actions"] == [
        {"action": "store", "needs": ["area"]},
        {"action": "count", "needs": ["counted_kg", "reason"]},
        {"action": "lose", "needs": ["kg", "reason"]},
        {"action": "retract", "needs": ["reason"]},
    ]
    (area,) = clerk.rows("/api/storage-areas/", facility=batch["holder"]["id"])
    return clerk.do(f"/api/batches/{batch['id']}/store/", {"area": area["id"]})["batch"]


def drawn_up(clerk: Api, *batches: dict) -> dict:
    (receiver,) = clerk.rows("/api/facilities/directory/", code="900-249-08", is_disposal_site="true", name="Furnace")
    (carrier,) = clerk.rows("/api/facilities/directory/", is_transporter="true", name="Carrier")
    body = {
        "consignor": batches[0]["holder"]["id"],
        "consignee": receiver["id"],
        "carrier": carrier["id"],
        "method": "D10",
        "lines": [{"batch": batch["id"]} for batch in batches],
        "remarks": "Two drums each",
    }
    return clerk.make("/api/manifests/", body)["manifest"]


def planned(dispatcher: Api, *manifests: dict) -> dict:
    (vehicle,) = dispatcher.rows("/api/vehicles/", plate="苏D12345")
    driver = next(row for row in dispatcher.rows("/api/drivers/") if row["name"] == "Wang")
    (escort,) = dispatcher.rows("/api/escorts/")
    body = {
        "carrier": vehicle["carrier"],
        "vehicle": vehicle["id"],
        "driver": driver["id"],
        "escort": escort["id"],
        "manifests": [manifest["id"] for manifest in manifests],
    }
    return dispatcher.make("/api/trips/", body)


def test_a_drum_goes_from_the_shop_floor_to_the_furnace(api, city):
    clerk, driver, receiver = api["clerk"], api["driver"], api["receiver"]
    oil, paint = declared_and_stored(clerk, "Used oil", "1000"), declared_and_stored(clerk, "Paint waste", "400")
    draft = drawn_up(clerk, oil, paint)
    assert (draft["state"], draft["number"], draft["declared_kg"]) == ("draft", None, "1400.000")
    assert open_actions(draft) == {"revise", "issue", "cancel", "attach"}
    assert receiver.get(f"/api/manifests/{draft['id']}/").status_code == 404  # others' drafts are not seen

    could_leave = clerk.see(f"/api/manifests/{draft['id']}/review/issue/")
    assert could_leave["may_proceed"] is True
    issued = clerk.do(f"/api/manifests/{draft['id']}/issue/")["manifest"]
    at = f"/api/manifests/{issued['id']}/"
    assert issued["state"] == "issued" and issued["number"].startswith("LD3204")
    not_yet = driver.get(f"{at}review/depart/")
    assert not_yet.status_code == 404  # nobody drives it yet
    assert api["dispatcher"].see(f"{at}review/depart/")["findings"][0]["code"] == "leg_missing"

    trip = planned(api["dispatcher"], issued)
    assert [load["manifest"] for load in trip["loads"]] == [issued["id"]]
    seen = driver.see(f"/api/manifests/by-number/{issued['number'][:6]} {issued['number'][6:]}/")
    assert open_actions(seen) == {"depart", "attach"}
    left = driver.do(f"{at}depart/", {"note": "sealed", "longitude": "119.97", "latitude": "31.81", "device": "phone"})
    assert left["event"]["particulars"]["carriage"]["plate"] == "苏D12345"
    assert left["event"]["longitude"] == "119.970000" and left["event"]["party"] == "driver"
    assert open_actions(driver.do(f"{at}arrive/")["manifest"]) == {"attach"}

    waiting = receiver.see(at)
    assert waiting["allowed_actions"] == [
        {"action": "receive", "needs": ["lines"]},
        {"action": "attach", "needs": ["evidence"]},
    ]
    first, second = waiting["lines"]
    judged = receiver.do(
        f"{at}receive/",
        {
            "lines": [
                {"line": first["id"], "opinion": "accept", "weighed_kg": "1000"},
                {
                    "line": second["id"],
                    "opinion": "part",
                    "weighed_kg": "400.000",
                    "accepted_kg": "300",
                    "reason": "Water in one drum",
                },
            ]
        },
    )["manifest"]
    assert judged["state"] == "partially_accepted" and judged["received_kg"] == "1300.000"
    (child,) = judged["children"]
    assert receiver.do(f"{at}close/")["manifest"]["state"] == "closed"

    rest = clerk.see(f"/api/manifests/{child['id']}/")
    assert (rest["kind"], rest["parent"], rest["declared_kg"]) == ("carried_on", issued["id"], "100.000")
    back = f"/api/manifests/{child['id']}/"
    driver.do(f"{back}arrive/")
    (line,) = rest["lines"]
    clerk.do(f"{back}receive/", {"lines": [{"line": line["id"], "opinion": "accept", "weighed_kg": "100"}]})
    assert clerk.do(f"{back}close/")["manifest"]["state"] == "closed"

    area = StorageArea.objects.get(facility=city.site)
    held = receiver.rows("/api/batches/", holder=str(city.site.pk), state="received")
    assert sorted(batch["kg"] for batch in held) == ["1000.000", "300.000"]
    for batch in held:
        receiver.do(f"/api/batches/{batch['id']}/store/", {"area": str(area.pk)})
        done = receiver.do(f"/api/batches/{batch['id']}/treat/", {"method": "D10"})["batch"]
        assert (done["state"], done["treated_by"], done["allowed_actions"]) == ("disposed", "D10", [])
    assert Stock.objects.filter(facility=city.site, kg__gt=0, account__in=("site", "store")).count() == 0

    told = [event["action"] for event in clerk.rows(f"{at}events/")]
    assert told == ["draw_up", "issue", "depart", "arrive", "receive", "close"]


def test_officials_freeze_release_and_void_with_a_reason(api, walk):
    manifest = walk.draft()
    at = f"/api/manifests/{manifest.pk}/"
    official, clerk = api["city_regulator"], api["clerk"]
    assert open_actions(official.see(at)) == {"freeze"}
    frozen = official.do(f"{at}freeze/", {"reason": "Look at the drums"})
    assert frozen["manifest"]["frozen_at"] and frozen["event"]["on_behalf_of"] == "Bureau 320400"
    assert open_actions(clerk.see(at)) == {"attach"}
    assert clerk.see(f"{at}review/issue/")["findings"][0]["code"] == "manifest_frozen"
    refused = clerk.post(f"{at}issue/")
    assert (refused.status_code, refused.json()["code"]) == (409, "manifest_frozen")
    official.do(f"{at}release/", {"reason": "All in order"})
    clerk.do(f"{at}issue/")
    voided = official.do(f"{at}void/", {"reason": "Entered twice"})["manifest"]
    assert voided["state"] == "voided" and voided["allowed_actions"] == []


def test_a_draft_is_revised_and_cancelled(api, walk, city):
    one, two = walk.stored("100"), walk.stored("200")
    clerk = api["clerk"]
    draft = walk.draft(one)
    revised = clerk.do(
        f"/api/manifests/{draft.pk}/revise/",
        {
            "consignee": str(city.collector.pk),
            "carrier": str(city.carrier.pk),
            "method": "R9",
            "lines": [{"batch": str(two.pk), "kg": "50"}],
        },
    )["manifest"]
    assert (revised["method"], revised["declared_kg"], revised["consignee"]["name"]) == ("R9", "50.000", "Collector")
    assert clerk.see(f"/api/batches/{one.pk}/")["state"] == "stored"
    cancelled = clerk.do(f"/api/manifests/{draft.pk}/cancel/", {"reason": "Not today"})
    assert cancelled["manifest"]["state"] == "cancelled"


def test_stock_is_moved_split_and_regrouped(api, walk, city):
    clerk, batch = api["clerk"], walk.stored("100")
    second_area = StorageArea.objects.create(
        facility=city.generator, code="TS002", name="Yard", kind=StorageArea.Kind.YARD, capacity_kg=1000
    )
    at = f"/api/batches/{batch.pk}/"
    assert clerk.do(f"{at}move/", {"area": str(second_area.pk)})["batch"]["area"]["code"] == "TS002"
    parts = clerk.do(f"{at}split/", {"kg": "30.5"})
    assert parts["batch"]["state"] == "split"
    first, second = parts["event"]["particulars"]["parts"]
    assert [row["kg"] for row in parts["batch"]["children"]] == ["30.500", "69.500"]
    whole = clerk.do(f"/api/batches/{first['id']}/regroup/", {"batches": [second["id"]]})
    into = whole["event"]["particulars"]["into"]
    regrouped = clerk.see(f"/api/batches/{into['id']}/")
    assert regrouped["kg"] == "100.000" and len(regrouped["parents"]) == 2
    (stock,) = clerk.rows("/api/stock/", batch=into["id"])
    assert (stock["kg"], stock["account"], stock["area"]) == ("100.000", "store", str(second_area.pk))


def test_a_load_is_handed_over_to_another_carrier_on_the_road(api, walk, city, people, fleet):
    manifest = walk.in_transit()
    at = f"/api/manifests/{manifest.pk}/"
    dispatcher = api["dispatcher"]
    leg = dispatcher.make("/api/legs/", {"manifest": str(manifest.pk), "carrier": str(city.carrier.pk)})
    assert (leg["position"], leg["trip"]) == (2, None)
    (trip,) = [
        dispatcher.make(
            "/api/trips/",
            {
                "carrier": str(city.carrier.pk),
                "vehicle": str(fleet.second_truck.pk),
                "driver": str(fleet.second_driver.pk),
            },
        )
    ]
    dispatcher.do(f"/api/trips/{trip['id']}/assign/", {"manifest": str(manifest.pk)})
    took_over = api["second_driver"].do(f"{at}hand_over/", {"note": "at the station"})
    assert took_over["event"]["particulars"]["carriage"]["driver"] == "Li"
    legs = api["clerk"].rows("/api/legs/", manifest=str(manifest.pk))
    assert {row["position"]: row["ended_at"] is None for row in legs} == {1: False, 2: True}


def test_every_answer_to_an_action_is_what_one_would_read_afterwards(api, walk):
    manifest = walk.arrived()
    line = manifest.lines.get()
    judged = api["receiver"].do(
        f"/api/manifests/{manifest.pk}/receive/",
        {"lines": [{"line": str(line.pk), "opinion": "refuse", "reason": "leaks"}]},
    )
    assert judged["manifest"] == api["receiver"].see(f"/api/manifests/{manifest.pk}/")
    event = CustodyEvent.objects.filter(manifest=manifest).latest("sequence")
    assert judged["event"]["hash"] == event.hash == judged["manifest"]["event_head"]
    assert Manifest.objects.get(pk=manifest.pk).state == "refused"
