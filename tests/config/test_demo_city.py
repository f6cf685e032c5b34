"""The demo city: the same one every time, with every kind of life in it, and every kilogram accounted for.

Two cities are built for the whole file, each in a transaction that is rolled back; what they showed is compared here.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import Client, override_settings
from django.utils import timezone

from config.demo.passwords import SHARED_PASSWORD
from config.demo.people import ACCOUNTS
from config.demo.wastes import WASTES
from config.management.commands.demo_city import Command
from facilities import clock
from facilities.actions.file_plan import amounts_of
from facilities.models import (
    ClassRecord,
    Enterprise,
    Facility,
    ManagementPlan,
    Person,
    PlanVersion,
    WasteCode,
    WasteStream,
)
from manifests.access import allowed_actions
from manifests.declarations.due import declarations_due
from manifests.declarations.sites import sites_of
from manifests.models import CustodyEvent, Deadline, DeclarationDraft, Manifest, ManifestLine, Movement, WasteBatch
from tests.city import furnish
from transport.models import Driver, Leg, Trip, Vehicle

TODAY = date(2026, 3, 18)  # the history crosses a year's end


@dataclass
class Seen:
    """What a built city showed before it was rolled back."""

    digest: str
    output: str
    again: str
    accounts: str
    states: dict
    kinds: dict
    sign_ins: dict
    tasks: dict
    marks: dict
    latest: object
    warnings: set


@pytest.fixture(scope="module")
def cities(django_db_setup, django_db_blocker):
    hasher = override_settings(
        LOCAL=True, LANGUAGE_CODE="en", PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
    )
    with django_db_blocker.unblock(), hasher:
        furnish()
        yield [_build_and_look(), _build_and_look()]


@pytest.fixture
def seen(cities) -> Seen:
    return cities[0]


def _build_and_look() -> Seen:
    with transaction.atomic():
        output = _run(scale=0.05, until=TODAY)
        with clock.standing_at(timezone.now().replace(year=2026, month=3, day=18, hour=1)):
            seen = Seen(
                digest=_digest(),
                output=output,
                again=_run(scale=0.05, until=TODAY),
                accounts=_printed_accounts(),
                states=dict(Manifest.objects.order_by("state").values_list("state").annotate(Count("pk"))),
                kinds=_kinds(),
                sign_ins={account.username: _signs_in(account) for account in ACCOUNTS},
                tasks=_tasks(),
                marks=_marks(),
                latest=CustodyEvent.objects.order_by("-happened_at").values_list("happened_at", flat=True)[0],
                warnings={warning["code"] for event in CustodyEvent.objects.all() for warning in event.warnings},
            )
        transaction.set_rollback(True)
    return seen


def _run(**options) -> str:
    stdout = StringIO()
    call_command("demo_city", stdout=stdout, verbosity=1, **options)
    return stdout.getvalue()


def _printed_accounts() -> str:
    stdout = StringIO()
    call_command("demo_accounts", stdout=stdout)
    return stdout.getvalue()


def _digest() -> str:
    """Names, weights and times of everything, keys and numbers from the sequence left out."""
    rows = [
        Enterprise.objects.values_list("name", "registration_no", "legal_representative"),
        Facility.objects.values_list("name", "address", "longitude", "latitude", "contact_phone"),
        Person.objects.values_list("name", "phone", "username"),
        Vehicle.objects.values_list("plate", "number", "valid_to", "max_kg"),
        CustodyEvent.objects.values_list("happened_at", "action", "person_name", "on_behalf_of", "new_state"),
        Movement.objects.values_list("happened_at", "kg", "from_account", "to_account", "to_facility__name"),
        Manifest.objects.values_list("recorded_at", "state", "declared_kg", "received_kg", "carrier__name"),
        Trip.objects.values_list("recorded_at", "vehicle__plate", "driver__name", "planned_for"),
    ]
    text = "\n".join(str(row) for queryset in rows for row in sorted(queryset.order_by(), key=str))
    return hashlib.sha256(text.encode()).hexdigest()


def lines_as_filed(plan: ManagementPlan) -> bool:
    """What manifests are issued against is what the version in force says."""
    content = plan.versions.order_by("-number").values_list("content", flat=True)[0]
    lines = {line.code: (line.generated_kg, line.transferred_kg) for line in plan.lines.all()}
    assert lines == amounts_of(content), plan
    return True


def _kinds() -> dict:
    """How often each kind of life occurs."""
    lines = ManifestLine.objects.exclude(weighed_kg=None)
    return {
        "plan amended": PlanVersion.objects.filter(number=2).exclude(note="").count(),
        "own treatment planned": PlanVersion.objects.filter(
            content__contains={"A.5": [{"facility_code": "TS002"}]}
        ).count(),
        "class with its figures": ClassRecord.objects.filter(figures__has_key="annual_kg").count(),
        "lines as filed": sum(lines_as_filed(plan) for plan in ManagementPlan.objects.all()),
        "refused": ManifestLine.objects.filter(opinion="refuse").count(),
        "part accepted": lines.filter(opinion="part").count(),
        "came back and were taken in": Manifest.objects.filter(kind="carried_on", state="closed").count(),
        "weight differs": lines.exclude(weighed_kg=F("declared_kg")).count(),
        "significant difference": lines.exclude(significant_difference="").count(),
        "closed late": Deadline.objects.filter(met_at__gt=F("due_at")).count(),
        "overdue": Manifest.objects.overdue(clock.now()).count(),
        "cancelled draft": Manifest.objects.filter(state="cancelled", number=None).count(),
        "cancelled after issue": Manifest.objects.filter(state="cancelled").exclude(number=None).count(),
        "voided": Manifest.objects.filter(state="voided").count(),
        "frozen today": Manifest.objects.exclude(frozen_at=None).count(),
        "released": CustodyEvent.objects.filter(action="release").count(),
        "handed over": Leg.objects.filter(position=2).exclude(taken_over_at=None).count(),
        "milk run": Trip.objects.annotate(loads=Count("legs")).filter(loads__gt=2).count(),
        "regrouped and shipped on": Manifest.objects.filter(consignor__is_collector=True).count(),
        "several lines": Manifest.objects.annotate(n=Count("lines")).filter(n__gt=1).count(),
        "medical": Manifest.objects.filter(profile="medical", state="closed").count(),
        "furnace ash": Manifest.objects.filter(consignor__is_disposal_site=True).count(),
        "burnt to new waste": WasteBatch.objects.filter(
            waste_code__code="772-003-18", links_up__parent__treated_by__code="D10"
        ).count(),
        "treated": WasteBatch.objects.filter(state__in=("utilised", "disposed")).count(),
        "lies too long": sum(
            (clock.today() - timezone.localdate(batch.held_since)).days > batch.area.day_limit
            for batch in WasteBatch.objects.filter(state="stored").exclude(area__day_limit=None).select_related("area")
        ),
        "expired vehicle": Vehicle.objects.filter(valid_to__lt=TODAY).count(),
    }


def _signs_in(account) -> tuple[int, str]:
    """Status of the form's answer and where it leads."""
    answer = Client().post("/sign-in/", {"username": account.username, "password": SHARED_PASSWORD})
    return answer.status_code, answer.headers.get("Location", "")


def _tasks() -> dict:
    """Actions open to each account now, by what it sees."""
    tasks = {}
    for account in ACCOUNTS:
        person = Person.objects.get(username=account.username)
        open_manifests = Manifest.objects.visible_to(person).open().with_parties()
        batches = WasteBatch.objects.visible_to(person).open().with_particulars()
        tasks[account.username] = sorted(
            row.action for subject in [*open_manifests, *batches] for row in allowed_actions(person, subject)
        )
    driver = Driver.objects.get(person__username="driver")
    tasks["loads on the driver's trips"] = sorted(
        Leg.objects.filter(trip__driver=driver, trip__ended_at=None, ended_at=None).values_list(
            "manifest__state", flat=True
        )
    )
    clerk = Person.objects.get(username="clerk")
    today = clock.today()
    owed = declarations_due(list(sites_of(clerk)), today)
    tasks["declared"] = sum(due.confirmed is not None for due in owed)
    tasks["late declarations"] = sum(due.is_late(today) for due in owed)
    store = list(sites_of(Person.objects.get(username="collector")))
    tasks["a store's open declarations"] = sum(due.confirmed is None for due in declarations_due(store, today))
    tasks["its drafts"] = DeclarationDraft.objects.filter(facility__in=store).count()
    tasks["waiting for a truck"] = Manifest.objects.filter(
        state="issued", carrier=driver.carrier, legs__isnull=True
    ).count()
    return tasks


def _marks() -> dict:
    """Rows that do not say they are invented."""
    return {
        "enterprises": Enterprise.objects.exclude(Q(name__contains="（演示）") & Q(is_demo=True)).count(),
        "people": Person.objects.filter(is_demo=False).count(),
        "phones": Facility.objects.exclude(contact_phone__startswith="0519-5550").count(),
        "mobiles": Person.objects.exclude(phone__startswith="139-0000-").count(),
        "credit codes": sum(_is_malformed(enterprise) for enterprise in Enterprise.objects.all()),
        "addresses outside the city": Facility.objects.exclude(region__code__startswith="3204").count(),
    }


def _is_malformed(enterprise: Enterprise) -> bool:
    enterprise.clean()  # raises when the check character is wrong
    return "MA0DEM" not in enterprise.registration_no


def test_the_same_command_builds_the_same_city(cities):
    assert cities[0].digest == cities[1].digest


def test_every_kind_of_life_is_there(seen):
    assert {kind: n for kind, n in seen.kinds.items() if not n} == {}


def test_manifests_stand_in_nearly_every_state(seen):
    assert set(seen.states) >= {
        "draft", "issued", "in_transit", "arrived", "accepted", "partially_accepted", "refused", "closed",
        "cancelled", "voided",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["plan_exceeded", "contract_missing", "permit_lacks_code"])
def test_clerks_were_refused_and_put_it_right(seen, code):
    assert code in seen.output


@pytest.mark.parametrize("code", ["weight_differs", "significant_difference", "load_refused", "closed_late"])
def test_warnings_were_recorded(seen, code):
    assert code in seen.warnings


def test_the_mass_adds_up_and_the_command_says_so(seen):
    (line,) = [line for line in seen.output.splitlines() if "mass (kg)" in line]
    arisen, scales, stock, treated = (
        float(part.split()[-1]) for part in (*line.split(" = ")[0].split(" + "), *line.split(" = ")[1].split(" + "))
    )
    assert arisen + scales == stock + treated
    assert min(arisen, stock, treated) > 0


def test_nothing_happens_after_the_evening_before_today(seen):
    assert timezone.localdate(seen.latest) == TODAY - timedelta(days=1)


def test_a_second_run_changes_nothing(seen):
    assert seen.again == "The demo city is there already.\n"


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.username)
def test_each_account_signs_in(seen, account):
    assert seen.sign_ins[account.username] == (302, "/")
    row = next(line for line in seen.accounts.splitlines() if f" {account.username} " in line)
    assert row.split()[-2:] == [SHARED_PASSWORD, account.first_page]


@pytest.mark.parametrize(
    ("username", "actions"),
    [
        ("clerk", {"issue", "revise", "store", "receive"}),
        ("storekeeper", {"store"}),
        ("collector", {"receive", "store", "close"}),
        ("dispatcher", {"depart"}),
        ("driver", {"depart", "arrive"}),
        ("receiver", {"arrive", "receive", "close", "treat"}),
        ("manager", {"issue", "store"}),
        ("city", {"freeze", "release", "void"}),
        ("wujin", {"freeze"}),
    ],
)
def test_each_account_finds_something_to_do(seen, username, actions):
    assert actions <= set(seen.tasks[username])


@pytest.mark.parametrize("username", ["outsider", "reader"])
def test_who_may_do_nothing_is_offered_nothing(seen, username):
    assert seen.tasks[username] == []


def test_the_clerk_has_declared_and_what_a_store_has_not_is_drafted(seen):
    assert seen.tasks["declared"] > 3 and seen.tasks["late declarations"] == 0
    assert seen.tasks["its drafts"] == seen.tasks["a store's open declarations"] <= 1


def test_driver_and_dispatcher_have_loads_waiting(seen):
    assert seen.tasks["loads on the driver's trips"] == ["in_transit", "issued"]
    assert seen.tasks["waiting for a truck"] == 2


@pytest.mark.parametrize(
    "mark", ["enterprises", "people", "phones", "mobiles", "credit codes", "addresses outside the city"]
)
def test_everything_is_recognisably_invented(seen, mark):
    assert seen.marks[mark] == 0


def test_every_waste_has_a_code_of_the_catalogue(db):
    codes = {waste.code for waste in WASTES.values()}
    assert set(WasteCode.objects.filter(code__in=codes, hazardous=True).values_list("code", flat=True)) == codes


def test_real_enterprises_are_not_mixed_with_invented_ones(city):
    with pytest.raises(CommandError, match="Real enterprises"):
        call_command("demo_city", scale=0.05, until=TODAY)
    assert not WasteStream.objects.filter(facility__enterprise__is_demo=True).exists()
    Command().admit(0.05, TODAY, force_beside=True)


def test_an_account_of_the_same_name_is_not_taken_over(db):
    Person.objects.create_user(username="clerk", password="somebody's own", name="Real")
    with pytest.raises(CommandError, match="clerk"):
        call_command("demo_city", scale=0.05, until=TODAY)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"scale": 0}, "--scale"), ({"scale": 1000}, "--scale"), ({"until": date(2999, 1, 1)}, "--until")],
)
def test_options_out_of_reason_are_refused(db, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("demo_city", **options)


def test_a_city_that_fails_half_way_leaves_nothing(db, monkeypatch):
    def fail(site, batch, method):
        raise RuntimeError("the furnace is out")

    monkeypatch.setattr("config.demo.lives.delivery.end", fail)
    with pytest.raises(RuntimeError, match="furnace"):
        call_command("demo_city", scale=0.05, until=TODAY, verbosity=0)
    assert not Enterprise.objects.exists()


def test_without_local_settings_passwords_are_random_and_shown_once(db, monkeypatch, settings):
    settings.LOCAL = settings.DEBUG = False
    chosen = {}
    monkeypatch.setattr(
        "config.management.commands.demo_city.build",
        lambda until, scale, passwords, passed: chosen.update(passwords),
    )
    printed = StringIO()
    call_command("demo_city", stdout=printed, verbosity=0)
    assert len(set(chosen.values())) == len(ACCOUNTS)
    assert SHARED_PASSWORD not in printed.getvalue()
    assert all(account.username in printed.getvalue() for account in ACCOUNTS)
