"""DATABASE_URL: what is understood, what is refused, and what a refusal must not give away."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from config import database
from config.database import check_server_version, database_settings, parse_url


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in (
        "DATABASE_URL",
        "DATABASE_URL_FILE",
        "DATABASE_POOL_SIZE",
        "DATABASE_PREPARE_AFTER",
        "TEST_DATABASE_NAME",
    ):
        monkeypatch.delenv(name, raising=False)


def test_without_a_url_the_private_server_is_used():
    settings = database_settings()
    assert (settings["USER"], settings["NAME"]) == ("liandan", "liandan")
    assert settings["HOST"].startswith("/")
    assert settings["CONN_MAX_AGE"] == 0


def test_every_part_of_a_url_is_understood(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://wang:p%40ss@db.example:6432/waste?sslmode=require")
    settings = database_settings()
    assert [settings[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "wang",
        "p@ss",
        "db.example",
        "6432",
        "waste",
    ]
    assert settings["OPTIONS"]["sslmode"] == "require"


def test_a_url_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("postgresql:///waste?host=/run/postgresql\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    settings = database_settings()
    assert (settings["HOST"], settings["NAME"]) == ("/run/postgresql", "waste")


def test_a_url_overrides_our_own_options(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://h/d?application_name=bench&connect_timeout=2")
    options = database_settings()["OPTIONS"]
    assert (options["application_name"], options["connect_timeout"]) == ("bench", "2")


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite:///d", "h/d", "host=h dbname=d"])
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL only"):
        parse_url(url)


@pytest.mark.parametrize("url", ["postgres://h", "postgres://u:secret@h:5432/"])
def test_a_url_without_a_database_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="names no database"):
        parse_url(url)


@pytest.mark.parametrize(
    "url", ["postgres://u:secret@[h/d", "postgres://u:secret%zz@h/d", "postgres://u:secret@h/d?colour=red"]
)
def test_a_malformed_url_is_refused_without_repeating_the_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_url(url)
    assert "secret" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_pool_is_opened_only_when_asked_for(monkeypatch):
    assert "pool" not in database_settings()["OPTIONS"]
    monkeypatch.setenv("DATABASE_POOL_SIZE", "6")
    settings = database_settings()
    assert settings["OPTIONS"]["pool"]["max_size"] == 6
    assert settings["CONN_HEALTH_CHECKS"]


def test_statements_are_prepared_unless_a_pooler_between_cannot_have_it(monkeypatch):
    options = database_settings()["OPTIONS"]
    assert (options["server_side_binding"], options["prepare_threshold"]) == (True, 5)
    monkeypatch.setenv("DATABASE_PREPARE_AFTER", "0")
    assert database_settings()["OPTIONS"]["prepare_threshold"] is None


def test_a_pool_size_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_POOL_SIZE", "many")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        database_settings()


@pytest.mark.django_db
def test_the_version_check_passes_here_and_names_an_older_server(monkeypatch):
    assert check_server_version(["default"]) == []
    monkeypatch.setattr(database, "OLDEST_VERSION", 99)
    (error,) = check_server_version(["default"])
    assert (error.id, "99 or newer" in error.msg) == ("liandan.E001", True)


@pytest.mark.django_db
def test_status_names_the_server_and_the_database(capsys):
    call_command("database", "status")
    said = capsys.readouterr().out
    assert "PostgreSQL 1" in said
    assert connection.settings_dict["NAME"] in said


@pytest.mark.django_db
def test_a_backup_never_overwrites_another(tmp_path):
    (tmp_path / "saved").write_text("an earlier one")
    with pytest.raises(CommandError, match="exists already"):
        call_command("database", "backup", str(tmp_path / "saved"))
    assert (tmp_path / "saved").read_text() == "an earlier one"


@pytest.mark.django_db
def test_a_restore_into_a_database_in_use_is_refused(tmp_path):
    call_command("database", "backup", str(tmp_path / "saved"))
    with pytest.raises(CommandError, match="not empty"):
        call_command("database", "restore", str(tmp_path / "saved"))
