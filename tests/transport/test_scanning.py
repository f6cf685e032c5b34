"""What a phone reads: addresses, numbers, container codes; each kept, and each wrong one told in words."""

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.documents import form_of
from manifests.printed import Mistyped, NotOurs, Printed, read_printed
from manifests.tokens import container_url, manifest_url
from transport.devices import device_label
from transport.models import Scan


def found(browser, code):
    return browser.get(reverse("transport:found"), {"code": code})


def page(manifest) -> str:
    return reverse("transport:drive_manifest", args=[manifest.pk])


def test_every_way_to_say_the_number_leads_to_the_load(at, walk, people):
    manifest = walk.assigned(walk.stored("1000", container_count=5, container_litres="200"))
    container = manifest.lines.get().batch.containers.first()
    ways = [
        form_of(manifest).url,
        form_of(manifest).url.replace("http://127.0.0.1:8000", "") + "/",
        manifest_url(manifest.number),
        manifest_url(manifest.number) + "/",
        manifest_url(manifest.number).replace("http://127.0.0.1:8000", ""),
        manifest.number,
        manifest.number.lower(),
        str(manifest),
        container_url(container.digital_id),
        container.digital_id,
    ]
    for code in ways:
        assert found(at.driver, code).url == page(manifest), code
    scans = Scan.objects.order_by("id")
    assert [scan.text for scan in scans] == ways
    assert {(scan.manifest, scan.person) for scan in scans} == {(manifest, people.driver)}
    assert scans[0].device == "Chrome · Android · V2031A"


def test_container_of_what_was_left_over_leads_to_the_child(at, walk):
    parent = walk.judged("part", manifest=walk.arrived(walk.stored("1000", container_count=5, container_litres="200")))
    container = parent.lines.get().batch.containers.first()
    assert found(at.driver, container.digital_id).url == page(parent.children.get())


def wrong_check_character(number: str) -> str:
    return number[:-1] + ("A" if number[-1] != "A" else "B")


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda m: "https://example.com/pay?x=1", 422, "This is not a Liandan code."),
        (lambda m: "hello", 422, "This is not a Liandan code."),
        (lambda m: "http://[broken", 422, "This is not a Liandan code."),
        (lambda m: form_of(m).url[:-1], 422, "This is not a Liandan code."),
        (lambda m: form_of(m).url.replace("#", "A#"), 422, "This is not a Liandan code."),
        (lambda m: f"/v/{m.number}#", 422, "This is not a Liandan code."),
        (lambda m: manifest_url(m.number)[:-1], 422, "This is not a Liandan code."),
        (lambda m: manifest_url(m.number)[:-1] + "é", 422, "This is not a Liandan code."),
        (lambda m: wrong_check_character(m.number), 422, "The number does not add up."),
        (lambda m: "9" * 37, 422, "The number does not add up."),
        (lambda m: "x" * 3000, 422, "This is not a Liandan code."),
        (lambda m: "a\x00b", 422, "This is not a Liandan code."),
    ],
)
def test_wrong_code_is_told_and_kept(at, walk, spoil, status, said):
    code = spoil(walk.assigned())
    response = found(at.driver, code)
    assert response.status_code == status
    assert said in response.content.decode()
    scan = Scan.objects.get()
    assert scan.manifest is None
    assert scan.text == code.replace("\x00", "")[:500]


def test_load_of_somebody_else_and_one_that_does_not_exist_look_the_same(at, walk, people, fleet):
    manifest = walk.assigned()
    draft = walk.draft()
    perform(draft, "issue", by=people.clerk)
    draft.refresh_from_db()
    answers = {found(at.second_driver, code) for code in (manifest.number, draft.number)}
    for response in answers:
        assert response.status_code == 404
        text = response.content.decode()
        assert "This is not on your trips." in text
        assert "tel:0519-0000" in text  # the dispatcher
    assert Scan.objects.filter(manifest=None).count() == 2


def test_scan_without_a_code_asks_again(at, fleet):
    assert found(at.driver, " ").url == reverse("transport:scan")


def test_scan_page_may_run_the_decoder_and_use_the_camera(at, fleet):
    response = at.driver.get(reverse("transport:scan"))
    assert "script-src 'self' 'wasm-unsafe-eval'" in response.headers["Content-Security-Policy"]
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    assert f'data-resolve-url="{reverse("transport:found")}"' in response.content.decode()
    assert "wasm" not in at.driver.get(reverse("transport:driver_home")).headers["Content-Security-Policy"]


def test_spaces_hyphens_and_case_are_forgiven():
    assert read_printed(" ld3204 26-0000001 m") == Printed("manifest", "LD3204260000001M")


@pytest.mark.parametrize("text", ["", "12345678901234", "LD", "/q/LD3204260000001M/AAAAAAAAAA", "/admin/", "//"])
def test_what_is_not_ours(text):
    with pytest.raises(NotOurs):
        read_printed(text)


def test_number_with_one_wrong_digit():
    with pytest.raises(Mistyped):
        read_printed("LD3204260000002M")


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/129.0 Mobile", "Chrome · Android"),
        ("Mozilla/5.0 (Linux; Android 12; JAD-AL50 Build/HUAWEI) MicroMessenger/8.0", "WeChat · Android · JAD-AL50"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_device_is_named_briefly(agent, label):
    assert device_label(agent) == label
