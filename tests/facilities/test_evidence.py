"""Photographs and scans: put here once, attached, withdrawn with a reason; never changed, never deleted."""

from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from facilities.actions.attach_evidence import attach_evidence
from facilities.actions.put_evidence import put_evidence
from facilities.actions.withdraw_evidence import withdraw_evidence
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.evidence.shown import files_of
from facilities.evidence.subjects import subject_named
from facilities.models import Contract, Evidence, EvidenceContent, EvidenceUse, Permit
from tests.city import contract
from tests.files import attached, jpeg, pdf, put


@pytest.fixture
def permit(city) -> Permit:
    return Permit.objects.get(number="P-SITE")


def test_it_is_kept_as_it_came(people, city):
    content = jpeg()
    row = put(people.receiver, city.site.enterprise, content, words="  page \n one ", name="C:\\scans\\a\x00b.jpg")
    kept = EvidenceContent.objects.get(pk=row.pk)
    assert bytes(kept.content) == content
    assert (row.sha256, row.size) == (sha256(content).hexdigest(), len(content))
    assert (row.words, row.file_name, row.media_type) == ("page one", "ab.jpg", "image/jpeg")
    assert (row.put_by, row.put_by_name, row.enterprise) == (people.receiver, "receiver", city.site.enterprise)


def test_a_name_says_nothing_about_what_it_is(people, city):
    assert put(people.receiver, city.site.enterprise, pdf(), name="holiday.jpg").media_type == "application/pdf"
    assert put(people.receiver, city.site.enterprise, name="\x00\x07").file_name == "permit.jpg"


def test_the_second_click_finds_the_first(people, city):
    first = put(people.receiver, city.site.enterprise)
    again = put(people.receiver, city.site.enterprise, kind="contract", words="other words")
    assert (again.pk, again.was_there, first.was_there) == (first.pk, True, False)
    other = put(people.clerk, city.generator.enterprise)
    assert other.pk != first.pk  # another firm's own
    assert EvidenceContent.objects.count() == 2


def test_only_for_ones_own_firm(people, city):
    for person in (people.clerk, people.city_regulator):
        with pytest.raises(NotPermitted):
            put(person, city.site.enterprise)
    assert not Evidence.objects.exists()


def test_every_reason_at_once_and_nothing_half_kept(people, city):
    with pytest.raises(Refusal) as refused:
        put_evidence(
            by=people.clerk, enterprise=city.generator.enterprise_id, kind="poem", words="x" * 201, chunks=[b"no"]
        )
    said = [(reason.code, reason.field) for reason in refused.value.all]
    assert said == [("unknown_choice", "/kind"), ("words_invalid", "/words"), ("file_type_unknown", "/file")]
    assert not Evidence.objects.exists() and not EvidenceContent.objects.exists()


def test_a_file_that_never_ends_is_given_up(people, city, settings):
    settings.EVIDENCE_MOST_BYTES = 1000
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"\xff\xd8\xff" + b"x" * 97

    with pytest.raises(BadInput) as refused:
        put_evidence(by=people.clerk, enterprise=city.generator.enterprise_id, kind="permit", chunks=endless())
    assert refused.value.code == "file_too_large" and len(read) == 11


def test_it_is_withdrawn_once_and_stays(people, city, permit):
    row = attached(people.receiver, city.site.enterprise, "permit", permit)
    with pytest.raises(BadInput):
        withdraw_evidence(row, by=people.receiver, reason=" \n ")
    with pytest.raises(NotPermitted):  # sees it, as everybody at a desk sees a permit
        withdraw_evidence(row, by=people.clerk, reason="not mine")
    row = withdraw_evidence(row, by=people.receiver, reason="the wrong page")
    assert (row.withdrawn_by, row.withdrawn_reason) == (people.receiver, "the wrong page")
    with pytest.raises(Refusal) as refused:
        withdraw_evidence(row, by=people.receiver, reason="again")
    assert refused.value.code == "evidence_withdrawn"
    assert files_of("permit", permit.pk) == [row]
    assert Evidence.objects.visible_to(people.city_regulator).filter(pk=row.pk).exists()
    with pytest.raises(Refusal) as refused:
        attach_evidence(by=people.receiver, subject=subject_named("permit"), row=permit, evidence=[row])
    assert refused.value.code == "evidence_withdrawn"
    anew = put(people.receiver, city.site.enterprise)  # the same bytes, right after all
    assert anew.pk != row.pk


CHANGES = {
    "its words": "UPDATE facilities_evidence SET words = 'x'",
    "its digest": "UPDATE facilities_evidence SET sha256 = repeat('0', 64)",
    "its words, with a withdrawal": "UPDATE facilities_evidence SET words = 'x', withdrawn_at = now(), "
    "withdrawn_by_id = put_by_id, withdrawn_reason = 'x'",
    "its row": "DELETE FROM facilities_evidence",
    "its bytes": "UPDATE facilities_evidencecontent SET content = ''",
    "its bytes' row": "DELETE FROM facilities_evidencecontent",
    "its use": "UPDATE facilities_evidenceuse SET subject = 'contract'",
    "its use's row": "DELETE FROM facilities_evidenceuse",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_every_change(people, city, permit, change):
    attached(people.receiver, city.site.enterprise, "permit", permit)
    with pytest.raises(DatabaseError, match="evidence"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])


def test_a_withdrawal_is_not_taken_back(people, city):
    row = put(people.receiver, city.site.enterprise)
    withdraw_evidence(row, by=people.receiver, reason="wrong")
    taken_back = "UPDATE facilities_evidence SET withdrawn_at = NULL, withdrawn_by_id = NULL, withdrawn_reason = ''"
    with pytest.raises(DatabaseError, match="evidence"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(taken_back)


def readers(people, row) -> set[str]:
    return {
        name for name, person in vars(people).items() if Evidence.objects.visible_to(person).filter(pk=row.pk).exists()
    }


def test_who_sees_what(people, city, permit):
    loose = put(people.receiver, city.site.enterprise, jpeg("red"))
    assert readers(people, loose) == {"receiver", "city_regulator"}
    papers = attached(people.receiver, city.site.enterprise, "permit", permit, jpeg("blue"))
    desks = {"clerk", "reader", "dispatcher", "collector", "receiver", "outsider"}
    assert readers(people, papers) == desks | {"city_regulator", "district_regulator", "other_regulator"}
    pair = Contract.objects.get(consignor=city.generator, consignee=city.site)
    signed = attached(people.clerk, city.generator.enterprise, "contract", pair, pdf())
    assert readers(people, signed) == {"clerk", "reader", "receiver", "city_regulator", "district_regulator"}


@pytest.mark.parametrize(
    ("subject", "allowed"),
    [("permit", {"receiver"}), ("contract", {"clerk", "receiver"})],
)
def test_who_attaches(people, city, permit, subject, allowed):
    row = {"permit": permit, "contract": Contract.objects.get(consignor=city.generator, consignee=city.site)}[subject]
    what = subject_named(subject)
    may = {name for name, person in vars(people).items() if what.owner(person, row) is not None}
    assert may == allowed
    for name, person in vars(people).items():
        if name not in allowed:
            with pytest.raises(NotPermitted):
                attach_evidence(by=person, subject=what, row=row, evidence=[])


def test_attaching_twice_is_attaching_once(people, city, permit):
    row = attached(people.receiver, city.site.enterprise, "permit", permit)
    attach_evidence(by=people.receiver, subject=subject_named("permit"), row=permit, evidence=[row])
    assert EvidenceUse.objects.count() == 1
    other = contract(city.outside, city.site)
    attach_evidence(by=people.receiver, subject=subject_named("contract"), row=other, evidence=[row])
    assert set(EvidenceUse.objects.values_list("subject", flat=True)) == {"permit", "contract"}


def test_a_driver_sees_what_they_put_and_no_more_of_their_firm(people, city):
    own = put(people.driver, city.carrier.enterprise, jpeg("red"))
    desk = put(people.dispatcher, city.carrier.enterprise, jpeg("blue"))
    seen = Evidence.objects.visible_to(people.driver)
    assert list(seen) == [own]
    with pytest.raises(NotThere):
        withdraw_evidence(desk, by=people.driver, reason="x")
