"""Weights, times and states as readers see them. Built into every template (settings TEMPLATES builtins)."""

import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html

from facilities.badges import badge_of
from facilities.templatetags.icons import icon

register = template.Library()
NOTHING = "–"


def exact(value: Decimal | int | str) -> Decimal:
    """The value as Decimal. A float is refused: a weight that went through one is no longer exact."""
    if isinstance(value, float):
        raise TypeError("A quantity is a Decimal, never a float.")
    return Decimal(value)


def grouped(number: Decimal, places: int | None = None) -> str:
    """`1,240.5`: thousands grouped, trailing zeros dropped unless `places` fixes how many."""
    if places is not None:
        return f"{number:,.{places}f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: Decimal, unit: str, css: str, places: int | None) -> str:
    # The no-break space keeps the unit with its figure when the text is copied or read out.
    return format_html(
        '<span class="{}">{}<span class="unit">\N{NO-BREAK SPACE}{}</span></span>',
        css,
        grouped(number, places),
        unit,
    )


@register.filter
def kg(value, places: int | None = None) -> str:
    """Kilograms as `1,240.5 kg`; a dash for None. `places` fixes the decimals, so that a column lines up."""
    if value is None or value == "":
        return NOTHING
    return with_unit(exact(value), "kg", "kg", places)


def signed(number: Decimal) -> str:
    """`+2.5` or `−1.5`: how much more or less; nothing has no sign."""
    sign = {1: "+", -1: "\N{MINUS SIGN}", 0: ""}[(number > 0) - (number < 0)]
    return f"{sign}{grouped(abs(number))}"


@register.filter
def more_or_less(value) -> str:
    """A difference in kilograms with its sign, `+2.5 kg` or `−1.5 kg`; nothing is `0 kg`."""
    number = exact(value)
    return format_html('<span class="kg">{}<span class="unit">\N{NO-BREAK SPACE}kg</span></span>', signed(number))


@register.filter
def tonnes(value, places: int | None = None) -> str:
    """Kilograms shown in tonnes, `1.2405 t`, where the law counts in tonnes."""
    if value is None or value == "":
        return NOTHING
    return with_unit(exact(value) / 1000, "t", "tonnes", places)


@register.filter
def stamp(value: datetime.datetime | datetime.date | None) -> str:
    """A moment to the minute in the reader's zone; seconds and offset on hover and in print."""
    if not value:
        return NOTHING
    if not isinstance(value, datetime.datetime):
        return format_html('<time class="stamp" datetime="{0}">{0}</time>', value.isoformat())
    local = timezone.localtime(value)
    offset = local.strftime("%z")
    rest = f":{local:%S} UTC{offset[:3]}:{offset[3:5]}"
    return format_html(
        '<time class="stamp" datetime="{}" title="{}">{}<span class="stamp-rest">{}</span></time>',
        local.isoformat(timespec="seconds"),
        f"{local:%Y-%m-%d %H:%M}{rest}",
        f"{local:%Y-%m-%d %H:%M}",
        rest,
    )


@register.filter
def state_badge(state, word=None) -> str:
    """A state as word, shape and colour. `word` replaces the usual word, such as a choice's own label."""
    if not state:
        return ""
    badge = badge_of(state)
    return format_html(
        '<span class="badge badge--{}">{}{}</span>',
        badge.tone or "plain",
        icon(badge.shape),
        word or badge.word,
    )
