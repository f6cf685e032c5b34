"""The management plan in a real browser: begun from last year, completed on a phone, filed, changed, and compared."""

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import Facility, ManagementPlan, PlanLine, PlanVersion
from tests.browser import needs_chromium
from tests.city import BASICS, OIL, filed_plan
from tests.journeys.desk import DESK, PHONE, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_clerk_writes_files_and_changes_the_plan(sit_down, walk, people, city, screen):
    walk.judged("accept", walk.arrived(walk.stored("1200")))
    PlanLine.objects.all().delete()
    ManagementPlan.objects.all().delete()
    Facility.objects.filter(pk=city.generator.pk).update(management_class="simplified")
    desk = sit_down(people.clerk, screen=screen)
    desk.go(reverse("facilities:plans")).follow(said("Write the plan"))
    desk.press(said("Begin the plan")).sees("A.1", "A.3", "A.4", "A.6", "A.7", said("Missing"))
    desk.does_not_see("A.2")

    desk.go(reverse("facilities:plan_table", args=[city.generator.pk, clock.today().year, "a1"]))
    for name, text in BASICS.items():
        desk.fill(name, text)
    desk.press(said("Save")).does_not_see(said("Legal representative"))
    desk.go(reverse("facilities:plan_table", args=[city.generator.pk, clock.today().year, "a3"]))
    for n in range(3):
        desk.fill(f"form-{n}-kg", "2.5")
        desk.fill(f"form-{n}-step", "设备维护")
    desk.press(said("Save")).sees("7.5 t")
    desk.go(reverse("facilities:plan_table", args=[city.generator.pk, clock.today().year, "a7"]))
    for n in range(3):
        desk.fill(f"form-{n}-kg", "2")
        desk.page.locator(f"[name=form-{n}-method]").select_option(str(city.re_refine.pk))
        desk.page.locator(f"[name=form-{n}-receiver]").select_option(str(city.site.pk))
    desk.press(said("Save"))
    desk.press(said("File the plan")).sees(said("Filing receipt"), "P-SITE", "2.5 t")
    version = PlanVersion.objects.get()
    assert desk.file(reverse("manifests:plan_pdf", args=[version.pk])).startswith(b"%PDF-")

    desk.go(reverse("facilities:plans")).follow(said("Amend"))
    desk.press(said("Begin a change"))
    desk.go(reverse("facilities:plan_table", args=[city.generator.pk, clock.today().year, "a7"]))
    desk.page.locator("[name=form-0-kg]").fill("2.25")
    desk.press(said("Save"))
    desk.fill("note", "增产")
    desk.press(said("File the change")).sees("2.25 t", "增产", said("Changed since version %(number)s") % {"number": 1})
    desk.follow(said("Against what happened")).sees(OIL, "1.2 t", "48 %")


def test_an_official_reads_the_plan_against_the_ledger(sit_down, walk, people, city):
    filed_plan(people.clerk, city.generator, clock.today().year)
    walk.stored("700")
    desk = sit_down(people.city_regulator)
    desk.go(reverse("admin:facilities_facility_change", args=[city.generator.pk]))
    desk.sees(said("Plan against what happened"), "0.7 t").follow(said("The whole comparison")).sees("0.7 t")
