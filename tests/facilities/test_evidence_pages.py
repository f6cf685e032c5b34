"""The pages of papers and their copies: adding one, looking at it, withdrawing it; and how its bytes are sent."""

import pytest
from django.urls import reverse

from facilities.actions.withdraw_evidence import withdraw_evidence
from facilities.models import Evidence, EvidenceUse, Permit
from tests.city import contract, facility
from tests.files import attached, jpeg, pdf, put, sent


@pytest.fixture
def permit(city) -> Permit:
    return Permit.objects.get(number="P-SITE")


@pytest.fixture
def receiver(client, people):
    client.force_login(people.receiver)
    return client


def page_of(row, kind="permit") -> str:
    return reverse("facilities:credential", args=[kind, row.pk])


def attaching(row, subject="permit") -> str:
    return reverse("facilities:attach", args=[subject, row.pk])


def test_a_copy_of_a_permit_is_added_from_its_page(receiver, permit):
    assert attaching(permit) in receiver.get(page_of(permit)).content.decode()
    response = receiver.post(
        attaching(permit),
        {"file": [sent(jpeg("red")), sent(pdf(2), "b.pdf")], "kind": "permit", "words": "front and back"},
        follow=True,
    )
    assert response.redirect_chain and "2 files are attached." in response.content.decode()
    assert EvidenceUse.objects.filter(subject="permit", subject_id=permit.pk).count() == 2
    assert receiver.get(page_of(permit)).content.decode().count("front and back") == 2
    listed = receiver.get(reverse("facilities:credentials"), {"kind": "permit"})
    assert [len(line["files"]) for line in listed.context["shown"]] == [2]


def test_who_must_verify_it_sees_it_and_adds_nothing(client, people, permit, city):
    file = attached(people.receiver, city.site.enterprise, "permit", permit)
    client.force_login(people.clerk)
    page = client.get(attaching(permit))
    assert page.status_code == 200 and "<form class" not in page.content.decode().split("<main")[1]
    assert client.get(file.get_absolute_url()).status_code == 200
    assert client.post(attaching(permit), {"file": sent(jpeg()), "kind": "permit"}).status_code == 403


def test_a_bad_file_is_named_and_nothing_is_kept(receiver, permit):
    response = receiver.post(
        attaching(permit), {"file": [sent(jpeg()), sent(b"x", "notes.txt")], "kind": "permit", "words": "kept words"}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "notes.txt: Send a photograph as JPEG or PNG, or a scan as PDF." in text
    assert "kept words" in text
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"kind": "permit"}, "Choose a file."),
        ({"file": "text where a file should be", "kind": "permit"}, "Choose a file."),
        ({"file": sent(b""), "kind": "permit"}, "The file is empty."),
        ({"file": sent(jpeg()), "kind": "poem"}, "Select a valid choice"),
        ({"file": sent(jpeg()), "kind": "permit", "words": "x" * 201}, "at most 200"),
        ({"file": sent(jpeg()), "kind": "permit", "words": "a\x00b"}, "Null characters"),
        ({"file": [sent(jpeg()) for _each in range(11)], "kind": "permit"}, "At most 10 files"),
    ],
)
def test_what_a_form_may_hold(receiver, permit, said, complaint):
    response = receiver.post(attaching(permit), said)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_picture_is_shown_and_runs_nothing(receiver, people, city):
    file = put(people.receiver, city.site.enterprise, jpeg())
    response = receiver.get(reverse("facilities:evidence_file", args=[file.pk]))
    assert response.content == jpeg()
    told = {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
    assert told == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["Content-Disposition"].startswith("inline; filename=")
    small = receiver.get(reverse("facilities:evidence_small", args=[file.pk]))
    assert small.headers["Content-Type"] == "image/jpeg" and 0 < len(small.content) < 30_000
    assert small.headers["Cache-Control"] == "private, no-store"


def test_a_pdf_is_a_download_and_has_no_small_picture(receiver, people, city):
    file = put(people.receiver, city.site.enterprise, pdf(), name='"; x=.html')
    response = receiver.get(reverse("facilities:evidence_file", args=[file.pk]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="permit-{file.sha256[:12]}.pdf"'
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert receiver.get(reverse("facilities:evidence_small", args=[file.pk])).status_code == 404


def test_what_one_may_not_see_is_not_there(client, people, city):
    file = put(people.receiver, city.site.enterprise)
    for name in ("clerk", "driver", "other_regulator"):
        client.force_login(getattr(people, name))
        for page in ("evidence", "evidence_file", "evidence_small"):
            assert client.get(reverse(f"facilities:{page}", args=[file.pk])).status_code == 404, (name, page)


def test_it_is_withdrawn_on_its_page_and_says_so(receiver, people, city, permit):
    file = attached(people.receiver, city.site.enterprise, "permit", permit, words="Permit, page 1")
    assert receiver.post(file.get_absolute_url(), {}).status_code == 422
    page = receiver.post(file.get_absolute_url(), {"reason": "an old one"}, follow=True).content.decode()
    assert "an old one" in page and "Withdraw it" not in page
    assert "<strong>withdrawn</strong>" in receiver.get(page_of(permit)).content.decode()


def test_a_stranger_withdraws_nothing(client, people, city, permit):
    file = attached(people.receiver, city.site.enterprise, "permit", permit)
    client.force_login(people.clerk)
    assert client.post(file.get_absolute_url(), {"reason": "x"}).status_code == 403
    file.refresh_from_db()
    assert file.withdrawn_at is None


def test_the_list_is_the_own_firms_and_narrows_by_kind(receiver, people, city):
    put(people.receiver, city.site.enterprise, jpeg("red"), words="Red one")
    put(people.receiver, city.site.enterprise, jpeg("blue"), kind="training", words="Blue one")
    put(people.clerk, city.generator.enterprise, jpeg("green"), words="Green one")
    page = receiver.get(reverse("facilities:evidence_list")).content.decode()
    assert "Red one" in page and "Blue one" in page and "Green one" not in page
    page = receiver.get(reverse("facilities:evidence_list"), {"kind": "training"}).content.decode()
    assert "Red one" not in page and "Blue one" in page
    for odd in ("poem", "\x00", "training' OR 1=1"):
        assert receiver.get(reverse("facilities:evidence_list"), {"kind": odd}).status_code == 200


def test_papers_are_found_by_number_and_by_the_other_party(client, people, city):
    for number in range(55):
        other = facility(100 + number, f"Receiver {number:02}", "320402", is_disposal_site=True)
        contract(city.generator, other)
    client.force_login(people.clerk)
    assert "before=" in client.get(reverse("facilities:credentials")).content.decode()
    found = client.get(reverse("facilities:credentials"), {"q": "receiver 54"}).content.decode()
    assert "C-Generator-Receiver 54" in found and "Receiver 53" not in found
    assert client.get(reverse("facilities:credentials"), {"q": "a\x00b" * 90}).status_code == 200


def test_the_papers_cost_the_same_however_many(client, people, city, django_assert_max_num_queries):
    client.force_login(people.clerk)
    rows = [contract(city.generator, facility(100 + n, f"R{n}", "320402", is_disposal_site=True)) for n in range(20)]
    for row in rows:
        attached(people.clerk, city.generator.enterprise, "contract", row, jpeg((row.pk.int % 255, 1, 1)))
    with django_assert_max_num_queries(9):  # session, person, roles; five kinds; their files
        assert client.get(reverse("facilities:credentials")).status_code == 200


def test_officials_find_it_by_kind_and_firm(client, people, city, permit, django_assert_max_num_queries):
    file = attached(people.receiver, city.site.enterprise, "permit", permit, words="Permit, page 1")
    put(people.clerk, city.generator.enterprise, jpeg("red"), kind="training", words="Training of May")
    withdraw_evidence(file, by=people.receiver, reason="an old one")
    client.force_login(people.city_regulator)
    where = reverse("admin:facilities_evidence_changelist")
    with django_assert_max_num_queries(6):
        page = client.get(where).content.decode()
    assert "Permit, page 1" in page and "Training of May" in page
    assert "Permit, page 1" not in client.get(where, {"kind": "training"}).content.decode()
    assert "Permit, page 1" in client.get(where, {"q": "Furnace"}).content.decode()
    assert "Permit, page 1" in client.get(where, {"q": file.sha256[:20]}).content.decode()
    with django_assert_max_num_queries(6):
        detail = client.get(reverse("admin:facilities_evidence_change", args=[file.pk])).content.decode()
    assert file.sha256 in detail and "an old one" in detail
    client.force_login(people.other_regulator)
    assert "Training of May" not in client.get(where).content.decode()


def test_nothing_else_can_be_attached_to(receiver, permit):
    for subject, key in (("nothing", permit.pk), ("contract", permit.pk)):
        assert receiver.get(reverse("facilities:attach", args=[subject, key])).status_code == 404
