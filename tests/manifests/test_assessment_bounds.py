"""Where the self-check must judge as the rules do: exempt stages, one firm, methods and terms, what was taken back."""

from datetime import date, timedelta

import pytest

from facilities import clock
from facilities.models import Approval, CarrierLicence, Contract, Facility, Notice, Permit
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.tell_discrepancy import tell_discrepancy
from manifests.assessment.exempted import at_receiver, exempt_at
from manifests.custody import perform
from manifests.declarations.period import read_stretch
from manifests.ledger.span import midnight
from manifests.models import Deadline, Manifest, ManifestLine, WasteBatch
from manifests.rules.exempting import COLLECTION, DISPOSAL, EVERY, TRANSPORT, USE, Claim
from manifests.rules.load import Load
from manifests.rules.permit import stage_of
from tests.assessed import YEAR, asked_of, at, figures
from tests.city import OIL, stream
from tests.declared import confirm

DAY = timedelta(days=1)
MISTAKE = {"reason": "typed twice"}


# Exemptions: at a stage, for a code


def claim(stage: str, codes: str = OIL) -> dict:
    return Claim(1, "CN-HW-2021", 1, codes, stage, "oil", "when drained", "not hazardous", "drained").as_record()


def issued_under(walk, *claims: dict, method: str = "D10") -> Manifest:
    manifest = walk.issued(method=method)
    Manifest.objects.filter(pk=manifest.pk).update(exemptions=list(claims))
    return manifest


@pytest.mark.parametrize(
    ("claims", "receiver", "carrier"),
    [
        ((), 1, 1),
        ((claim(DISPOSAL),), 0, 1),
        ((claim(USE),), 1, 1),
        ((claim(TRANSPORT),), 1, 0),
        ((claim(EVERY),), 0, 0),
        ((claim(f"{TRANSPORT}、{DISPOSAL}"),), 0, 0),
        ((claim(EVERY, "900-252-12"),), 1, 1),
    ],
)
def test_a_claim_stands_in_for_papers_at_its_stage_and_for_its_code(walk, city, claims, receiver, carrier):
    issued_under(walk, *claims)
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today())
    CarrierLicence.objects.update(revoked_on=clock.today())
    assert figures(city.generator, "receiver") == (1, receiver)
    assert figures(city.generator, "carrier") == (1, carrier)


def test_one_waste_that_is_not_exempt_wants_the_permit(walk, city):
    manifest = walk.issued(walk.stored(), walk.stored(stream=city.paint))
    Manifest.objects.filter(pk=manifest.pk).update(exemptions=[claim(DISPOSAL)])
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today())
    assert figures(city.generator, "receiver") == (1, 1)
    Manifest.objects.filter(pk=manifest.pk).update(exemptions=[claim(DISPOSAL), claim(DISPOSAL, "HW12")])
    assert figures(city.generator, "receiver") == (1, 0)


@pytest.mark.parametrize(("stage", "wrong"), [(DISPOSAL, 0), (COLLECTION, 1), (TRANSPORT, 1)])
def test_what_was_received_is_exempt_at_the_stage_of_its_receiver(walk, city, stage, wrong):
    manifest = walk.arrived()
    Manifest.objects.filter(pk=manifest.pk).update(exemptions=[claim(stage)])
    manifest.refresh_from_db()
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today())
    walk.judged(manifest=manifest)
    assert figures(city.site, "permit_receipt") == figures(city.site, "permit_codes") == (1, wrong)


def test_the_database_and_the_rules_read_a_claim_alike(walk, city):
    stages = (COLLECTION, TRANSPORT, USE, DISPOSAL, EVERY)
    codes = (OIL, "900-252-12", f"900-252-12;{OIL}", "HW08", "HW80", "08", f"HW12;{OIL}x", "含油废物", "")
    manifest = walk.issued()
    line = ManifestLine.objects.select_related("waste_code").get(manifest=manifest)
    for row in [claim(at_stage, code) for at_stage in (*stages, f"{COLLECTION}、{USE}") for code in codes]:
        Manifest.objects.filter(pk=manifest.pk).update(exemptions=[row])
        for stage in stages:
            said = ManifestLine.objects.annotate(said=exempt_at(stage)).get(pk=line.pk).said
            assert said is Claim.from_record(row).covers(line.waste_code, stage), (row, stage)


@pytest.mark.parametrize(("place", "method"), [("site", "D10"), ("site", "R9"), ("collector", "R9")])
def test_the_stage_at_the_receiver_is_that_of_the_rules(walk, city, place, method):
    manifest = walk.draft(consignee=getattr(city, place), method=method)
    load = Load(manifest.consignor, manifest.consignee, manifest.carrier, manifest.method, clock.today(), [])
    stage = ManifestLine.objects.filter(manifest=manifest).annotate(stage=at_receiver()).get().stage
    assert stage == stage_of(load)


# Contract


def test_between_sites_of_one_firm_no_contract_is_asked(walk, city):
    walk.issued()
    Contract.objects.filter(consignor=city.generator).update(revoked_on=clock.today())
    assert figures(city.generator, "contract") == (1, 1)
    Facility.objects.filter(pk=city.site.pk).update(enterprise=city.generator.enterprise)
    assert figures(city.generator, "contract") == (0, 0)


def test_waste_that_is_not_hazardous_is_not_looked_at(walk, city):
    walk.issued()
    for profile in ("general", "sludge", "construction", "bulky"):
        Manifest.objects.update(profile=profile)
        assert figures(city.generator, "receiver") == (0, 0), profile
    Manifest.objects.update(profile="medical")
    assert figures(city.generator, "receiver") == (1, 0)


# Approval


@pytest.fixture
def away(walk, city) -> Approval:
    """Oil sent to another province on 15 June, under an approval whose 12 months end on that day."""
    with clock.standing_at(at(6, 15)):
        Facility.objects.filter(pk=city.site.pk).update(region="330102")
        city.site.refresh_from_db()
        row = Approval.objects.create(
            consignor=city.generator, consignee=city.site, code=OIL, method="D10", number="A-1", approved_kg=5000,
            valid_from=date(YEAR - 1, 6, 16), valid_to=date(YEAR, 12, 31),
        )  # fmt: skip
        walk.issued()
    return row


def test_an_approval_counts_for_twelve_months_and_no_day_more(away, city):
    assert figures(city.generator, "approval") == (1, 0)
    Approval.objects.update(valid_from=date(YEAR - 1, 6, 15))
    assert figures(city.generator, "approval") == (1, 1)


@pytest.mark.parametrize(("method", "wrong"), [("D10", 0), ("R9", 1)])
def test_an_approval_is_for_its_method(away, city, method, wrong):
    Approval.objects.update(method=method)
    assert figures(city.generator, "approval") == (1, wrong)


@pytest.mark.parametrize(("revoked", "wrong"), [(date(YEAR, 6, 15), 1), (date(YEAR, 6, 16), 0)])
def test_a_revoked_approval_counts_until_the_day_before(away, city, revoked, wrong):
    Approval.objects.update(revoked_on=revoked)
    assert figures(city.generator, "approval") == (1, wrong)


@pytest.mark.parametrize(("stage", "wrong"), [(EVERY, 0), (TRANSPORT, 1)])
def test_what_is_exempt_at_every_stage_needs_no_approval(away, city, stage, wrong):
    Approval.objects.update(code="900-252-12")
    Manifest.objects.update(exemptions=[claim(stage)])
    assert figures(city.generator, "approval") == (1, wrong)


# Put away, at each site anew


@pytest.mark.parametrize(("stored", "wrong"), [(None, 1), (DAY, 0), (DAY + timedelta(seconds=1), 1)])
def test_a_receiver_puts_away_too(walk, people, city, stored, wrong):
    with clock.standing_at(at(3, 5)):
        walk.judged()
    if stored:
        batch = WasteBatch.objects.get(holder=city.site)
        with clock.standing_at(at(3, 5) + stored):
            perform(batch, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    assert figures(city.site, "put_away", now=at(3, 10)) == (1, wrong)


def test_what_rode_home_is_put_away_anew(walk, people, city):
    with clock.standing_at(at(3, 5)):
        home = walk.judged("refuse").children.get()
    with clock.standing_at(at(3, 8)):
        perform(home, "arrive", by=people.driver)
        lines = [{"line": str(row.pk), "opinion": "accept", "weighed_kg": "1000"} for row in home.lines.all()]
        perform(home, "receive", by=people.clerk, data={"lines": lines})
    assert figures(city.generator, "put_away", now=at(3, 7)) == (1, 0)
    assert figures(city.generator, "put_away", now=at(3, 10)) == (2, 1)


# Taken back


def test_a_declaration_taken_back_never_arose(walk, people, city):
    acid = stream(city.generator, "Acid", "900-300-34")
    with clock.standing_at(at(3, 31, 22)):
        batch = walk.declared("100000", stream=acid)
    assert figures(city.generator, "plan_covers") == (1, 1)
    with clock.standing_at(at(4, 2)):
        perform(batch, "retract", by=people.clerk, data=MISTAKE)
    assert asked_of(city.generator).arisen == []
    for point in ("plan_covers", "plan_generation", "containers", "booked"):
        assert figures(city.generator, point) == (0, 0), point
    with clock.standing_at(at(4, 3)):
        walk.declared("5", stream=acid)
    assert [(code, kg) for _year, code, kg in asked_of(city.generator).arisen] == [("900-300-34", 5)]
    assert figures(city.generator, "containers") == (1, 1)


def test_medical_waste_has_digital_codes_too(walk, city):
    walk.declared("5", stream=stream(city.generator, "Needles", "841-001-01"))
    assert figures(city.generator, "containers") == (1, 1)


# Declared before the period ended


def test_a_voluntary_declaration_is_never_late(walk, people, city):
    """What a site confirms though nobody asked it of its class has no last day of its own."""
    Facility.objects.filter(pk=city.generator.pk).update(management_class="registered")
    with clock.standing_at(at(3, 5)):
        walk.stored()
    with clock.standing_at(at(5, 20)):
        row = confirm(people.clerk, city.generator, read_stretch(f"{YEAR}-03"), reason="asked by the town")
    assert row.voluntary
    assert figures(city.generator, "declared_in_time", now=at(12, 31)) == (0, 0)


# Told to the authority


def test_what_was_refused_is_told_to_an_official(walk, people, city):
    now = clock.now() + DAY + timedelta(seconds=1)
    manifest = walk.judged("refuse")
    walk.judged()
    year = {"start": date(YEAR, 1, 1), "months": 14, "now": now}
    assert figures(city.site, "reported", **year | {"now": now - DAY}) == (0, 0)  # the worker may still tell it
    assert figures(city.site, "reported", **year) == (1, 1)
    desk = {"kind": "discrepancy", "key": f"discrepancy:{manifest.pk}", "sent_at": clock.now()}
    Notice.objects.create(person=people.clerk, **desk)
    assert figures(city.site, "reported", **year) == (1, 1)
    tell_discrepancy(str(manifest.pk))
    assert figures(city.site, "reported", **year) == (1, 0)


# Years before there was a site


@pytest.mark.parametrize(("began", "found"), [(date(YEAR, 1, 1), (1, 1)), (date(YEAR - 1, 12, 31), (2, 2))])
def test_no_plan_is_owed_for_a_year_before_the_site_began(city, began, found):
    Facility.objects.filter(pk=city.outside.pk).update(operating_since=began)
    span = {"start": date(YEAR - 1, 6, 1), "months": 12, "now": at(5, 31)}
    assert asked_of(city.outside, **span).years == range(YEAR - 1, YEAR + 1)
    assert figures(city.outside, "plan_filed", **span) == found


# Clocks and stores at a span's edge


def test_a_clock_that_ends_at_midnight_belongs_to_the_month_before(walk, city):
    with clock.standing_at(at(6, 15)):
        walk.judged()
        keep_clocks()
    Deadline.objects.filter(kind="close").update(due_at=midnight(date(YEAR, 7, 1)))
    june, july = ({"start": date(YEAR, month, 1), "months": 1, "now": at(8, 1)} for month in (6, 7))
    assert figures(city.site, "confirmed", **june) == (1, 1)
    assert figures(city.site, "confirmed", **july) == (0, 0)


def test_the_most_of_a_month_is_counted_back_from_what_lies_there_now(walk, people, city):
    area = walk.area(city.generator).pk

    def most(month: int) -> int:
        return asked_of(city.generator, start=date(YEAR, month, 1), months=1, now=at(8, 1)).peaks.get(area, 0)

    with clock.standing_at(at(3, 1, 0, 0)):
        first = walk.stored("700")
    with clock.standing_at(at(3, 10)):
        second = walk.stored("500")
    with clock.standing_at(at(3, 20)):
        walk.in_transit(first)
    with clock.standing_at(at(5, 9)):
        walk.stored("40")
    with clock.standing_at(at(5, 10)):
        walk.in_transit(second)
    assert [most(month) for month in range(2, 7)] == [0, 1200, 500, 540, 40]


# what lies beside what


def test_acid_and_alkali_lie_apart(walk, city):
    walk.stored("10", stream(city.generator, "Alkali", "900-352-35"))
    walk.stored("10")
    assert figures(city.generator, "apart") == (2, 0)
    walk.stored("10", stream(city.generator, "Acid", "900-300-34"))
    assert figures(city.generator, "apart") == (3, 1)
