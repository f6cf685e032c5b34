"""Document profiles: one kind of waste differs from another by its row in manifests/profiles and by nothing else."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from facilities import clock
from facilities.catalogue.solid_waste import solid_waste_code
from facilities.deadline_kinds import DeadlineKind
from facilities.errors import Refusal
from facilities.limit_names import NAMES
from facilities.models import Contract, PhysicalState, WasteCode, WasteStream
from manifests.access import allowed_actions
from manifests.actions.detailing import read_detail
from manifests.clocks.storage import KIND, LIMITED
from manifests.custody import perform
from manifests.documents.label_kinds import LabelKind
from manifests.documents.labels import labels_of
from manifests.documents.manifest_form import form_of
from manifests.dry_run import could_leave
from manifests.models import Manifest, WasteBatch
from manifests.offers import Receivers
from manifests.profiles import BY_ID, PROFILES, named, profile_of, profile_over, profiles_of
from manifests.rules.register import RULES
from manifests.rules.verdicts import Outcome
from manifests.states import BY_ACTION
from tests.city import OIL
from transport.actions.plan_trip import plan_trip

KINDS = {
    "900-249-08": "hazardous",
    "841-001-01": "medical",
    "900-001-S17": "general",
    "900-001-S59": "general",
    "900-001-S80": "general",
    "900-001-S91": "general",
    "900-001-S07": "sludge",
    "900-001-S90": "sludge",
    "900-001-S70": "construction",
    "900-001-S79": "construction",
    "900-001-S60": "bulky",
    "900-001-S69": "bulky",
}
SPARE = {"pieces": "3", "collected_at": "1 Gate Road"}


def code_of(text: str) -> WasteCode:
    return WasteCode.objects.get(edition="CN-HW-2021", code=text) if "S" not in text else solid_waste_code(text)


def wastes(site, text: str) -> WasteStream:
    """A stream of the site for any code of the two catalogues."""
    code = code_of(text)
    state = PhysicalState.objects.get(pk="S")
    return WasteStream.objects.create(
        facility=site, alias=text, waste_code=code, official_name=text, physical_state=state, hazards=code.hazard_list
    )


def packed(walk, text: str, kg="30", **data):
    return walk.stored(kg, wastes(walk.city.generator, text), **data)


def drawn(walk, *batches, by=None, **details):
    """A draft with what its profile asks for."""
    city = walk.city
    data = {
        "consignor": city.generator.pk, "consignee": city.site.pk, "carrier": city.carrier.pk, "method": "D10",
        "lines": [{"batch": str(batch.pk)} for batch in batches], "details": details,
    }  # fmt: skip
    return perform(Manifest, "draw_up", by=by or walk.people.clerk, data=data).subject


# The registry


def test_the_registry_names_only_what_is_there():
    rules = {rule.id for rule in RULES}
    actions = {action for subject, action in BY_ACTION if subject == "manifest"}
    for profile in PROFILES:
        assert profile.rules <= rules, profile.id
        assert profile.leaves_out <= actions, profile.id
        assert set(profile.needed) <= {"issue"}, profile.id  # where the rule `particulars` is asked
        assert set(profile.limits) <= set(NAMES), profile.id
        assert set(profile.mixes_with) <= set(BY_ID), profile.id
        assert len({detail.name for detail in profile.details}) == len(profile.details)
    assert {rule for profile in PROFILES for rule in profile.rules} == rules


def test_every_class_belongs_to_one_profile_and_each_side_has_one_for_the_rest():
    names = [(profile.hazardous, name) for profile in PROFILES for name in profile.classes]
    assert len(names) == len(set(names))
    assert sorted(profile.id for profile in PROFILES if not profile.classes) == ["general", "hazardous"]
    assert all(profile.hazardous == name.startswith("HW") for profile in PROFILES for name in profile.classes)


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_a_waste_belongs_to_a_profile_by_its_code(city, text, kind):
    assert profile_of(code_of(text)).id == kind


def test_the_database_reads_a_code_as_the_program_does(walk):
    """The clock of each waste at each kind of holder, by SQL and by the registry."""
    city = walk.city
    for site in (city.generator, city.collector, city.site):
        for text in KINDS:
            code, batch = code_of(text), walk.declared("1")
            WasteBatch.objects.filter(pk=batch.pk).update(waste_code=code, holder=site)
            row = WasteBatch.objects.annotate(kind=KIND, limited=LIMITED).get(pk=batch.pk)
            stay = profile_of(code).stay_at(site)
            assert (row.kind, row.limited) == (stay.clock, bool(stay.limit)), (text, site.name)


def test_medical_waste_has_its_own_clock_wherever_it_lies(city):
    medical = named("medical")
    assert {medical.stay_at(site).clock for site in (city.generator, city.site)} == {DeadlineKind.STORE_MEDICAL}
    assert medical.limits == ("storage.medical_days",)
    assert named("general").limits == ()


@pytest.mark.parametrize(
    ("texts", "under", "fits"),
    [
        ([OIL], "hazardous", True),
        (["900-001-S17", "900-001-S07"], "general", True),
        (["900-001-S07"], "sludge", True),
        ([OIL, "841-001-01"], "hazardous", False),
        ([OIL, "900-001-S17"], "hazardous", False),
        (["900-001-S70", "900-001-S60"], "construction", False),
        (["900-001-S07", "900-001-S70"], "sludge", False),
    ],
)
def test_a_load_goes_under_one_profile_or_is_none(city, texts, under, fits):
    codes = [code_of(text) for text in texts]
    assert (profile_over(codes)[0].id, profile_over(codes)[1]) == (under, fits)
    assert len(profiles_of(codes)) == len(texts)


# A manifest and its profile


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for text, kind in KINDS.items() if text != OIL][:10:2])
def test_a_manifest_gets_the_profile_of_its_waste(walk, text, kind):
    assert drawn(walk, packed(walk, text)).profile == kind


def test_wastes_of_two_profiles_do_not_leave_together(walk, people):
    oil, needles = walk.stored("10"), packed(walk, "841-001-01", container_count=1, container_litres="50")
    draft = drawn(walk, oil, needles)
    with pytest.raises(Refusal) as refused:
        perform(draft, "issue", by=people.clerk)
    (told,) = [reason for reason in refused.value.all if reason.code == "profiles_do_not_mix"]
    assert told.field == "/lines" and "hazardous waste、medical waste" in str(told.message)
    with translation.override("zh-hans"):
        assert "危险废物、医疗废物" in str(told.message)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_left_on_paper_together_is_entered_and_told(walk, people):
    """Nothing of it blocks: the truck has gone. What is kept with the event is in nobody's language."""
    oil, needles = walk.stored("10"), packed(walk, "841-001-01")
    now = clock.now()
    paper = {"kind": "emergency", "paper_number": "P-8", "issued_by": "Anhui", "page": 1, "reason": "no power"}
    said = {"back_fill": paper | {"transfer_ended_at": now.isoformat()}}
    entered = perform(drawn(walk, oil, needles), "issue", by=people.clerk, data=said, happened_at=now)
    (kept,) = [row for row in entered.event.warnings if row["code"] == "profiles_do_not_mix"]
    assert kept["figures"] == {"profiles": "hazardous、medical"}


def test_a_draft_changes_its_profile_with_its_waste(walk):
    draft = drawn(walk, walk.stored("10"))
    pieces = packed(walk, "900-001-S60")
    route = {"consignee": walk.city.site.pk, "carrier": walk.city.carrier.pk, "method": "D10"}
    data = route | {"lines": [{"batch": str(pieces.pk)}], "details": SPARE}
    draft = perform(draft, "revise", by=walk.people.clerk, data=data).subject
    assert (draft.profile, draft.details) == ("bulky", SPARE)


def test_the_database_knows_the_profiles(walk):
    draft = walk.draft()
    with pytest.raises(IntegrityError, match="manifest_profile_known"), transaction.atomic():
        Manifest.objects.filter(pk=draft.pk).update(profile="radioactive")


# What a profile asks to be filled in


@pytest.mark.parametrize(
    ("text", "details", "missing"),
    [
        ("900-001-S70", {}, ["/details/works"]),
        ("900-001-S70", {"works": "North tower"}, []),
        ("900-001-S60", {"pieces": "3"}, ["/details/collected_at"]),
        ("900-001-S60", SPARE, []),
        ("900-001-S07", {}, ["/details/water_percent"]),
        ("900-001-S07", {"water_percent": "79.5"}, []),
        ("900-001-S07", {"water_percent": "80"}, []),
        ("900-001-S17", {}, []),
    ],
)
def test_a_profile_wants_its_own_fields_before_issue_and_not_before(walk, people, text, details, missing):
    draft = drawn(walk, packed(walk, text), **details)
    if missing:
        with pytest.raises(Refusal) as refused:
            perform(draft, "issue", by=people.clerk)
        assert [(reason.code, reason.field) for reason in refused.value.all] == [
            ("detail_missing", field) for field in missing
        ]
    else:
        issued = perform(draft, "issue", by=people.clerk)
        assert issued.event.particulars["details"] == details
        assert issued.subject.number.startswith("LD3204")


@pytest.mark.parametrize(
    ("text", "details", "code"),
    [
        ("900-001-S60", {"pieces": "0"}, "count_invalid"),
        ("900-001-S60", {"pieces": "1.5"}, "count_invalid"),
        ("900-001-S60", {"pieces": "100001"}, "count_invalid"),
        ("900-001-S60", {"pieces": "NaN"}, "count_invalid"),
        ("900-001-S07", {"water_percent": "100.1"}, "percent_invalid"),
        ("900-001-S07", {"water_percent": "-1"}, "percent_invalid"),
        ("900-001-S07", {"water_percent": "79.55"}, "percent_invalid"),
        ("900-001-S07", {"water_percent": "Infinity"}, "percent_invalid"),
        ("900-001-S70", {"works": "x" * 101}, "too_long"),
        ("900-001-S70", {"works": "a\x00b"}, "text_invalid"),
        ("900-001-S17", {"works": "North tower"}, "detail_unknown"),
    ],
)
def test_a_field_of_a_profile_is_read_strictly(walk, text, details, code):
    with pytest.raises(Refusal) as refused:
        drawn(walk, packed(walk, text), **details)
    assert refused.value.code == code
    assert refused.value.field == f"/details/{next(iter(details))}"


@pytest.mark.parametrize("sent", ["text", ["list"], 7])
def test_details_that_are_no_fields_are_refused(walk, city, people, sent):
    data = {
        "consignor": city.generator.pk, "consignee": city.site.pk, "carrier": city.carrier.pk, "method": "D10",
        "lines": [{"batch": str(walk.stored("10").pk)}], "details": sent,
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        perform(Manifest, "draw_up", by=people.clerk, data=data)
    assert refused.value.field == "/details"


@pytest.mark.parametrize(("sent", "kept"), [("0E-999999999", "0"), ("8E1", "80"), ("80.0", "80"), ("0.5", "0.5")])
def test_a_share_is_kept_short_however_it_is_written(sent, kept):
    (percent,) = [detail for detail in named("sludge").details if detail.reads == "percent"]
    assert read_detail(percent, sent, "/details/water_percent") == kept


def test_medical_waste_leaves_in_containers(walk, people):
    bulk = packed(walk, "841-001-01")
    found = {verdict.rule.id: verdict for verdict in could_leave(drawn(walk, bulk))}
    assert [finding.code for finding in found["particulars"].findings] == ["containers_missing"]
    assert found["particulars"].outcome == Outcome.WARNS
    boxes = packed(walk, "841-002-01", container_count=2, container_litres="50")
    found = {verdict.rule.id: verdict for verdict in could_leave(drawn(walk, boxes))}
    assert found["particulars"].outcome == Outcome.PASSES


# What a profile does not ask


def test_rules_of_hazardous_waste_are_not_asked_of_other_waste(walk, people):
    draft = drawn(walk, packed(walk, "900-001-S17"))
    found = {verdict.rule.id: verdict for verdict in could_leave(draft)}
    for rule in ("plan", "permit", "approval", "storage_time", "truck"):
        assert found[rule].outcome == Outcome.NOT_APPLICABLE
        assert found[rule].findings[0].message == "This is not asked of: general industrial solid waste."
    assert found["contract"].outcome == Outcome.PASSES
    assert perform(draft, "issue", by=people.clerk).event.particulars["permit_use"] == []


@pytest.mark.parametrize(("text", "told"), [("900-001-S17", ["contract_missing"]), ("900-001-S60", [])])
def test_a_contract_is_asked_of_general_and_not_of_bulky_waste(walk, city, text, told):
    Contract.objects.filter(consignor=city.generator, consignee=city.site).delete()
    batch = packed(walk, text)
    found = {verdict.rule.id: verdict for verdict in could_leave(drawn(walk, batch, **(SPARE if not told else {})))}
    assert [finding.code for finding in found["contract"].findings if finding.severity == "block"] == told
    offered = Receivers(city.generator, {batch.waste_code: batch.kg}, clock.today()).offers("D10")
    furnace = next(offer for offer in offered if offer.facility == city.site)
    assert [finding.code for finding in furnace.reasons] == told


# What a profile leaves out


def refused_load(walk, text: str, **details):
    """What a gate refused of a load of this waste, on its way back."""
    people, fleet = walk.people, walk.fleet
    issued = perform(drawn(walk, packed(walk, text), **details), "issue", by=people.clerk).subject
    crew = {"vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, carrier=walk.city.carrier, manifests=[issued], **crew)
    perform(issued, "depart", by=people.driver)
    arrived = perform(issued, "arrive", by=people.driver).subject
    return walk.judged("refuse", arrived).children.get()


def test_a_refused_load_of_building_waste_goes_home_and_nowhere_else(walk, city, people):
    child = refused_load(walk, "900-001-S70", works="North tower")
    assert (child.profile, child.details) == ("construction", {"works": "North tower"})
    assert "redirect" not in {row.action for row in allowed_actions(people.clerk, child)}
    goal = {"consignee": city.collector.pk, "method": "D10"}
    with pytest.raises(Refusal) as refused:
        perform(child, "redirect", by=people.clerk, data=goal)
    assert refused.value.code == "action_not_in_profile"
    with translation.override("zh-hans"):  # whoever reads it later reads it in their own language
        assert "construction" not in str(refused.value.message)
    assert "construction waste" in str(refused.value.message)


def test_a_refused_load_of_general_waste_may_go_elsewhere(walk, city, people):
    child = refused_load(walk, "900-001-S17")
    assert "redirect" in {row.action for row in allowed_actions(people.clerk, child)}
    sent = perform(child, "redirect", by=people.clerk, data={"consignee": city.collector.pk, "method": "D10"})
    assert sent.subject.consignee == city.collector
    assert sent.event.particulars["permit_use"] == []


def test_labels_are_asked_of_the_profile(walk):
    with pytest.raises(Refusal) as refused:
        labels_of(packed(walk, "900-001-S70", container_count=1, container_litres="50"))
    assert refused.value.code == "label_not_for_general_waste"
    (label,) = labels_of(packed(walk, "841-001-01", container_count=1, container_litres="50"))
    assert label.kind == LabelKind.MEDICAL == named("medical").wears


def test_the_paper_is_called_as_its_profile_says(walk):
    for text, kind in (("900-001-S70", "construction"), ("900-001-S60", "bulky"), ("841-001-01", "medical")):
        assert form_of(drawn(walk, packed(walk, text))).title == named(kind).paper
