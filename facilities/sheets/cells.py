"""From a cell to a value: each reader takes what the file holds and gives text that can be stored, or a BadInput.

Nothing is guessed. A number with its unit in it, a day that could be two days, or a bare Excel day number is said to be
wrong, because a kilogram or a day read wrongly is worse than one asked for again.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput

Reader = Callable[[Any, Any], str]  # (cell, what the kind looked up) → the value as text

MOST_NUMBER = Decimal("999999999999.999")  # numeric(15,3)
EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
SEPARATED = re.compile(r"[+-]?\d{1,3}([,，' \u00a0\u202f]\d{3})+(\.\d+)?|[+-]?\d+,\d+", re.ASCII)
WITH_UNIT = re.compile(r"[+-]?[\d.,]+\s*([a-zA-Z³]{1,4}|公斤|千克|吨|升|立方米|个|件|桶|袋|只|天)", re.ASCII)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
EITHER_WAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)
ZONED = re.compile(r".*(Z|[+-]\d{2}:?\d{2})", re.ASCII)
EXCEL_EPOCH = date(1899, 12, 30)


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain(cell: Any) -> str:
    """The cell as text: 900.0 typed as a number is “900”, and an error of the spreadsheet is refused."""
    if isinstance(cell, bool):
        raise BadInput(_("This is TRUE or FALSE, not what belongs here."), code="cell_type", value=cell)
    if isinstance(cell, float):
        text = f"{cell:.15g}"  # as many digits as a spreadsheet shows
    elif isinstance(cell, datetime):
        text = cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    elif isinstance(cell, date | time):
        text = cell.isoformat()
    else:
        text = unicodedata.normalize("NFC", str(cell)).strip()
    if EXCEL_ERROR.fullmatch(text):
        raise BadInput(_("The spreadsheet shows an error here."), code="cell_is_error", value=text)
    return text


def text(longest: int) -> Reader:
    """Text of at most so many characters, on one line."""

    def read(cell: Any, _known: Any) -> str:
        found = " ".join(plain(cell).split())
        if any(unicodedata.category(letter) == "Cc" for letter in found):
            raise BadInput(_("The text holds a character that cannot be stored."), code="text_invalid")
        if len(found) > longest:
            raise BadInput(_("Use at most %(longest)s characters."), figures={"longest": longest}, code="too_long")
        return found

    return read


def number(*, least: Decimal, places: int = 3, most: Decimal = MOST_NUMBER) -> Reader:
    """An exact number of at least `least` with at most so many decimals."""
    step = Decimal(1).scaleb(-places)

    def read(cell: Any, _known: Any) -> str:
        if isinstance(cell, date | time):
            raise BadInput(_("This is a date, not a number."), code="number_is_date", value=cell)
        found = _number(unicodedata.normalize("NFKC", plain(cell)).strip())
        if not least <= found <= most or found != found.quantize(step):
            raise BadInput(
                _("Give a number from %(least)s to %(most)s with at most %(places)s decimals."),
                figures={"least": f"{least:f}", "most": f"{most:f}", "places": places},
                code="number_out_of_range",
                value=found,
            )
        return f"{found.quantize(step):f}"

    return read


def _number(written: str) -> Decimal:
    if PLAIN.fullmatch(written):
        try:
            return Decimal(written)
        except InvalidOperation:
            pass
    if SEPARATED.fullmatch(written):
        told = _("Write the number without separators between thousands, and with a point before decimals.")
        raise BadInput(told, code="number_with_separators", value=written)
    if WITH_UNIT.fullmatch(written):
        raise BadInput(
            _("Write the number alone, without its unit; the head of the column says which one is meant."),
            code="number_with_unit",
            value=written,
        )
    raise BadInput(_("This is not a number."), code="number_invalid", value=written)


def whole(*, least: int, most: int) -> Reader:
    return number(least=Decimal(least), most=Decimal(most), places=0)


def day(cell: Any, _known: Any) -> str:
    """A calendar day, as ISO text."""
    return _moment(cell).date().isoformat()


def past_moment(cell: Any, _known: Any) -> str:
    """A moment in the house's zone that has been, as ISO text with its offset; a day alone is its noon."""
    found = _moment(cell)
    is_day = found.time() == time()
    aware = make_aware(found + timedelta(hours=12)) if is_naive(found) and is_day else found
    aware = make_aware(aware) if is_naive(aware) else aware
    now = clock.now()
    if is_day and found.date() == clock.today():
        aware = min(aware, now)  # today's noon may not have been yet
    if aware > now:
        raise BadInput(_("This time lies in the future."), code="time_in_future", value=cell)
    return aware.isoformat()


def _moment(cell: Any) -> datetime:
    if isinstance(cell, datetime):
        return _in_reason(cell)
    if isinstance(cell, date):
        return _in_reason(datetime.combine(cell, time()))
    written = unicodedata.normalize("NFKC", plain(cell)).strip()
    if ZONED.fullmatch(written):
        try:
            return _in_reason(datetime.fromisoformat(written))
        except ValueError:
            pass
    if fits := DAY.fullmatch(written):
        try:
            return _in_reason(datetime(*(int(part or 0) for part in fits.groups())))
        except ValueError:
            raise BadInput(_("There is no such day."), code="date_invalid", value=written) from None
    if len(written) == 5 and written.isdecimal() and 20_000 <= int(written) <= 80_000:
        raise BadInput(
            _("This is a spreadsheet's day number (%(day)s). Format the column as a date, or write the date out."),
            figures={"day": (EXCEL_EPOCH + timedelta(days=int(written))).isoformat()},
            code="date_is_serial",
            value=written,
        )
    if EITHER_WAY.fullmatch(written):
        raise BadInput(_("Day and month could be either. Write 2026-01-31."), code="date_ambiguous", value=written)
    raise BadInput(_("Write the date as 2026-01-31."), code="date_invalid", value=written)


def _in_reason(found: datetime) -> datetime:
    if not clock.FIRST_YEAR <= found.year <= clock.LAST_YEAR:
        raise BadInput(_("Give a year between 1900 and 2199."), code="year_invalid", value=found)
    return found


def one_of(choices: str, code: str = "unknown_choice") -> Reader:
    """One of what the kind looked up under `choices`: a dict from what people write to the value."""

    def read(cell: Any, known: dict) -> str:
        written = plain(cell)
        table = known[choices]
        found = table.get(written) or table.get(unicodedata.normalize("NFKC", written).strip().casefold())
        if found is None:
            raise BadInput(_("Choose one from the list."), code=code, value=written)
        return found

    return read
