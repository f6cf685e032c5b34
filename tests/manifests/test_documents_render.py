"""What the renderer reads, and what it needs of the machine."""

import pytest

from manifests import checks
from manifests.documents import render


def test_only_packaged_files_are_read():
    fetcher = render.OwnFiles()
    assert b"HJ 1276" in fetcher.fetch((render.HERE / "labels.css").as_uri()).read()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.css",
        "https://example.com/x.png",
        "ftp://example.com/x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "file://example.com/etc/passwd",
        (render.HERE / "../../config/settings.py").as_posix().replace("/", "file:///", 1),
        render.HERE.as_uri() + "/%2e%2e/tokens.py",
    ],
)
def test_nothing_else_is_fetched(url):
    with pytest.raises(ValueError):
        render.OwnFiles().fetch(url)


def test_a_link_out_of_the_package_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "documents" / "inside.css").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(render, "HERE", tmp_path / "documents")
    with pytest.raises(render.NotOurs):
        render.OwnFiles().fetch((tmp_path / "documents" / "inside.css").as_uri())


def test_the_machine_has_what_documents_need():
    assert checks.check_documents() == []


def test_a_machine_without_subsetter_and_font_is_warned(monkeypatch):
    monkeypatch.setattr(checks, "SUBSETTER", "libno-such-library.so.0")
    monkeypatch.setattr(checks, "FAMILY", "No Such Family")
    assert [warning.id for warning in checks.check_documents()] == ["liandan.W001", "liandan.W002"]


def test_a_machine_without_fontconfig_is_warned(monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    assert [warning.id for warning in checks.check_documents()] == ["liandan.W002"]


def test_the_checks_run_with_the_others():
    from django.core.checks.registry import registry

    assert checks.check_documents in registry.get_checks()
