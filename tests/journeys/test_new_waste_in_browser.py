"""The furnace in a real browser: burn what waits, see the balance while typing, save; then the ash's own labels."""

import pytest
from django.urls import reverse

from manifests.models import WasteBatch
from tests.browser import needs_chromium
from tests.city import stream
from tests.journeys.desk import PHONE, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


def balance(desk) -> str:
    return " ".join(desk.page.locator("[data-balance]").inner_text().split())


def test_two_batches_are_burnt_to_ash(sit_down, walk, people, city):
    ash = stream(city.site, "焚烧飞灰", "772-003-18")
    walk.judged(manifest=walk.arrived(walk.stored("600"), walk.stored("400.5", stream=city.paint)))
    desk = sit_down(people.receiver)
    desk.go(reverse("manifests:treatments"))
    for box in desk.page.locator("[name=batches]").all():
        box.check()
    desk.press(said("Treat, with new waste")).sees("1,000.5 kg")
    desk.page.locator("[name=method]").select_option("D10")
    desk.fill("additives_kg", "20")
    desk.page.locator("[name=product-0-stream]").select_option(str(ash.pk))
    desk.fill("product-0-kg", "80.25")
    desk.fill("product-0-container_count", "2")
    desk.fill("product-0-container_litres", "1000")
    desk.fill("burn_off_kg", "940")
    assert said("Not accounted for") in balance(desk) and "0.25 kg" in balance(desk)
    desk.fill("burn_off_kg", "940.25")
    assert said("It adds up.") in balance(desk)
    desk.press(said("One more new waste"))
    assert desk.page.locator("fieldset.group").count() == 3 and said("It adds up.") in balance(desk)
    desk.press(said("Check the masses")).sees("1,020.5 kg", "80.25 kg", "940.25 kg")
    desk.press(said("Record the treatment")).sees(said("Burn-off"))
    made = WasteBatch.objects.get(stream=ash)
    assert made.containers.count() == 2
    desk.follow(made.number).sees(said("Additives"), "20 kg", said("Print labels"))


def test_the_keeper_ticks_the_drums_that_go_on_a_phone(sit_down, walk, people):
    batch = walk.stored("100", container_count=4, container_litres="200")
    phone = sit_down(people.clerk, screen=PHONE)
    phone.go(reverse("manifests:split_batch", args=[batch.pk]))
    for box in phone.page.locator("[name=containers]").all()[:2]:
        box.check()
    phone.press(said("Split")).sees(said("With the first part: containers %(serials)s") % {"serials": "1, 2"})
    assert WasteBatch.objects.get(links_up__parent=batch, number__endswith="-1").containers.count() == 2
