"""Kilograms end where waste is treated and where it leaves the country, and not on anybody's word elsewhere."""

from decimal import Decimal

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities.errors import Refusal
from facilities.models import Facility, ManagementPlan, Notice, PlanLine
from facilities.notices import words
from manifests.access import allowed_actions
from manifests.actions.tell_authority import TASK, tell_authority
from manifests.actions.treat_part import treat_part
from manifests.actions.treat_together import treat_together
from manifests.custody import perform
from manifests.models import WasteBatch

HOW = {"method": "D10"}
ABROAD = {"notice": "x", "country": "Malaysia", "receiver": "y"}


def test_a_site_that_treats_nothing_treats_nothing_by_any_door(walk, people, client):
    batch = walk.stored()
    for deed in (
        lambda: perform(batch, "treat", by=people.clerk, data=HOW),
        lambda: treat_part(batch, by=people.clerk, method="D10", kg=Decimal(10)),
        lambda: treat_together([batch], by=people.clerk, method="D10"),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "not_a_disposal_site"
    client.force_login(people.clerk)
    answer = client.post(f"/api/batches/{batch.pk}/treat/", HOW, content_type="application/json")
    assert answer.status_code in (409, 422) and answer.json()["code"] == "not_a_disposal_site"
    batch = WasteBatch.objects.get(pk=batch.pk)
    assert (batch.state, batch.kg) == ("stored", 1000)
    assert "treat" not in {row.action for row in allowed_actions(people.clerk, batch)}


def test_who_treats_its_own_waste_treats_that_and_no_other(walk, people, city):
    Facility.objects.filter(pk__in=(city.generator.pk, city.collector.pk)).update(treats_own_waste=True)
    own = WasteBatch.objects.with_particulars().get(pk=walk.stored().pk)
    assert "treat" in {row.action for row in allowed_actions(people.clerk, own)}
    event = perform(own, "treat", by=people.clerk, data=HOW).event
    assert event.warnings == []  # a permit is for the waste of others (Order 408)
    taken = walk.judged(manifest=walk.arrived(consignee=city.collector)).lines.get().batch
    with pytest.raises(Refusal) as refused:
        perform(taken, "treat", by=people.collector, data=HOW)
    assert refused.value.code == "not_a_disposal_site"


def test_its_own_treatment_is_offered_on_the_batch_s_page(client, walk, people, city):
    batch = walk.stored()
    client.force_login(people.clerk)
    address = reverse("manifests:treat_batch", args=[batch.pk])
    assert address not in client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()
    Facility.objects.filter(pk=city.generator.pk).update(treats_own_waste=True)
    assert address in client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()
    assert client.get(address).status_code == 200


def test_waste_that_leaves_the_country_is_told_to_the_authority(walk, people, city):
    """Order 47 of 2008: the notice's number stands for the permit's, and nobody here sees the notice."""
    batch = walk.stored()
    event = perform(batch, "export", by=people.clerk, data=ABROAD).event
    assert [row["code"] for row in event.warnings] == ["exported"]
    (job,) = ProcrastinateJob.objects.filter(task_name=TASK)
    tell_authority(**job.args)
    (notice,) = Notice.objects.filter(kind="authority")
    assert notice.person == people.district_regulator
    assert "1,000 kg of 900-249-08" in words(notice) and "for y, Malaysia: notice x." in words(notice)


@pytest.mark.parametrize("lacking", ["line", "plan"])
def test_an_export_that_no_plan_names_is_told_and_recorded(walk, people, lacking):
    batch = walk.stored()
    PlanLine.objects.filter(code="900-249-08").delete()
    if lacking == "plan":
        PlanLine.objects.all().delete()
        ManagementPlan.objects.all().delete()
    event = perform(batch, "export", by=people.clerk, data=ABROAD).event
    assert [row["code"] for row in event.warnings] == ["exported", "export_not_planned"]
    assert WasteBatch.objects.get(pk=batch.pk).state == "exported"
