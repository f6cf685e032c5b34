import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from facilities.badges import BADGES
from facilities.templatetags.quantities import kg, more_or_less, stamp, state_badge, tonnes

UTC = datetime.UTC


def words(html: str) -> str:
    return Template("{{ html|striptags }}").render(Context({"html": html})).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("weight", "shown"),
    [
        (Decimal("1240.000"), "1,240 kg"),
        (Decimal("1240.500"), "1,240.5 kg"),
        (Decimal("0.001"), "0.001 kg"),
        (Decimal("0.000"), "0 kg"),
        (Decimal("100"), "100 kg"),
        (Decimal("-12.250"), "-12.25 kg"),
        (Decimal("1E+3"), "1,000 kg"),
        (7, "7 kg"),
        (None, "–"),
    ],
)
def test_kg_groups_and_trims(weight, shown):
    assert words(kg(weight)) == shown


def test_kg_with_places_lines_up():
    assert words(kg(Decimal("1240.5"), 3)) == "1,240.500 kg"


def test_kg_refuses_a_float():
    with pytest.raises(TypeError, match="never a float"):
        kg(12.5)


@pytest.mark.parametrize(
    ("weight", "shown"), [(Decimal("1240.500"), "1.2405 t"), (Decimal("0.001"), "0.000001 t"), (None, "–")]
)
def test_tonnes_keep_every_gram(weight, shown):
    assert words(tonnes(weight)) == shown


def test_stamp_is_in_the_readers_zone_with_the_full_moment_beside():
    moment = datetime.datetime(2026, 11, 23, 16, 5, 7, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        html = stamp(moment)
    assert 'datetime="2026-11-24T00:05:07+08:00"' in html
    assert 'title="2026-11-24 00:05:07 UTC+08:00"' in html
    assert ">2026-11-24 00:05<" in html


def test_stamp_of_a_day_has_no_time():
    assert words(stamp(datetime.date(2026, 11, 23))) == "2026-11-23"


def test_stamp_of_nothing_is_a_dash():
    assert stamp(None) == "–"


def test_stamp_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="naive"):
        stamp(datetime.datetime(2026, 11, 23, 16, 5))


@pytest.mark.parametrize("state", BADGES)
def test_badge_has_word_shape_and_tone(state):
    html = state_badge(state)
    assert str(BADGES[state].word) in html
    assert f"#{BADGES[state].shape}" in html
    assert 'class="badge badge--' in html


def test_badge_takes_another_word():
    with translation.override("en"):
        assert "Waiting for the carrier" in state_badge("issued", "Waiting for the carrier")


def test_badge_escapes_a_state_it_does_not_know():
    assert "<script" not in state_badge("<script>")


def test_badge_of_no_state_is_nothing():
    assert state_badge("") == ""


@pytest.mark.parametrize(
    ("weight", "said"),
    [("2.500", "+2.5"), ("-1234.001", "\N{MINUS SIGN}1,234.001"), ("0.000", "0"), ("-0.001", "\N{MINUS SIGN}0.001")],
)
def test_a_difference_has_a_sign_and_nothing_has_none(weight, said):
    assert f'class="kg">{said}<span' in more_or_less(Decimal(weight))
