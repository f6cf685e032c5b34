"""What a gate refuses or finds otherwise is told at once, put on paper, and acknowledged once (Order 23, Art. 18)."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Notice
from facilities.notices import words
from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.actions.tell_discrepancy import TASK, tell_discrepancy
from manifests.custody import perform
from manifests.documents.discrepancy_notice import draw, html, notice_of
from manifests.models import Manifest
from manifests.narrative import told
from tests.api import Api
from tests.city import TIANNING, WUJIN, official
from tests.walk import judgement


def paper(manifest) -> str:
    """What the notice says, tags taken out."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(notice_of(manifest))))


def job_waits(manifest) -> bool:
    return ProcrastinateJob.objects.filter(task_name=TASK, args={"pk": str(manifest.pk)}).exists()


@pytest.mark.parametrize(
    ("opinion", "line", "is_told"),
    [
        ("accept", {}, False),
        ("accept", {"weighed_kg": "950"}, False),  # 5 %, and less than 100 kg
        ("accept", {"weighed_kg": "899.999"}, True),  # more than both
        ("accept", {"residue_kg": "20"}, False),  # nothing is otherwise than the manifest says
        ("accept", {"significant_difference": "blue drums"}, True),
        ("accept", {"misfits": ["packaging"]}, True),
        ("part", {}, True),
        ("refuse", {}, True),
    ],
)
def test_what_must_be_told_is_told(walk, opinion, line, is_told):
    manifest = walk.judged(opinion, **line)
    assert (manifest.discrepancy_at is not None) is is_told
    assert job_waits(manifest) is is_told


def test_what_rides_home_is_told_to_nobody(walk, people):
    home = walk.judged("refuse").children.get()
    perform(home, "arrive", by=people.driver)
    lines = [judgement(line, weighed_kg="500") for line in home.lines.all()]
    taken = perform(home, "receive", by=people.clerk, data={"lines": lines}).subject
    assert taken.received_at and taken.discrepancy_at is None


def test_the_desk_and_the_nearest_office_of_the_receiving_place_are_told_once(walk, people):
    manifest = walk.judged("part")
    assert tell_discrepancy(str(manifest.pk)) == 2
    tell_discrepancy(str(manifest.pk))
    notices = {notice.person.username: notice for notice in Notice.objects.filter(kind="discrepancy")}
    # The furnace lies in Tianning, which has no office of its own here; the generator's district is not told.
    assert set(notices) == {"clerk", "city_regulator"}
    assert notices["clerk"].path == reverse("manifests:manifest", args=[manifest.pk])
    assert notices["city_regulator"].path.startswith("/admin/")
    assert "accepted 500.000 of 1000.000 kg" in words(notices["clerk"])
    with override("zh-hans"):
        assert "接受异常通知" in words(notices["clerk"])


def test_a_district_with_an_office_hears_before_the_city(walk):
    official("tianning", TIANNING)
    tell_discrepancy(str(walk.judged("refuse").pk))
    assert set(Notice.objects.filter(kind="discrepancy").values_list("person__username", flat=True)) == {
        "clerk",
        "tianning",
    }


def test_what_the_desk_has_seen_meanwhile_is_told_to_the_authority_alone(walk, people):
    manifest = walk.judged("refuse")
    perform(manifest, "acknowledge", by=people.clerk)
    assert tell_discrepancy(str(manifest.pk)) == 1
    assert Notice.objects.get(kind="discrepancy").person == people.city_regulator


def test_the_consignor_acknowledges_once_with_name_and_time(walk, people):
    manifest = walk.judged("part")
    done = perform(manifest, "acknowledge", by=people.clerk, data={"note": "drums are being checked"})
    assert done.subject.state == "partially_accepted"
    assert done.subject.acknowledged_at == done.event.happened_at
    assert (done.event.person_name, done.event.on_behalf_of) == ("clerk", "Generator Ltd")
    assert "seen" in str(told([done.event])[0]["title"])
    with pytest.raises(Refusal) as refused:
        perform(manifest, "acknowledge", by=people.clerk)
    assert refused.value.code == "acknowledged_already"


def test_only_its_consignor_acknowledges(walk, people):
    manifest = walk.judged("part")
    for person in (people.receiver, people.city_regulator, people.reader):
        with pytest.raises(NotPermitted):
            perform(manifest, "acknowledge", by=person)
    with pytest.raises(NotThere):
        perform(manifest, "acknowledge", by=people.outsider)


def test_a_closed_manifest_is_still_acknowledged_and_a_voided_one_is_not(walk, people):
    closed = perform(walk.judged(significant_difference="wet"), "close", by=people.receiver).subject
    assert perform(closed, "acknowledge", by=people.clerk).subject.state == "closed"
    voided = perform(walk.judged(significant_difference="wet"), "void", by=people.city_regulator, data={"reason": "x"})
    with pytest.raises(Refusal) as refused:
        perform(voided.subject, "acknowledge", by=people.clerk)
    assert refused.value.code == "transition_not_allowed"


def test_what_nobody_has_seen_is_found_by_officials_and_on_the_to_do_page(walk, people, client):
    unseen, seen, voided = (walk.judged(significant_difference="wet") for _each in range(3))
    perform(seen, "acknowledge", by=people.clerk)
    perform(voided, "void", by=people.city_regulator, data={"reason": "twice"})
    assert list(Manifest.objects.unseen()) == [unseen]
    client.force_login(people.city_regulator)
    shown = client.get(reverse("admin:manifests_manifest_changelist"), {"watch": "unseen"}).content.decode()
    assert str(unseen) in shown and str(seen) not in shown
    client.force_login(people.clerk)
    assert "Discrepancy notices to acknowledge" in client.get(reverse("manifests:todo")).content.decode()
    listed = client.get(reverse("manifests:manifests"), {"state": "unseen"}).content.decode()
    assert str(unseen) in listed and str(seen) not in listed


def test_the_notice_says_what_the_receipt_froze(walk):
    line = {"weighed_kg": "850", "accepted_kg": "800", "reason": "too wet", "misfits": ["quantity", "property"]}
    manifest = walk.judged("part", **line, significant_difference="more water")
    text = paper(manifest)
    child = manifest.children.get()
    for words_ in (
        str(manifest), "Generator Ltd", "Furnace Ltd", "江苏省常州市天宁区生态环境主管部门", "1,000.000", "850.000",
        "-150.000", "-15.00 %", "800.000", "部分接受", "too wet", "more water", "✓ 数量", "✓ 特性", "50.000 kg",
        str(child), "第十八条", "尚未确认知悉",
    ):  # fmt: skip
        assert words_ in text, words_
    assert "✓ 名称" not in text


def test_the_notice_goes_on_to_say_who_has_seen_it(walk, people):
    manifest = walk.judged("refuse")
    before = html(notice_of(manifest))
    seen = perform(manifest, "acknowledge", by=people.clerk, data={"note": "sending another truck"}).subject
    after = paper(seen)
    assert "尚未确认知悉" in before and "尚未确认知悉" not in after
    assert "clerk（Generator Ltd）" in after and "sending another truck" in after


def test_a_line_without_a_discrepancy_is_only_counted(walk, people):
    manifest = walk.arrived(walk.stored("100"), walk.stored("200"))
    first, second = manifest.lines.order_by("position")
    lines = [judgement(first), judgement(second, "refuse")]
    text = paper(perform(manifest, "receive", by=people.receiver, data={"lines": lines}).subject)
    assert "第 2 行" in text and "第 1 行" not in text and "1 other line without" in text
    assert "未称重" not in text and "200.000" in text


def test_the_notice_is_an_archive_document(walk):
    document = draw(notice_of(walk.judged("refuse")))
    assert document.startswith(b"%PDF-1.7")


def test_who_reads_the_notice(walk, people, client):
    manifest, fine = walk.judged("part"), walk.judged()
    address = reverse("manifests:discrepancy_pdf", args=[manifest.pk])
    for name, status in (("clerk", 200), ("receiver", 200), ("city_regulator", 200), ("outsider", 404)):
        client.force_login(getattr(people, name))
        assert client.get(address).status_code == status, name
    client.force_login(people.clerk)
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(reverse("manifests:discrepancy_pdf", args=[fine.pk])).status_code == 404


def test_pages_lead_to_it_and_the_consignor_answers_there(walk, people, client):
    manifest = walk.judged("part")
    address = reverse("manifests:discrepancy_pdf", args=[manifest.pk])
    client.force_login(people.receiver)
    assert address in client.get(reverse("manifests:received", args=[manifest.pk])).content.decode()
    client.force_login(people.city_regulator)
    assert address in client.get(reverse("admin:manifests_manifest_change", args=[manifest.pk])).content.decode()
    client.force_login(people.clerk)
    page = client.get(manifest.get_absolute_url()).content.decode()
    assert address in page and "Not seen by the consignor yet" in page
    act = reverse("manifests:act", args=[manifest.pk, "acknowledge"])
    assert act in page
    client.post(act, {"note": "", "idempotency_key": "once"})
    page = client.get(manifest.get_absolute_url()).content.decode()
    assert act not in page and "Seen by clerk (Generator Ltd)" in page


def test_through_the_api(walk, people):
    manifest = walk.judged("part", misfits=["form"])
    at, clerk = f"/api/manifests/{manifest.pk}/", Api(people.clerk)
    said = clerk.get(f"{at}discrepancy/").json()
    assert said["seen"] is None and said["authority"].endswith("天宁区")
    (line,) = said["lines"]
    assert (line["declared_kg"], line["accepted_kg"], line["rest_kg"]) == ("1000.000", "500.000", "500.000")
    assert (line["difference_kg"], line["misfits"]) == ("0.000", ["form"])
    assert clerk.post(f"{at}acknowledge/", {"note": "ok"}).json()["manifest"]["acknowledged_at"]
    assert clerk.get(f"{at}discrepancy/").json()["seen"]["person"] == "clerk"
    assert clerk.get(f"/api/manifests/{walk.judged().pk}/discrepancy/").status_code == 404


def test_a_gram_that_weighs_a_hundred_tonnes_is_told_in_percent(walk, people):
    manifest = walk.judged("refuse", walk.arrived(walk.stored("0.001")), weighed_kg="100000")
    (line,) = Api(people.clerk).get(f"/api/manifests/{manifest.pk}/discrepancy/").json()["lines"]
    assert line["percent"] == "9999999900.00"


@pytest.mark.parametrize("sent", ["form", ["colour"], [["form"]], {"form": 1}, 7])
def test_what_is_not_on_the_laws_list_is_refused(walk, people, sent):
    manifest = walk.arrived()
    lines = [judgement(line, misfits=sent) for line in manifest.lines.all()]
    with pytest.raises(Refusal) as refused:
        perform(manifest, "receive", by=people.receiver, data={"lines": lines})
    assert [reason.field for reason in refused.value.all] == ["/lines/0/misfits"]


def test_a_correction_since_stands_under_what_was_signed(walk, people):
    manifest = walk.judged("part", weighed_kg="1000", accepted_kg="500")
    change = [{"field": "/lines/1/reason", "value": "half of it is water"}]
    amendment = propose(manifest, by=people.receiver, changes=change, reason="typed in a hurry")[0]
    agree(amendment, by=people.clerk)
    text = paper(Manifest.objects.get(pk=manifest.pk))
    assert "wet → half of it is water" in text and "理由 Reason wet" in text


def test_telling_costs_the_receipt_one_statement(walk, people, django_assert_max_num_queries):
    def cost(opinion: str) -> int:
        manifest = walk.arrived()
        lines = [judgement(line, opinion, **more) for line in manifest.lines.all()]
        with django_assert_max_num_queries(40) as asked:
            perform(manifest, "receive", by=people.receiver, data={"lines": lines})
        return len(asked)

    more: dict = {}
    plain = cost("accept")
    more = {"significant_difference": "wet"}
    assert cost("accept") <= plain + 1


def test_officials_of_another_place_are_not_told(walk, people):
    official("wujin", WUJIN)
    tell_discrepancy(str(walk.judged("refuse").pk))
    assert not Notice.objects.filter(person__username="wujin").exists()
    assert Decimal(Notice.objects.filter(kind="discrepancy").first().figures["accepted_kg"]) == 0


def corrected(walk, manifest, field: str, value: str):
    """A correction that both agree to."""
    change = [{"field": field, "value": value}]
    agree(propose(manifest, by=walk.people.receiver, changes=change, reason="typed wrongly")[0], by=walk.people.clerk)
    return Manifest.objects.get(pk=manifest.pk)


@pytest.mark.parametrize(
    ("field", "value", "is_told"),
    [
        ("/lines/1/accepted_kg", "900", False),  # 10 %, and not more than 100 kg
        ("/lines/1/accepted_kg", "899.999", True),
        ("/lines/1/accepted_kg", "1100.001", True),
        ("/lines/1/significant_difference", "blue drums", True),
        ("/remarks", "at the north gate", False),
        ("/lines/1/method", "R9", False),
    ],
)
def test_a_difference_that_a_correction_brings_to_light_is_told_as_one_at_the_gate(walk, people, field, value, is_told):
    manifest = corrected(walk, walk.closed(), field, value)
    assert (manifest.discrepancy_at is not None) is is_told
    jobs = ProcrastinateJob.objects.filter(task_name=TASK)
    assert [job.args for job in jobs] == ([{"pk": str(manifest.pk), "about": ""}] if is_told else [])
    event = manifest.events.order_by("-sequence").first()
    assert event.particulars.get("differences") == ([1] if is_told else None)
    if is_told:
        tell_discrepancy(str(manifest.pk), "")
        assert set(Notice.objects.filter(kind="discrepancy").values_list("person__username", flat=True)) == {
            "clerk",
            "city_regulator",
        }
        assert event.warnings and value.split(".")[0].replace("1100", "1,100") in paper(manifest)
        perform(manifest, "acknowledge", by=people.clerk)


def test_a_further_difference_is_told_anew_and_one_that_goes_is_not(walk, people):
    manifest = walk.judged("accept", walk.arrived(walk.stored("400"), walk.stored("600")))
    manifest = corrected(walk, manifest, "/lines/1/significant_difference", "blue drums")
    tell_discrepancy(str(manifest.pk))
    perform(manifest, "acknowledge", by=people.clerk)
    first = manifest.discrepancy_at
    manifest = corrected(walk, manifest, "/lines/2/significant_difference", "wet")
    assert manifest.discrepancy_at == first
    about = ProcrastinateJob.objects.filter(task_name=TASK).order_by("-id").first().args["about"]
    for _twice in range(2):
        tell_discrepancy(str(manifest.pk), about)
    assert Notice.objects.filter(kind="discrepancy", person=people.clerk).count() == 2
    assert Notice.objects.filter(kind="discrepancy", person=people.city_regulator).count() == 2
    jobs = ProcrastinateJob.objects.filter(task_name=TASK).count()
    corrected(walk, manifest, "/lines/2/significant_difference", "wet, and the drums are blue")
    corrected(walk, manifest, "/lines/2/significant_difference", "")
    assert ProcrastinateJob.objects.filter(task_name=TASK).count() == jobs
    text = paper(Manifest.objects.get(pk=manifest.pk))
    assert "第 1 行" in text and "第 2 行" in text and text.count("接受后经更正发现") == 2


def test_what_rides_home_is_corrected_without_a_notice(walk, people):
    home = walk.judged("refuse").children.get()
    perform(home, "arrive", by=people.driver)
    lines = [judgement(line) for line in home.lines.all()]
    taken = perform(home, "receive", by=people.clerk, data={"lines": lines}).subject
    change = [{"field": "/lines/1/significant_difference", "value": "wet"}]
    propose(taken, by=people.clerk, changes=change, reason="seen later")
    assert Manifest.objects.get(pk=taken.pk).discrepancy_at is None
