"""What lists of manifests, batches, stock and deadlines can be narrowed by, and what each row says one may do."""

from datetime import timedelta

import pytest

from facilities import clock
from manifests.access import allowed_actions
from manifests.models import Manifest
from tests.api import Api

STATES = ["draft", "issued", "in_transit", "arrived", "accepted", "partially_accepted", "refused", "closed",
          "cancelled", "voided"]  # fmt: skip


def numbers(rows) -> set:
    return {row["number"] for row in rows}


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "driver", "second_driver", "receiver", "city_regulator"])
def test_a_list_says_of_each_row_what_its_own_page_says(walk, people, role):
    for state in STATES:
        walk.to_state(state)
    person = getattr(people, role)
    api = Api(person)
    rows = api.rows("/api/manifests/")
    assert len(rows) == Manifest.objects.visible_to(person).count()
    for row in rows:
        alone = api.see(f"/api/manifests/{row['id']}/")
        assert row == {name: alone[name] for name in row}
        manifest = Manifest.objects.with_parties().get(pk=row["id"])
        assert row["allowed_actions"] == [
            {"action": step.action, "needs": list(step.evidence)} for step in allowed_actions(person, manifest)
        ]


def test_manifests_are_narrowed_by_state_party_code_number_and_time(walk, people, city):
    draft, issued = walk.draft(), walk.issued(walk.stored("5", city.paint))
    api = Api(people.clerk)

    def found(**query) -> set:
        return {row["id"] for row in api.rows("/api/manifests/", **query)}

    both, first, second = {str(draft.pk), str(issued.pk)}, {str(draft.pk)}, {str(issued.pk)}
    assert found(state="draft") == first
    assert found(state=["draft", "issued"]) == both
    assert found(consignor=city.generator.pk) == found(party=city.site.pk) == found(kind="normal") == both
    assert found(consignee=city.collector.pk) == found(carrier=city.site.pk) == set()
    assert found(code="900-252-12") == second
    assert found(number=issued.number.lower()) == second
    assert found(number=issued.number[:-1] + "*") == set()
    later = (issued.issued_at + timedelta(seconds=1)).isoformat()
    assert found(issued_before=later) == second and found(issued_after=later) == set()
    Api(people.city_regulator).do(f"/api/manifests/{draft.pk}/freeze/", {"reason": "look"})
    assert found(frozen="true") == first and found(frozen="false") == second


def test_overdue_manifests_and_their_clocks(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=30)):
        late = walk.judged()
    walk.judged()
    api = Api(people.receiver)
    assert [row["id"] for row in api.rows("/api/manifests/", overdue="true")] == [str(late.pk)]
    assert str(late.pk) not in {row["id"] for row in api.rows("/api/manifests/", overdue="false")}
    (running,) = api.rows("/api/deadlines/", overdue="true")
    assert (running["manifest"], running["kind"], running["met_at"]) == (str(late.pk), "close", None)
    api.do(f"/api/manifests/{late.pk}/close/")
    assert api.rows("/api/deadlines/", overdue="true") == []
    assert [row["manifest"] for row in api.rows("/api/deadlines/", met="true")] == [str(late.pk)]


def test_batches_and_stock_are_narrowed(walk, people, city):
    generated = walk.declared("5", container_count=1, container_litres="20")
    stored = walk.stored("7", city.paint)
    api = Api(people.clerk)

    def found(**query) -> list:
        return [row["id"] for row in api.rows("/api/batches/", **query)]

    assert found(state="generated") == found(code="900-249-08") == found(stream=city.oil.pk) == [str(generated.pk)]
    assert found(area=walk.area(city.generator).pk) == found(number=stored.number) == [str(stored.pk)]
    assert found(digital_id=generated.containers.get().digital_id) == [str(generated.pk)]
    api.do(f"/api/batches/{stored.pk}/split/", {"kg": "2"})
    assert found(open="false") == [str(stored.pk)] and len(found(open="true")) == 3
    by_account = {row["account"]: row["kg"] for row in api.rows("/api/stock/", code="900-249-08")}
    assert by_account == {"site": "5.000"}
    assert {row["kg"] for row in api.rows("/api/stock/", account="store")} == {"2.000", "5.000"}


def test_a_number_may_be_typed_as_it_is_printed(walk, people):
    manifest, api = walk.issued(), Api(people.clerk)
    for typed in (str(manifest), manifest.number.lower(), f" {manifest.number[:4]}-{manifest.number[4:]} "):
        assert api.see(f"/api/manifests/by-number/{typed}/")["id"] == str(manifest.pk)
    wrong = manifest.number[:-2] + ("1" if manifest.number[-2] != "1" else "2") + manifest.number[-1]
    assert api.get(f"/api/manifests/by-number/{wrong}/").status_code == 404
    assert Api(people.outsider).get(f"/api/manifests/by-number/{manifest.number}/").status_code == 404


def test_a_dry_run_changes_nothing_and_says_what_the_action_would(walk, people, city):
    manifest, api = walk.draft(method="R9"), Api(people.clerk)
    at = f"/api/manifests/{manifest.pk}/"
    city.site.permits.get().items.update(methods=["D10"])
    told = api.see(f"{at}review/issue/")
    assert told["may_proceed"] is False
    refused = api.post(f"{at}issue/").json()
    blocks = [row["code"] for row in told["findings"] if row["severity"] == "block"]
    assert blocks == [row["code"] for row in refused["errors"]]
    assert api.see(f"{at}review/cancel/")["may_proceed"] is True
    too_early = Api(people.city_regulator).see(f"{at}review/void/")
    assert [row["code"] for row in too_early["findings"]] == ["transition_not_allowed"]
    assert api.get(f"{at}review/receive/").status_code == 404
    assert api.see(at)["state"] == "draft" and api.see(at)["event_count"] == 1
