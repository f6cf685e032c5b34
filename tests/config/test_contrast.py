"""WCAG 2.2 AA over every pair of colours that meet on a page: 4.5 for text, 3 for the edges of controls."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "config" / "static" / "liandan" / "css"
LIGHT = ":root {"
DARK = ':root[data-theme="dark"] {'
DARK_BY_DEVICE = ':root:not([data-theme="light"]) {'

PAPERS = ["paper", "surface", "sunk"]
WASHES = ["accent-wash", "good-wash", "warn-wash", "bad-wash", "cold-wash"]
TEXT_PAIRS = [
    *[("ink", ground) for ground in PAPERS + WASHES],
    *[("ink-soft", ground) for ground in PAPERS + WASHES],
    *[("accent", ground) for ground in [*PAPERS, *WASHES]],
    *[("accent-strong", ground) for ground in [*PAPERS, "accent-wash"]],
    *[(tone, ground) for tone in ["good", "warn", "bad", "cold"] for ground in ["paper", "surface", f"{tone}-wash"]],
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("surface", "bad"),
    ("on-hazard", "hazard"),
    ("on-verdict", "verdict-good"),
    ("on-verdict", "verdict-bad"),
]
EDGE_PAIRS = [("line-strong", ground) for ground in PAPERS]


def tokens(selector: str) -> dict[str, str]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    start = text.index(selector)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text[start : text.index("}", start)]))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("selector", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), TEXT_PAIRS)
def test_text_reaches_aa(selector, colour, ground):
    theme = tokens(selector)
    assert contrast(theme[colour], theme[ground]) >= 4.5


@pytest.mark.parametrize("selector", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), EDGE_PAIRS)
def test_edges_of_controls_reach_aa(selector, colour, ground):
    theme = tokens(selector)
    assert contrast(theme[colour], theme[ground]) >= 3


def test_dark_is_the_same_by_choice_and_by_device():
    assert tokens(DARK) == tokens(DARK_BY_DEVICE)
    assert tokens(DARK).keys() == tokens(LIGHT).keys()


def test_hazard_orange_is_the_labels_and_marks_hazard_only():
    assert tokens(LIGHT)["hazard"] == tokens(DARK)["hazard"] == "#ff9600"  # RGB 255,150,0 (HJ 1276)
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        uses = re.findall(r"([^{}]+)\{[^{}]*var\(--hazard\)", text)
        assert all("hazard" in selector for selector in uses), sheet.name


def test_only_tokens_and_print_name_colours():
    """A colour written elsewhere would not follow the theme."""
    for sheet in CSS.glob("*.css"):
        if sheet.name == "tokens.css":
            continue
        screen = re.sub(r"@media print \{.*", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        if "print" not in sheet.name:
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])|rgba?\(", screen), sheet.name
