"""An officer at the roadside scans a paper: genuine or not, with a network or without, in both languages."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from facilities.clock import standing_at
from manifests.actions.new_key import new_key
from manifests.actions.retire_key import retire_key
from manifests.custody import perform
from manifests.documents import form_of
from manifests.models import Manifest, PublicKey
from manifests.proofs import token
from manifests.signing import current_key
from tests import spoiled
from tests.browser import needs_chromium
from tests.journeys.desk import PHONE, Desk, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]

GENUINE, NOT_GENUINE = ("Genuine", "verdict"), ("Not genuine", "verdict")


def verdict(desk: Desk) -> str:
    """The heading that is to be seen, once the page has made up its mind."""
    heading = desk.page.locator("h1:visible")
    expect(heading).not_to_have_text(said("Checking…", language=desk.language))
    expect(desk.page.locator('[data-live="asking"]')).to_be_hidden()
    return heading.inner_text()


def opened(desk: Desk, address: str) -> Desk:
    """As the phone's camera does it: in a tab of its own."""
    desk.page.goto("about:blank")
    desk.page.goto(address)
    verdict(desk)
    return desk.look()


def settled(desk: Desk) -> Desk:
    """Wait until the page is kept for when there is no network."""
    desk.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return desk


def changed(address: str) -> str:
    """One character of the signature, another one in its place; never the last, which stands for less than others."""
    at = len(address) - 10
    return address[:at] + ("0" if address[at] != "0" else "1") + address[at + 1 :]


@pytest.fixture
def officer(phone) -> Desk:
    return phone


def test_a_paper_is_genuine_and_says_what_it_says(officer, walk):
    manifest = walk.in_transit()
    opened(officer, form_of(manifest).url)
    assert verdict(officer) == said(*GENUINE)
    officer.sees(str(manifest), "1,000", "900-249-08", "Generator Ltd", "Carrier Ltd", "Furnace Ltd", "苏D12345")
    officer.sees(said("The live record says the same."), said("Key list fetched:"))
    officer.does_not_see("undefined").does_not_see("NaN")


def test_it_is_genuine_without_a_network_after_one_visit(officer, walk):
    manifest, other = walk.in_transit(), walk.in_transit()
    settled(opened(officer, form_of(manifest).url))
    officer.page.evaluate(OLDER, reverse("manifests:verify_keys"))
    officer.context.set_offline(True)
    officer.wrong.clear()
    for load in (manifest, other):  # the second was never opened with a network
        opened(officer, form_of(load).url)
        assert verdict(officer) == said(*GENUINE)
        officer.sees(str(load), said("No network: what has happened since is not known here."))
        expect(officer.page.locator("[data-fill=keys-age]")).to_have_text(re.compile(r"3\s*天前"))
        expect(officer.page.locator("[data-keys-old]")).to_be_hidden()
    opened(officer, changed(form_of(manifest).url))
    assert verdict(officer) == said(*NOT_GENUINE)
    opened(officer, f"{officer.house}/v/{spoiled.NUMBER}#{token.sign(spoiled.CLAIMS, spoiled.STRANGE)}")
    assert verdict(officer) == said("Cannot be checked here")
    officer.context.set_offline(False)


def test_a_newer_page_is_not_mixed_with_the_files_that_are_kept(officer, walk, monkeypatch):
    address = form_of(walk.in_transit()).url
    settled(opened(officer, address))
    officer.page.evaluate(BROKEN)
    monkeypatch.setattr("manifests.views.verify.version", lambda: "newer")
    opened(officer, address)
    assert verdict(officer) == said(*GENUINE)


# As if a module had been written anew since.
BROKEN = """async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("liandan-verify-")) continue;
    const old = new Response("old", { headers: { "Content-Type": "text/javascript" } });
    await (await caches.open(name)).put("/static/liandan/js/verify/token.js", old);
  }
}"""

# As if the keys had been fetched three days ago.
OLDER = """async (address) => {
  const shelf = await caches.open("liandan-keys");
  const list = await (await shelf.match(address)).json();
  await shelf.put(address, new Response(JSON.stringify({ ...list, at: list.at - 3 * 86400000 })));
}"""


def test_what_is_spoiled_is_not_genuine(officer, walk):
    manifest, other = walk.in_transit(), walk.in_transit()
    address = form_of(manifest).url
    found = {
        changed(address): "The signature does not fit: the code was changed after it was signed.",
        address[:-9]: "This is no code of ours, or it was read badly. Scan it again.",
        address.replace(manifest.number, other.number): "The address names another manifest than the code.",
        f"{officer.house}/v/{spoiled.NUMBER}#{token.sign(spoiled.CLAIMS, spoiled.STRANGE)}": (
            "It is signed with a key that is not ours."
        ),
    }
    for spoilt, why in found.items():
        opened(officer, spoilt)
        assert verdict(officer) == said(*NOT_GENUINE), spoilt
        officer.sees(said(why), said("Do not accept this paper. Tell the environmental authority."))
        officer.does_not_see("Generator Ltd")


def test_a_retired_key_proves_what_came_before_and_nothing_after(officer, walk, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path
    PublicKey.objects.all().delete()
    old = new_key()
    manifest = walk.in_transit()
    before = form_of(manifest).url
    claims = token.verify(before.partition("#")[2], lambda name: spoiled.Published(old.public))
    new_key()
    with standing_at(timezone.now() + timedelta(minutes=1)), transaction.atomic():
        retire_key(old.name)
    opened(officer, before)
    assert verdict(officer) == said(*GENUINE)
    later = token.sign(type(claims)(**{**vars(claims), "recorded_at": timezone.now() + timedelta(minutes=1)}), old)
    opened(officer, f"{officer.house}/v/{manifest.number}#{later}")
    assert verdict(officer) == said(*NOT_GENUINE)
    officer.sees(said("It is signed with a key that had been retired by then."))


def test_what_happened_since_is_said_plainly(officer, walk, people):
    manifest = walk.in_transit()
    printed = form_of(manifest).url
    perform(manifest, "arrive", by=people.driver)
    opened(officer, printed)
    assert verdict(officer) == said(*GENUINE)
    officer.sees(said("This has changed since the paper was printed"), said("Arrived"))
    received = walk.judged(manifest=Manifest.objects.get(pk=manifest.pk))
    opened(officer, printed)
    assert verdict(officer) == said("Genuine, but used up")
    officer.sees(said("Accepted", "state"))
    perform(received, "freeze", by=people.city_regulator, data={"reason": "look"})
    opened(officer, printed).sees(said("An authority holds this manifest"))
    perform(received, "void", by=people.city_regulator, data={"reason": "typed twice"})
    opened(officer, printed)
    assert verdict(officer) == said("No longer valid")
    officer.sees(said("Voided", "state")).does_not_see("typed twice")


def test_a_paper_made_with_a_stolen_key_is_not_on_record(officer, walk):
    manifest = walk.in_transit()
    claims = token.verify(form_of(manifest).url.partition("#")[2], lambda name: spoiled.Published(current_key().public))
    forged = token.sign(type(claims)(**{**vars(claims), "event_hash": "00" * 16}), current_key())
    opened(officer, f"{officer.house}/v/{manifest.number}#{forged}")
    assert verdict(officer) == said(*NOT_GENUINE)
    officer.sees(said("The signature fits, but the record knows no such entry: somebody may have stolen a key."))


def test_the_other_language_keeps_the_code(officer, walk):
    manifest = walk.in_transit()
    opened(officer, form_of(manifest).url)
    officer.language = "en"
    officer.press("English")
    assert verdict(officer) == "Genuine"
    officer.sees(str(manifest), "The live record says the same.")


def test_a_pasted_code_is_checked_here_and_sent_nowhere(officer, walk):
    manifest = walk.in_transit()
    opened(officer, f"{officer.house}/v/").look()
    asked = []
    officer.page.on("request", lambda request: asked.append(request.url))
    officer.fill("t", form_of(manifest).url)
    officer.page.get_by_role("button", name=said("Check", "a code")).tap()
    expect(officer.page.locator("h1:visible")).to_have_text(said(*GENUINE))
    officer.sees(str(manifest))
    assert [url for url in asked if "t=" in url] == []


def test_a_second_code_in_the_same_tab_is_checked_anew(officer, walk):
    first, second = walk.in_transit(), walk.in_transit()
    opened(officer, form_of(first).url)
    officer.page.goto(form_of(first).url[:-9])  # only what stands behind the # is another
    expect(officer.page.locator("h1:visible")).to_have_text(said(*NOT_GENUINE))
    officer.page.goto(form_of(second).url)
    officer.sees(str(second))


def test_without_script_the_server_checks(chromium, house, walk):
    manifest = walk.in_transit()
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(form_of(manifest).url)
    page.locator("[name=t]").fill(form_of(manifest).url)
    page.get_by_role("button", name=said("Check", "a code")).tap()
    expect(page.locator("h1:visible")).to_have_text(said(*GENUINE))
    expect(page.locator("main")).to_contain_text(str(manifest))
    context.close()


def test_a_browser_that_cannot_check_says_so(officer, walk):
    officer.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    opened(officer, form_of(walk.in_transit()).url)
    assert verdict(officer) == said("Cannot be checked here")
    expect(officer.page.locator("[name=t]")).to_be_visible()


CHECK = """async ({ keys, cases, number }) => {
  const { verify } = await import("/static/liandan/js/verify/token.js");
  const found = {};
  for (const [name, text] of cases) {
    found[name] = await verify(text, keys, number).then(() => "", (error) => error.reason ?? String(error));
  }
  return found;
}"""


def test_the_browser_judges_every_token_as_the_server_does(officer):
    cases = spoiled.cases()
    opened(officer, f"{officer.house}/v/")
    keys = [published.record for published in spoiled.PUBLISHED.values()]
    found = officer.page.evaluate(CHECK, {"keys": keys, "cases": cases, "number": spoiled.NUMBER})
    assert found == {name: reason for name, _text, reason in cases}
