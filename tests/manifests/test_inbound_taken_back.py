"""An entry from elsewhere that was typed wrongly: who takes it back, what goes with it, and in which order."""

import re
import threading
from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock
from facilities.actions.undo_sheet import undo_sheet
from facilities.errors import Refusal
from facilities.models import Approval, EvidenceUse, PermitUsage
from manifests.access import allowed_actions
from manifests.actions import transfer_in
from manifests.custody import perform
from manifests.models import Manifest
from tests.at_once import at_once
from tests.city import member
from tests.elsewhere import FIRM, TRUCKS, entered, line, received
from tests.files import put
from tests.manifests.test_sheet_inbound import row, taken
from tests.manifests.test_taking import abroad
from tests.manifests.test_transfer_in import enter, told
from tests.numbered import refused
from tests.sheets import bring, xlsx


@pytest.fixture
def office(city):
    """The clerk of the receiving site: at its desk, not at its gate."""
    return member("office", city.site.enterprise, "clerk")


def strike(manifest: Manifest, by) -> Manifest:
    return perform(manifest, "strike_out", by=by, data={"reason": "typed wrongly"}).subject


# Who takes it back


def test_the_clerk_who_entered_it_strikes_it_out_and_attaches_the_fax(city, people, office, client):
    manifest = entered(city, people, by=office)
    assert [step.action for step in allowed_actions(office, manifest)] == ["strike_out", "attach"]
    fax = put(office, city.site.enterprise, kind="paper_manifest")
    attached = perform(manifest, "attach", by=office, data={"evidence": [str(fax.pk)]})
    assert (attached.event.party, attached.event.evidence) == ("consignee", [fax.sha256])
    client.force_login(office)
    page = client.get(manifest.get_absolute_url()).content.decode()
    for way in ("Strike this entry out", "Add a photograph or scan"):
        assert way in page, way
    assert "Weigh and receive" not in page
    assert client.get(reverse("facilities:attach", args=["manifest", manifest.pk])).status_code == 200
    assert "Strike this entry out?" in client.get(reverse("manifests:act", args=[manifest.pk, "strike_out"])).text
    assert strike(manifest, office).state == "cancelled"


def test_what_was_drawn_up_here_stays_the_gate_s_and_not_the_clerk_s(walk, city, office):
    manifest = walk.in_transit()
    assert allowed_actions(office, manifest) == []
    fax = put(office, city.site.enterprise, kind="paper_manifest")
    assert refused(perform, manifest, "attach", by=office, data={"evidence": [str(fax.pk)]}) == [("not_permitted", "")]
    assert refused(perform, manifest, "strike_out", by=office, data={"reason": "x"}) == [("not_permitted", "")]


def test_a_clerk_undoes_its_own_import(city, office):
    sheet = taken(bring("inbound", xlsx("inbound", row(), row(2)), by=office, site=city.site), office)
    undo_sheet(sheet, by=office)
    sheet.refresh_from_db()
    assert (sheet.undone_count, sheet.kept_count) == (2, 0)


# What goes with it


def test_a_decision_typed_wrongly_goes_with_its_entry_and_is_typed_right(city, people):
    strike(entered(city, people, 1, line(approved_kg="2000", left_kg="1000")), people.receiver)
    assert not Approval.objects.exists()
    again = entered(city, people, 1, line(approved_kg="20000", left_kg="10000"))
    assert told(again) == []
    row = Approval.objects.get()
    assert (row.approved_kg, row.used_kg) == (20000, 10800)


def test_a_decision_that_another_load_counts_stays_until_that_goes_too(city, people):
    first, second = entered(city, people), entered(city, people, 2, line(approved_kg="", left_kg=""))
    strike(first, people.receiver)
    assert Approval.objects.get().used_kg == 15800  # what was said, and the second load
    strike(second, people.receiver)
    assert not Approval.objects.exists()


def test_a_decision_stays_for_a_load_that_was_weighed(city, people):
    received(entered(city, people), people)
    strike(entered(city, people, 2), people.receiver)
    assert Approval.objects.get().used_kg == 15800


def test_a_decision_that_was_put_right_since_stays(city, people):
    first = entered(city, people)
    Approval.objects.update(approved_kg=30000)  # put right since
    strike(first, people.receiver)
    assert Approval.objects.get().used_kg == 15000


def test_a_decision_that_has_a_scan_stays(city, people):
    first, scan = entered(city, people), put(people.receiver, city.site.enterprise)
    said = {"subject": "approval", "subject_id": Approval.objects.get().pk, "recorded_at": clock.now()}
    EvidenceUse.objects.create(evidence=scan, person=people.receiver, **said)
    strike(first, people.receiver)
    assert Approval.objects.get().used_kg == 15000


@pytest.mark.parametrize(
    ("second", "refusals"),
    [
        (line("100", approved_kg="", left_kg=""), []),
        (line("100"), []),
        (line("100", approved_kg="20001", left_kg=""), [("approval_said_twice", "/lines/1/approved_kg")]),
        (line("100", left_kg="5000.001"), [("approval_said_twice", "/lines/1/left_kg")]),
    ],
    ids=["says nothing", "says the same", "allows another amount", "another amount is left"],
)
def test_two_lines_of_one_code_say_one_amount_of_a_new_decision(city, people, second, refusals):
    said = {"lines": [line(), second]}
    if refusals:
        assert enter(city, people, **said) == refusals
        assert not Manifest.objects.exists() and not Approval.objects.exists()
    else:
        entered(city, people, **said)
        assert Approval.objects.get().used_kg == 15900


# In which order


def taken_from(call) -> list[str]:
    """Of plan, permit and approval, the tables whose rows the call changes, in its order."""
    with CaptureQueriesContext(connection) as captured:
        call()
    found = re.compile(r'^UPDATE "?facilities_(planline|permitusage|approval)\b')
    return [match[1] for query in captured if (match := found.match(query["sql"]))]


def test_the_permit_is_taken_before_the_approval_wherever_both_are_given_back(city, people, walk):
    struck, weighed = entered(city, people), received(entered(city, people, 2), people)
    assert taken_from(lambda: strike(struck, people.receiver)) == ["permitusage", "approval"]
    void = {"by": people.city_regulator, "data": {"reason": "twice"}}
    assert taken_from(lambda: perform(weighed, "void", **void)) == ["permitusage", "approval"]


def test_the_same_holds_for_plan_permit_and_approval_of_what_was_drawn_up_here(city, people, walk):
    abroad(city)
    issued = walk.issued()
    reason = {"by": people.clerk, "data": {"reason": "no"}}
    assert taken_from(lambda: perform(issued, "cancel", **reason)) == ["planline", "permitusage", "approval"]
    accepted = walk.judged("accept")
    void = {"by": people.city_regulator, "data": {"reason": "twice"}}
    order = [name for name in taken_from(lambda: perform(accepted, "void", **void)) if name != "planline"]
    assert order == ["permitusage", "approval"]
    assert [(use.committed_kg, use.received_kg) for use in PermitUsage.objects.all()] == [(0, 0)]
    assert Approval.objects.get().used_kg == 0


@pytest.mark.django_db(transaction=True)
def test_two_entries_with_the_firms_the_other_way_round_take_turns(city, people, monkeypatch):
    """Each would hold its consignor and wait for ever for its carrier; both stand there at the same moment."""
    both, carrier_of = threading.Barrier(2), transfer_in._carrier

    def after_the_other(*args):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return carrier_of(*args)

    monkeypatch.setattr(transfer_in, "_carrier", after_the_other)
    ways = ({"consignor": FIRM, "carrier": TRUCKS}, {"consignor": TRUCKS, "carrier": FIRM})
    answers = at_once(
        *(lambda way=way, serial=serial: entered(city, people, serial, **way) for serial, way in enumerate(ways, 1))
    )
    assert not [answer for answer in answers if isinstance(answer, Refusal)]
    assert Manifest.objects.count() == 2
