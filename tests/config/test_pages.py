import re

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.defaults import server_error

from config import settings as installed
from facilities import navigation
from tests.city import CITY, official

PASSWORD = "ten drums of oil"
LANGUAGES = ["zh-hans", "en"]


@pytest.fixture
def newcomer(db):
    """Somebody with an account and no role yet."""
    return get_user_model().objects.create_user(username="newcomer", password=PASSWORD, name="新人")


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    return navigation


def page_in(client, language, path, **extra):
    client.cookies["django_language"] = language
    return client.get(path, **extra)


def said(language: str, text: str) -> str:
    with translation.override(language):
        return gettext(text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_page_speaks_the_readers_language(client, language):
    text = page_in(client, language, reverse("sign_in")).content.decode()
    assert f'<html lang="{language}">' in text
    assert f"<h1>{said(language, 'Sign in')}</h1>" in text
    assert said(language, "Account") in text


@pytest.mark.django_db
def test_sign_in_page_is_chinese_by_default(client, settings):
    settings.LANGUAGE_CODE = installed.LANGUAGE_CODE  # the tests' own default is English
    assert '<html lang="zh-hans">' in client.get(reverse("sign_in")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_opens_the_house(client, newcomer, language):
    client.cookies["django_language"] = language
    response = client.post(reverse("sign_in"), {"username": "newcomer", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == reverse("home")
    assert client.session["_auth_user_id"] == str(newcomer.pk)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("username", "password"), [("newcomer", "wrong"), ("nobody", PASSWORD)])
def test_sign_in_with_wrong_words_says_so_without_saying_which(client, newcomer, language, username, password):
    client.cookies["django_language"] = language
    response = client.post(reverse("sign_in"), {"username": username, "password": password})
    assert response.status_code == 200
    assert (
        said(language, "The account or the password is wrong. Check capital letters and try again.")
        in response.content.decode()
    )
    assert "_auth_user_id" not in client.session


def test_sign_in_follows_an_address_of_this_site(client, newcomer):
    response = client.post(
        reverse("sign_in"), {"username": "newcomer", "password": PASSWORD, "next": "/admin/facilities/"}
    )
    assert response.url == "/admin/facilities/"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_sign_in_follows_no_address_elsewhere(client, newcomer, elsewhere):
    response = client.post(reverse("sign_in"), {"username": "newcomer", "password": PASSWORD, "next": elsewhere})
    assert response.url == reverse("home")


def test_signed_in_person_skips_the_sign_in_page(client, newcomer):
    client.force_login(newcomer)
    assert client.get(reverse("sign_in")).url == reverse("home")


def test_sign_out_ends_the_session_by_post_only(client, newcomer):
    client.force_login(newcomer)
    assert client.get(reverse("sign_out")).status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post(reverse("sign_out")).url == reverse("sign_in")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_home_asks_a_visitor_to_sign_in(client):
    assert client.get(reverse("home")).url == f"{reverse('sign_in')}?next=/"


def test_home_without_a_role_says_whom_to_ask(client, newcomer, entries):
    client.force_login(newcomer)
    response = client.get(reverse("home"))
    assert response.status_code == 200
    assert said("en", "You have no role yet") in response.content.decode()


def test_home_leads_to_the_first_page_of_the_reader(client, newcomer, entries):
    entries.register(20, "style", "Second", lambda standing: True)
    entries.register(10, "healthz", "First", lambda standing: True)
    entries.register(5, "sign_in", "Hidden", lambda standing: standing.is_regulator)
    client.force_login(newcomer)
    assert client.get(reverse("home")).url == reverse("healthz")


def test_home_leads_an_official_with_a_region_to_the_admin(client, db):
    client.force_login(official("official", CITY))
    assert client.get(reverse("home")).url == reverse("admin:index")


def test_home_tells_an_official_without_a_region_that_nothing_is_theirs(client, db):
    nobody_s = get_user_model().objects.create_user(username="o", password=PASSWORD, name="李局", is_staff=True)
    client.force_login(nobody_s)
    assert client.get(reverse("home")).status_code == 200


def test_navigation_marks_the_page_the_reader_is_on(client, newcomer, entries, settings):
    settings.LOCAL = True
    entries.register(10, "home", "Front", lambda standing: True)
    entries.register(20, "style", "Parts", lambda standing: True)
    client.force_login(newcomer)
    text = client.get(reverse("style")).content.decode()
    # once in the header's row, once in the phone's menu
    assert (
        re.findall(r'<a href="/style/" aria-current="page">Parts</a>', text)
        == ['<a href="/style/" aria-current="page">Parts</a>'] * 2
    )
    assert '<a href="/">Front</a>' in text


@pytest.mark.django_db
def test_language_switch_is_remembered(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("sign_in")})
    assert response.url == reverse("sign_in")
    assert '<html lang="en">' in client.get(reverse("sign_in")).content.decode()


@pytest.mark.django_db
def test_language_switch_leads_nowhere_else(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert response.url == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_address_gives_our_page(client, language):
    response = page_in(client, language, "/no/such/page/")
    assert response.status_code == 404
    text = response.content.decode()
    assert said(language, "This page does not exist") in text
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_page_needs_neither_database_nor_reader(language):
    with translation.override(language):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert said(language, "Something went wrong here") in response.content.decode()


@pytest.mark.django_db
def test_stale_form_is_explained():
    response = Client(enforce_csrf_checks=True).post(reverse("sign_in"), {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert said("en", "The page was open too long") in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/no/such/page/", "/admin/login/", "/healthz"])
def test_policy_allows_nothing_inline(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_scan_page_alone_may_run_the_decoder(client, settings):
    settings.LOCAL = True
    policy = client.get(reverse("style_part", args=["scan"])).headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["", "driver/", "scan/"])
def test_style_page_is_for_developers_only(client, settings, part):
    settings.LOCAL = settings.DEBUG = False
    assert client.get(f"/style/{part}").status_code == 404
    settings.LOCAL = True
    assert client.get(f"/style/{part}").status_code == 200


@pytest.mark.django_db
def test_pulse_while_the_database_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_pulse_when_the_database_is_gone(client, monkeypatch):
    def refuse():
        raise DatabaseError("connection refused by 10.0.0.5")

    monkeypatch.setattr("config.views.connection.cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "10.0.0.5" not in response.content.decode()
