"""What the renderer reads, and what it needs of the machine."""

import subprocess
from io import BytesIO

import pytest
from pypdf import PdfReader

from config.setup import faces as cutting
from manifests import checks
from manifests.documents import faces, render


def test_only_packaged_files_are_read():
    fetcher = render.OwnFiles()
    assert b"HJ 1276" in fetcher.fetch((render.HERE / "labels.css").as_uri()).read()
    assert fetcher.fetch((faces.FOLDER / "bold.otf").as_uri()).read()[:4] == b"OTTO"


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


def test_a_machine_whose_faces_were_not_cut_is_warned(monkeypatch, tmp_path):
    monkeypatch.setattr(faces, "FOLDER", tmp_path)
    assert [warning.id for warning in checks.check_documents()] == ["liandan.W004"]
    assert faces.rules() == ""  # and the whole faces are drawn
    (tmp_path / "bold.otf").touch()
    assert faces.missing() == ["regular.otf"]


def _fonts_and_text(words: str) -> tuple[set[str], str]:
    html = f"<html lang='zh'><title>t</title><body>{words}<b>{words}</b>"
    page = PdfReader(BytesIO(render.pdf(html, "labels.css"))).pages[0]
    fonts = page["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}, page.extract_text()


def test_what_is_usual_is_drawn_with_the_cut_faces_alone():
    drawn, text = _fonts_and_text("危险废物转移联单 Waste № 5 ≤ 10℃ ① –")
    assert "危险废物转移联单" in text
    assert drawn == {"Liandan-Sans", "Liandan-Sans-Bold"}


def test_a_rare_character_of_a_name_is_drawn_with_the_whole_face():
    drawn, text = _fonts_and_text("王䶮")  # U+4DAE, in no cut face
    assert "王䶮" in text
    assert "Liandan-Sans" in drawn and any(font.startswith("Noto-Sans-CJK-SC") for font in drawn)


def _characters_in(face) -> set[str]:
    asked = ["fc-query", "--format=%{charset}", str(face)]
    ranges = subprocess.check_output(asked, text=True).split()  # as 20-7e b0
    ends = [(part.partition("-")[0], part.rpartition("-")[2]) for part in ranges]
    return {chr(code) for first, last in ends for code in range(int(first, 16), int(last, 16) + 1)}


def test_faces_are_cut_to_gb_2312(tmp_path):
    cutting.cut(tmp_path)
    for name in faces.WEIGHTS:
        held = _characters_in(tmp_path / name)
        assert set("危废醛鼍①℃≤é–№") <= held
        assert sum("\u4e00" <= character <= "\u9fff" for character in held) == 6763
        assert "䶮" not in held
    assert (tmp_path / "bold.otf").read_bytes() != (tmp_path / "regular.otf").read_bytes()


def test_without_the_font_nothing_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting, "FAMILY", "No Such Family")
    with pytest.raises(ValueError, match="No Such Family"):
        cutting.cut(tmp_path)
    assert not [*tmp_path.glob("*.otf")]


def test_the_checks_run_with_the_others():
    from django.core.checks.registry import registry

    assert checks.check_documents in registry.get_checks()
