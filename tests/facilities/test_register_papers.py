"""Permits, licences, contracts and insurance: entered, renewed, cut short; what was stays as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from facilities import clock
from facilities.actions.change_item import change_item
from facilities.actions.end_paper import end_paper, revoke_paper, suspend_licence
from facilities.actions.enter_contract import confirm_contract, dispute_contract, enter_contract
from facilities.actions.enter_insurance import enter_insurance
from facilities.actions.enter_licence import enter_licence, resume_licence
from facilities.actions.grant_permit import Allowed, grant_permit
from facilities.errors import NotPermitted, Refusal
from facilities.models import CarrierLicence, Contract, Insurance, Permit, PermitItem, RegisterEntry
from facilities.register_words import changes_in_words
from manifests.custody import perform
from tests.city import OIL, PAINT

TODAY = clock.today()
DAY = timedelta(days=1)
OILS = Allowed(["HW08"], ["R4"], Decimal(1000))  # by a method that no other permit of the city names


def term(first=-10, last=300) -> dict:
    """A term in days from today."""
    return {"valid_from": TODAY + first * DAY, "valid_to": TODAY + last * DAY}


def granted(by, site, number="P-NEW", items=(OILS,), **more) -> Permit:
    told = {"issuer": "Bureau", "kind": "comprehensive", **term(), **more}
    return grant_permit(by=by, facility=site, number=number, items=list(items), **told)


def licensed(by, site, number="L-NEW", **more) -> CarrierLicence:
    told = {"issuer": "Office", "scope": "危险货物运输（危险废物）", **term(), **more}
    return enter_licence(by=by, facility=site, number=number, **told)


def contracted(by, city, number="C-NEW", **more) -> Contract:
    return enter_contract(by=by, consignor=city.generator, consignee=city.site, number=number, **{**term(), **more})


def insured(by, site, number="I-NEW", **more) -> Insurance:
    return enter_insurance(by=by, facility=site, number=number, **{"issuer": "PICC", **term(), **more})


def told(row) -> list[str]:
    return [entry.deed for entry in row.entries.order_by("pk")]


def refused(call) -> Refusal:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        call()
    return refusal.value


def test_a_permit_is_granted_with_its_lines_and_its_author(people, city):
    row = granted(people.city_regulator, city.site, items=[OILS, Allowed(["900-252-12"], ["R4"], Decimal("0.001"))])
    assert [(item.codes, item.methods, item.annual_kg) for item in row.items.order_by("pk")] == [
        (["HW08"], ["R4"], Decimal(1000)),
        (["900-252-12"], ["R4"], Decimal("0.001")),
    ]
    entry = row.entries.get()
    assert (entry.deed, entry.day, entry.recorded_by) == ("entered", row.valid_from, people.city_regulator)
    assert (entry.recorded_by_name, entry.office) == ("city_regulator", "Bureau 320400")


WRONG = {
    "no line": ({"items": []}, "required", "/items"),
    "no code": ({"items": [Allowed([], ["R9"], Decimal(1))]}, "required", "/items/0/codes"),
    "unknown category": ({"items": [Allowed(["HW99"], ["R9"], Decimal(1))]}, "code_unknown", "/items/0/codes"),
    "a solid waste": ({"items": [Allowed(["900-001-S17"], ["R9"], Decimal(1))]}, "code_unknown", "/items/0/codes"),
    "not a text": ({"items": [Allowed(["\x00"], ["R9"], Decimal(1))]}, "code_unknown", "/items/0/codes"),
    "unknown method": ({"items": [Allowed(["HW08"], ["Z1"], Decimal(1))]}, "method_unknown", "/items/0/methods"),
    "no kilogram": ({"items": [Allowed(["HW08"], ["R9"], Decimal(0))]}, "kg_invalid", "/items/0/annual_kg"),
    "less than none": ({"items": [Allowed(["HW08"], ["R9"], Decimal(-1))]}, "kg_invalid", "/items/0/annual_kg"),
    "not a number": ({"items": [Allowed(["HW08"], ["R9"], Decimal("NaN"))]}, "kg_invalid", "/items/0/annual_kg"),
    "twice the same": ({"items": [OILS, OILS]}, "items_overlap", "/items/1/codes"),
    "a code of a category": ({"items": [OILS, Allowed([OIL], ["R4"], Decimal(1))]}, "items_overlap", "/items/1/codes"),
    "backwards": (term(10, 9), "period_backwards", "/valid_to"),
    "year 9999": ({"valid_to": date(9999, 12, 31)}, "year_invalid", "/valid_to"),
    "31 years": (
        {"valid_from": date(2026, 1, 1), "valid_to": date(2057, 1, 1)},
        "period_too_long",
        "/valid_to",
    ),
    "nobody": ({"issuer": " "}, "required", "/issuer"),
    "no number": ({"number": " "}, "blank", "/number"),
    "NUL": ({"number": "a\x00b"}, "text_invalid", "/number"),
    "too long": ({"number": "9" * 61}, "max_length", "/number"),
    "kind": ({"kind": "none"}, "invalid_choice", "/kind"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_permit_is_said_at_its_place_and_leaves_nothing(people, city, what):
    changes, code, field = WRONG[what]
    before = Permit.objects.count()
    refusal = refused(lambda: granted(people.city_regulator, city.site, **changes))
    assert (refusal.code, refusal.field) == (code, field)
    assert (Permit.objects.count(), RegisterEntry.objects.count()) == (before, 0)


def test_two_lines_may_share_a_waste_by_other_methods(people, city):
    assert granted(people.city_regulator, city.site, items=[OILS, Allowed(["HW08"], ["R5"], Decimal(1))])


def test_30_years_are_a_term_yet(people, city):
    assert granted(people.city_regulator, city.site, valid_from=date(2026, 1, 1), valid_to=date(2056, 12, 31))


def test_the_same_permit_entered_twice_is_there_once(people, city):
    first = granted(people.city_regulator, city.site)
    assert granted(people.city_regulator, city.site) == first
    assert told(first) == ["entered"] and first.items.count() == 1
    other = refused(lambda: granted(people.city_regulator, city.site, items=[Allowed(["HW12"], ["R4"], Decimal(9))]))
    assert other.code == "number_taken"


@pytest.mark.parametrize(
    "holder, first, last, is_taken",
    [
        ("collector", 300, 500, True),  # of another site, while it counts
        ("collector", -40, -11, True),  # and before it
        ("collector", 301, 500, False),  # the day after it has ended
        ("site", 300, 500, True),  # on its last day
        ("site", 301, 500, False),  # the day after
        ("site", -40, -11, False),  # before it
    ],
)
def test_a_number_is_given_once_by_an_issuer(people, city, holder, first, last, is_taken):
    granted(people.city_regulator, city.site)
    again = lambda: granted(people.city_regulator, getattr(city, holder), **term(first, last))  # noqa: E731
    if is_taken:
        assert refused(again).code == "number_taken"
    else:
        assert again()
    assert granted(people.city_regulator, city.site, issuer="Another bureau", items=[OILS._replace(methods=["R5"])])


def test_who_may_grant(people, city):
    for person in (people.district_regulator, people.other_regulator, people.clerk, people.receiver, people.outsider):
        with pytest.raises(NotPermitted):
            granted(person, city.site)
    assert granted(people.district_regulator, city.collector)  # of its own district
    assert refused(lambda: granted(people.city_regulator, city.generator)).code == "site_receives_nothing"


def test_a_renewal_ends_the_older_one_on_its_eve(people, city):
    old = granted(people.city_regulator, city.site)
    new = granted(people.city_regulator, city.site, "P-2", replaces=old, **term(30, 900))
    old.refresh_from_db()
    assert (old.last_day, old.ended_as, told(old)) == (TODAY + 29 * DAY, "replaced", ["entered", "renewed"])
    on = lambda days: set(Permit.objects.filter(number__in=["P-NEW", "P-2"]).valid_on(TODAY + days * DAY))  # noqa: E731
    assert (on(0), on(29), on(30)) == ({old}, {old}, {new})
    early = refused(lambda: granted(people.city_regulator, city.site, "P-3", replaces=new, **term(-1, 900)))
    assert early.code == "replaces_the_past"


@pytest.mark.parametrize("days, code", [(-1, "day_past"), (0, None), (300, None), (301, "paper_over")])
def test_a_term_is_cut_short_from_today_to_its_last_day(people, city, days, code):
    row = granted(people.city_regulator, city.site)
    revoke = lambda: revoke_paper(row, by=people.city_regulator, day=TODAY + days * DAY, reason="leak")  # noqa: E731
    if code:
        assert refused(revoke).code == code
        return
    revoked = revoke()
    assert revoked.is_valid_on(TODAY + days * DAY - DAY) and not revoked.is_valid_on(TODAY + days * DAY)
    assert Permit.objects.filter(pk=row.pk).valid_on(TODAY + days * DAY - DAY).exists()
    assert not Permit.objects.filter(pk=row.pk).valid_on(TODAY + days * DAY).exists()
    entry = revoked.entries.last()
    assert (entry.deed, entry.reason, entry.day) == ("revoked", "leak", TODAY + days * DAY)


def test_an_end_moves_earlier_and_never_later(people, city):
    row = granted(people.city_regulator, city.site)
    revoke_paper(row, by=people.city_regulator, day=TODAY + 9 * DAY, reason="leak")
    assert revoke_paper(row, by=people.city_regulator, day=TODAY + 3 * DAY, reason="worse").last_day == TODAY + 2 * DAY
    later = refused(lambda: revoke_paper(row, by=people.city_regulator, day=TODAY + 5 * DAY, reason="better"))
    assert later.code == "paper_over"
    assert refused(lambda: revoke_paper(row, by=people.city_regulator, day=TODAY, reason=" ")).code == "required"
    with pytest.raises(NotPermitted):
        revoke_paper(row, by=people.receiver, day=TODAY, reason="ours")


def test_a_scale_changes_in_use_and_wastes_do_not(people, city, walk):
    Permit.objects.filter(facility=city.site).update(revoked_on=TODAY)
    lines = Allowed(["HW08"], ["D10"], Decimal(5000))
    item = granted(people.city_regulator, city.site, items=[lines]).items.get()
    other = lines._replace(codes=["HW08", "HW12"])
    assert change_item(item, by=people.city_regulator, to=other, reason="typed short").codes == ["HW08", "HW12"]
    walk.issued()
    larger = other._replace(annual_kg=Decimal(9000))
    row = change_item(item, by=people.city_regulator, to=larger, reason="larger kiln")
    assert row.annual_kg == Decimal(9000) and row.usages.get().committed_kg == Decimal(1000)
    fewer = refused(lambda: change_item(item, by=people.city_regulator, to=lines, reason="fewer"))
    assert fewer.code == "item_in_use"
    same = refused(lambda: change_item(item, by=people.city_regulator, to=larger, reason="again"))
    assert same.code == "unchanged"
    entry = item.permit.entries.last()
    line = "HW08、HW12 · D10"
    assert entry.changes == [{"field": "annual_kg", "before": "5000", "after": "9000", "line": line}]
    assert changes_in_words(item.permit, entry).startswith(f"{line} – ")


def test_a_suspended_licence_leaves_a_gap_and_holds_again(people, city):
    row = licensed(people.district_regulator, city.carrier)
    suspend_licence(row, by=people.district_regulator, day=TODAY, reason="accident")
    early = refused(lambda: resume_licence(row, by=people.district_regulator, day=TODAY - DAY, reason="ok"))
    assert early.code == "day_invalid"
    again = resume_licence(row, by=people.district_regulator, day=TODAY + 5 * DAY, reason="inspected")
    held = lambda days: CarrierLicence.objects.filter(number="L-NEW").valid_on(TODAY + days * DAY).count()  # noqa: E731
    assert [held(days) for days in (-1, 0, 4, 5, 300, 301)] == [1, 0, 0, 1, 1, 0]
    assert (again.number, again.valid_to, told(row)) == ("L-NEW", row.valid_to, ["entered", "suspended", "resumed"])
    twice = refused(lambda: resume_licence(row, by=people.district_regulator, day=TODAY + 6 * DAY, reason="ok"))
    assert twice.code == "not_suspended"


def test_a_suspended_licence_may_be_revoked_for_good(people, city):
    row = licensed(people.district_regulator, city.carrier)
    suspend_licence(row, by=people.district_regulator, day=TODAY, reason="accident")
    assert revoke_paper(row, by=people.district_regulator, day=TODAY, reason="fatal").ended_as == "revoked"
    gone = refused(lambda: resume_licence(row, by=people.district_regulator, day=TODAY, reason="ok"))
    assert gone.code == "not_suspended"


def test_without_its_licence_no_carrier_is_let_go(people, city, walk):
    """The rules read what the official has entered."""
    CarrierLicence.objects.all().delete()  # none of these came through the register
    draft = walk.draft()
    assert "carrier_licence_missing" in {each.code for each in refused(lambda: issue(draft, people)).all}
    row = licensed(people.district_regulator, city.carrier)
    suspend_licence(row, by=people.district_regulator, day=TODAY, reason="accident")
    assert "carrier_licence_missing" in {each.code for each in refused(lambda: issue(draft, people)).all}
    resume_licence(row, by=people.district_regulator, day=TODAY, reason="inspected")
    assert issue(draft, people).state == "issued"


def issue(draft, people):
    return perform(draft, "issue", by=people.clerk).subject


def test_a_contract_holds_until_the_receiver_disputes_it(people, city, walk):
    Contract.objects.all().delete()
    draft = walk.draft()
    row = contracted(people.clerk, city, codes=[OIL, "HW12", "900-001-S17"], agreed_kg=Decimal(5000))
    with pytest.raises(NotPermitted):
        dispute_contract(row, by=people.clerk, reason="ours")
    assert refused(lambda: dispute_contract(row, by=people.receiver, reason="")).code == "required"
    dispute_contract(row, by=people.receiver, reason="never signed")
    assert "contract_missing" in {each.code for each in refused(lambda: issue(draft, people)).all}
    other = contracted(people.clerk, city, "C-2")
    confirm_contract(other, by=people.receiver)
    assert confirm_contract(other, by=people.receiver).confirmed_on == TODAY
    assert told(other) == ["entered", "confirmed"]
    assert refused(lambda: dispute_contract(other, by=people.receiver, reason="no")).code == "contract_confirmed"
    assert issue(draft, people).state == "issued"


@pytest.mark.parametrize(
    "changes, code, field",
    [
        ({"codes": ["HW99"]}, "code_unknown", "/codes"),
        ({"agreed_kg": Decimal(0)}, "kg_invalid", "/agreed_kg"),
        ({"number": ""}, "required", "/number"),
        (term(1, 0), "period_backwards", "/valid_to"),
        ({"valid_from": date(1, 1, 1)}, "year_invalid", "/valid_from"),
    ],
)
def test_a_wrong_contract_is_said_at_its_place(people, city, changes, code, field):
    refusal = refused(lambda: contracted(people.clerk, city, **changes))
    assert (refusal.code, refusal.field) == (code, field)


def test_who_enters_and_ends_a_contract(people, city):
    for person in (people.reader, people.receiver, people.collector, people.outsider, people.city_regulator):
        with pytest.raises(NotPermitted):
            contracted(person, city)
    unfit = refused(
        lambda: enter_contract(by=people.clerk, consignor=city.generator, consignee=city.carrier, number="C", **term())
    )
    assert unfit.code == "consignee_unfit"
    row = contracted(people.clerk, city)
    assert contracted(people.clerk, city) == row
    assert refused(lambda: contracted(people.clerk, city, **term(0, 9))).code == "number_taken"
    for person in (people.reader, people.receiver, people.outsider):
        with pytest.raises(NotPermitted):
            end_paper(row, by=person, day=TODAY, reason="done")
    assert end_paper(row, by=people.clerk, day=TODAY, reason="done").ended_as == "ended"


def test_insurance_is_the_firms_own(people, city):
    row = insured(people.dispatcher, city.carrier, insured_yuan=Decimal("5000000.00"), covers="苏D12345")
    assert (row.covers, told(row)) == ("苏D12345", ["entered"])
    assert refused(lambda: insured(people.dispatcher, city.carrier, "I-2", insured_yuan=Decimal(0))).field == (
        "/insured_yuan"
    )
    assert insured(people.clerk, city.generator)  # whatever another firm has typed
    for person in (people.driver, people.clerk, people.city_regulator):
        with pytest.raises(NotPermitted):
            insured(person, city.carrier, "I-3")
        with pytest.raises(NotPermitted):
            end_paper(row, by=person, day=TODAY, reason="sold")
    assert end_paper(row, by=people.dispatcher, day=TODAY + DAY, reason="sold").last_day == TODAY


def test_what_the_register_holds_the_database_keeps(people, city, walk):
    permit = granted(people.city_regulator, city.site)
    contract = contracted(people.clerk, city)
    confirm_contract(contract, by=people.receiver)
    revoke_paper(permit, by=people.city_regulator, day=TODAY + 3 * DAY, reason="leak")
    permits, contracts = Permit.objects.filter(pk=permit.pk), Contract.objects.filter(pk=contract.pk)
    tries = [
        lambda: permits.update(valid_to=TODAY + 900 * DAY),
        lambda: permits.update(number="other"),
        lambda: permits.update(revoked_on=None),
        lambda: permits.update(revoked_on=TODAY + 9 * DAY),
        lambda: contracts.update(consignee=city.collector),
        lambda: contracts._raw_delete("default"),
        lambda: PermitItem.objects.filter(permit=permit)._raw_delete("default"),
        lambda: permits.update(revoked_on=TODAY - 2 * DAY),
        lambda: permits.update(ended_as="replaced"),
        lambda: contracts.update(ended_as="disputed"),
        lambda: contracts.update(confirmed_on=None),
        lambda: PermitItem.objects.filter(permit__number="P-SITE").update(permit=permit),
        lambda: PermitItem.objects.create(permit=permit, **OILS._asdict()),
        lambda: RegisterEntry.objects.all()._raw_delete("default"),
        lambda: RegisterEntry.objects.update(reason="other"),
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError, match="history|evidence"), transaction.atomic():
            attempt()
    assert permits.update(revoked_on=TODAY) == 1  # earlier, as an action would


def test_an_item_in_use_keeps_its_wastes_whoever_asks(people, city, walk):
    Permit.objects.filter(facility=city.site).update(revoked_on=TODAY)
    item = granted(people.city_regulator, city.site, items=[Allowed(["HW08"], ["D10"], Decimal(5000))]).items.get()
    walk.issued()
    with pytest.raises(DatabaseError, match="history"), transaction.atomic():
        PermitItem.objects.filter(pk=item.pk).update(codes=[PAINT])
    assert PermitItem.objects.filter(pk=item.pk).update(annual_kg=6000) == 1
