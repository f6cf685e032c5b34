"""One of everything, reached by walking, and for each route the address that leads to it."""

from datetime import date, timedelta
from types import SimpleNamespace

from facilities import clock
from facilities.actions.export_sheet import ask_export, write_export
from facilities.actions.give_delegation import give_delegation
from facilities.models import (
    Approval,
    CarrierLicence,
    Contract,
    DeadlineRule,
    DisposalMethod,
    Insurance,
    Limit,
    ManagementPlan,
    Membership,
    Notice,
    Permit,
    Region,
    StorageArea,
    WorkingDay,
)
from facilities.sheets.listings import listing_named
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.actions.draw_codes import draw_codes
from manifests.actions.draw_paper import draw_paper
from manifests.actions.enter_block import enter_block
from manifests.actions.keep_assessment import keep_assessment
from manifests.actions.number_ledger import number_ledger
from manifests.actions.print_labels import Asked, print_labels
from manifests.actions.propose_amendment import propose
from manifests.actions.request_print import request_print
from manifests.actions.seal import seal
from manifests.actions.set_number_mask import set_number_mask
from manifests.actions.state_practice import state_practice
from manifests.custody import perform
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import Stretch, read_stretch
from manifests.ledger.span import months_after
from manifests.models import DeclarationDraft, Manifest, PrintRun
from manifests.printing.places import file_of
from tests.city import CITY, OIL, WUJIN, drafted_plan, facility, filed_plan, official, year
from tests.crossings import drafted_crossing, handed_in_crossing
from tests.files import attached
from tests.sheets import BATCH, bring, xlsx
from tests.walk import Walk
from transport.actions.enrol_phone import accept_enrolment, offer_enrolment
from transport.models import Trip


def build(walk: Walk) -> SimpleNamespace:
    """The generator's waste in every stage, the carrier's trip that is about to load, a phone in use."""
    city, people, fleet = walk.city, walk.people, walk.fleet
    judged = walk.judged("part")
    riding = judged.children.get()
    frozen = perform(walk.draft(), "freeze", by=people.city_regulator, data={"reason": "look"}).subject
    issued = walk.assigned()
    trip = Trip.objects.get(legs__manifest=issued)
    _offer, used = offer_enrolment(by=people.dispatcher, driver=fleet.driver)
    phone = accept_enrolment(code=used, label="Android")
    _offer, code = offer_enrolment(by=people.dispatcher, driver=fleet.driver)
    corrected = walk.judged()
    change = [{"field": "/lines/1/accepted_kg", "value": "950"}]
    amendment = propose(corrected, by=people.receiver, changes=change, reason="typed wrongly")[0]
    block = draw_paper(by=people.clerk, facility=city.generator.pk, count=2)
    codes = draw_codes(by=people.clerk, stream=city.oil.pk, day=clock.today(), count=3, litres="50")
    approval = {"consignor": city.generator, "consignee": city.outside, "code": OIL, "approved_kg": 1000}
    rival = facility(77, "Rival", WUJIN, is_transporter=True)
    CarrierLicence.objects.create(facility=rival, number="LIC-77", **year())
    version = filed_plan(people.clerk, city.generator, clock.today().year)
    drafted_plan(people.clerk, city.generator, clock.today().year)
    sheet = bring("batches", xlsx("batches", BATCH, BATCH | {"key": "B-2"}), by=people.clerk, site=city.generator)
    handed_in = handed_in_crossing(people.clerk, city.generator)
    listing = listing_named("batches")
    export = ask_export(by=people.clerk, listing=listing, params="", form="csv", language="en")
    write_export(export.pk)
    return SimpleNamespace(
        **vars(city),
        print_run=printed(people.clerk, issued),
        version=version,
        sheet=sheet,
        export=export,
        rival=rival,
        corrected=corrected,
        amendment=amendment,
        block=block,
        codes=codes,
        printed=print_labels(
            by=people.clerk,
            facility=city.generator,
            codes=[row.pk for row in codes.serials.all()],
            asked=Asked(),
        ),
        draft=walk.draft(),
        issued=issued,
        judged=judged,
        riding=riding,
        frozen=frozen,
        stored=walk.stored("500", container_count=2, container_litres="50"),
        declared=walk.declared("5"),
        trip=trip,
        leg=issued.legs.get(),
        area=StorageArea.objects.get(facility=city.generator, code="TS001"),
        plan=ManagementPlan.objects.get(facility=city.generator),
        permit=Permit.objects.get(number="P-SITE"),
        licence=CarrierLicence.objects.get(facility=city.carrier),
        insurance=Insurance.objects.get(),
        contract=Contract.objects.get(consignor=city.generator, consignee=city.site),
        approval=Approval.objects.create(number="A-1", **approval, method="D10", **year()),
        notice=notice_to(people.clerk),
        holiday=WorkingDay.objects.order_by("pk").first(),
        membership=Membership.objects.get(person=people.outsider),
        phone=phone,
        code=code,
        seal=seal(),
        numbered=number_ledger(),
        granted=granted_block(people.city_regulator),
        mask=set_number_mask(
            by=official("jiangsu", "320000"),
            region=Region.objects.get(pk="320000"),
            mask="JS####",
            valid_from=clock.today() + timedelta(days=400),
            document="Notice 3",
        ),
        declaration=declared(walk),
        missing=DeclarationDraft.objects.create(
            facility=city.generator,
            period="year",
            start=f"{clock.today().year - 1}-01-01",
            content={"wastes": []},
            digest="0" * 64,
            drafted_at=clock.now(),
        ),
        consent=give_delegation(
            by=people.outsider,
            facility=city.outside,
            registration_no=city.carrier.enterprise.registration_no,
            may_declare=True,
            may_fill=False,
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=30),
        ),
        crossing=drafted_crossing(people.clerk, city.generator, handed_in.consignee),
        handed_in=handed_in,
        kept=kept(walk),
        evidence=photographed(walk, judged),
        statement=state_practice(
            by=people.clerk, facility=city.generator, point="training", text="All keepers", day=clock.today()
        ),
        truck=fleet.truck,
        driver=fleet.driver,
        escort=fleet.escort,
    )


def photographed(walk: Walk, manifest):
    """What the generator's clerk attached to a manifest, so that everybody on its way sees it."""
    clerk, firm = walk.people.clerk, walk.city.generator.enterprise
    return attached(clerk, firm, "manifest", Manifest.objects.with_parties().get(pk=manifest.pk), kind="load")


def granted_block(by):
    """A block of national numbers of the next year, from which nothing is taken yet."""
    city, year_now = Region.objects.get(pk=CITY), clock.today().year
    told = {"granted_by": "Ministry", "document": "No. 7", "granted_on": clock.today()}
    return enter_block(by=by, region=city, year=year_now + 1, first=1, last=100, **told)


def month_ago(months: int) -> Stretch:
    """A month that is over."""
    return read_stretch(f"{months_after(clock.today().replace(day=1), -months):%Y-%m}")


def declared(walk: Walk):
    """The generator's last month, in which nothing was."""
    site, last = walk.city.generator, month_ago(1)
    digest = digest_of(content_of(site, last))
    return confirm_declaration(
        by=walk.people.clerk, facility=site, stretch=last, digest=digest, reason="nothing moved, and so not owed"
    )


def kept(walk: Walk):
    """The generator's self-check of last year, in which nothing was."""
    last = clock.today().year - 1
    span = {"start": date(last, 1, 1), "end": date(last + 1, 1, 1)}
    return keep_assessment(by=walk.people.clerk, facility=walk.city.generator, **span)


def notice_to(person) -> Notice:
    return Notice.objects.create(person=person, kind="unknown", key="1", path="/todo/", sent_at=clock.now())


def printed(person, manifest) -> PrintRun:
    """A run whose file lies there; drawing one is told of in tests/manifests/test_printing.py."""
    subject, form = PrintRun.Subject.MANIFESTS, PrintRun.Form.PDF
    run, _repeated = request_print(by=person, subject=subject, keys=[manifest.pk], form=form)
    PrintRun.objects.filter(pk=run.pk).update(state=PrintRun.State.PRINTED, finished_at=clock.now())
    file_of(run).write_bytes(b"%PDF-1.7")
    return run


def records(world) -> dict:
    """What the officials' admin shows, a record of each kind."""
    return {
        "facilities_workingday": world.holiday,
        "facilities_wastecode": world.oil.waste_code,
        "facilities_disposalmethod": DisposalMethod.objects.first(),
        "facilities_deadlinerule": DeadlineRule.objects.order_by("pk").first(),
        "manifests_deadline": world.judged.deadlines.first(),
        "facilities_limit": Limit.objects.order_by("pk").first(),
        "facilities_region": Region.objects.get(pk="320400"),
        "facilities_permit": world.permit,
        "facilities_carrierlicence": world.licence,
        "facilities_insurance": world.insurance,
        "facilities_contract": world.contract,
        "facilities_approval": world.approval,
        "facilities_crossingapplication": world.handed_in,
        "facilities_evidence": world.evidence,
        "facilities_sheetimport": world.sheet,
        "facilities_facility": world.generator,
        "facilities_generator": world.generator,
        "facilities_collector": world.collector,
        "facilities_transporter": world.carrier,
        "facilities_disposalsite": world.site,
        "facilities_enterprise": world.generator.enterprise,
        "facilities_person": world.driver.person,
        "manifests_wastebatch": world.stored,
        "manifests_manifest": world.issued,
        "manifests_seal": world.seal,
        "manifests_declaration": world.declaration,
        "manifests_assessment": world.kept,
        "manifests_declarationdraft": world.missing,
        "facilities_delegation": world.consent,
        "manifests_amendment": world.amendment,
        "manifests_labelprint": world.printed,
        "manifests_numberblock": world.granted,
        "manifests_numbermask": world.mask,
        "transport_vehicle": world.truck,
        "transport_driver": world.driver,
        "transport_escort": world.escort,
    }
