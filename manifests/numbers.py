"""Numbers people read, type and scan. Pure: no Django here.

Manifest numbers are ours: `LD` + 4 digits of the shipping city + 2 of the year + 7 or more of a serial + an ISO 7064
(mod 37, 36) check character. They cannot be mistaken for the national 14-digit 联单编号, which only the nation issues:
year, four digits of the shipping city and a serial of six (Order 23 of 2022, Art. 15). A province's numbers follow the
mask that the province uses, where one is entered.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_37_36

_MANIFEST = re.compile(r"^LD\d{6}\d{7,}[0-9A-Z]$")
_WASTE_CODE = re.compile(r"^\d{3}-\d{3}-\d{2}$")
NATIONAL_NUMBER = re.compile(r"[0-9]{14}")
NATIONAL_SERIALS = 1_000_000  # of a city and a year; 000000 is none of them
DIGIT, LETTER = "#", "@"  # in a mask; every other character stands for itself
_MASK = re.compile(r"[#@A-Z0-9/\-]{1,40}")


class NotANumber(ValueError):
    """The text is not a number of ours: wrong shape or wrong check character."""


def manifest_number(region_code: str, year: int, serial: int) -> str:
    body = f"LD{region_code[:4]}{year % 100:02d}{serial:07d}"
    return body + mod_37_36.calc_check_digit(body)


def read_manifest_number(text: str) -> str:
    """What somebody typed or scanned, as the number itself: spaces, hyphens and case forgiven, a wrong digit not."""
    number = re.sub(r"[\s\-·]", "", text).upper()
    if not _MANIFEST.match(number) or not mod_37_36.is_valid(number):
        raise NotANumber(text)
    return number


def looks_like_ours(text: str) -> bool:
    """Meant as a number of ours, whether or not its check character fits."""
    return re.sub(r"[\s\-·]", "", text).upper().startswith("LD")


def spaced(number: str) -> str:
    """The number in groups, as printed: LD3204 26 0000123 X."""
    if not number:
        return ""
    return f"{number[:6]} {number[6:8]} {number[8:-1]} {number[-1]}"


@dataclass(frozen=True)
class NationalNumber:
    """A national 14-digit number in its parts; `place` is the first four digits of the shipping city's code."""

    year: int
    place: str
    serial: int

    @classmethod
    def read(cls, text: str) -> "NationalNumber":
        """Raises NotANumber for anything but 14 ASCII digits."""
        if not NATIONAL_NUMBER.fullmatch(text):
            raise NotANumber(text)
        return cls(int(text[:4]), text[4:8], int(text[8:]))

    @classmethod
    def of(cls, number: int) -> "NationalNumber":
        return cls.read(f"{number:014d}")

    @property
    def series(self) -> int:
        """What all numbers of its city and year share: the first eight digits."""
        return int(f"{self.year:04d}{self.place}")

    def __int__(self) -> int:
        return self.series * NATIONAL_SERIALS + self.serial

    def __str__(self) -> str:
        return f"{int(self):014d}"


def is_mask(text: str) -> bool:
    """Whether this is a mask for a province's numbers: # a digit, @ a capital letter, else the character itself."""
    return bool(_MASK.fullmatch(text)) and (DIGIT in text or LETTER in text)


def fits_mask(text: str, mask: str) -> bool:
    """Whether a province's number is spelt as its mask says."""
    kinds = {DIGIT: "[0-9]", LETTER: "[A-Z]"}
    return re.fullmatch("".join(kinds.get(sign, re.escape(sign)) for sign in mask), text) is not None


def batch_number(day: date, serial: int) -> str:
    """HJ 1259's generation batch code: HWCS + yyyymmdd + 3 digits (more when a day has more)."""
    return f"HWCS{day:%Y%m%d}{serial:03d}"


def digital_id(registration_no: str, code: str, day: date, serial: int) -> str:
    """HJ 1276's 数字识别码, 37 characters: credit code 18, waste code 8, date 8, serial 3 (1–999)."""
    if not 1 <= serial <= 999:
        raise NotANumber(serial)
    if not _WASTE_CODE.match(code):
        raise NotANumber(code)
    text = f"{registration_no}{code.replace('-', '')}{day:%Y%m%d}{serial:03d}"
    if len(text) != 37:
        raise NotANumber(text)
    return text
