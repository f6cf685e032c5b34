"""What a person typed into the code search, as words. No Django."""

import re
import unicodedata
from dataclasses import dataclass

# What is pasted by mistake may be long; what is meant by it stands at the beginning.
MOST_WORDS = 8
LONGEST_WORD = 16
BREAKS = re.compile(r"[\s,，、;；。:：/()（）*]+")
NUMBER = re.compile(r"(HW)?([\d-]*)(S\d{0,2})?", re.ASCII)
SPACED_HYPHEN = re.compile(r"(?<=\d)\s*-\s*(?=[\dS])")
EUROPEAN = re.compile(r"\b(\d\d) (\d\d) (\d\d)\b", re.ASCII)
PLURAL = re.compile(r"[a-zA-Z]{3,}s")


@dataclass(frozen=True)
class Word:
    """One word of a question.

    `number` is what it gives of a code, without hyphens; `category` what it gives of a category (HW08, S17).
    """

    text: str
    number: str = ""
    category: str = ""

    @property
    def names_category(self) -> bool:
        """True if the category is given in full, not just begun."""
        return bool(re.fullmatch(r"(HW|S)\d\d", self.category, re.ASCII))

    @property
    def pairs(self) -> list[str]:
        """Neighbouring characters of a Chinese word: 电镀污泥 → 电镀 镀污 污泥.

        The catalogue seldom prints the short names that people use, but it does print their parts.
        """
        if len(self.text) < 3 or self.text.isascii():
            return []
        return [self.text[at : at + 2] for at in range(len(self.text) - 1)]


def read_words(text: str) -> list[Word]:
    """The words of a question. Full-width letters and all kinds of dash are made plain, controls dropped."""
    plain = "".join(plain_character(character) for character in unicodedata.normalize("NFKC", text[:400]))
    plain = EUROPEAN.sub(r"\1\2\3", SPACED_HYPHEN.sub("-", plain))
    words = [read_word(word[:LONGEST_WORD]) for word in BREAKS.split(plain) if word.strip("-")]
    return list(dict.fromkeys(words))[:MOST_WORDS]


def plain_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Pd":
        return "-"
    # Control characters and lone surrogates: PostgreSQL takes neither.
    return " " if kind in ("Cc", "Cs") else character


def read_word(word: str) -> Word:
    fits = NUMBER.fullmatch(word.upper())
    if not fits:
        # "oils" asks for "oil": a shorter word finds all that the longer one does.
        return Word(word[:-1] if PLURAL.fullmatch(word) else word)
    prefix, digits, solid_class = fits[1] or "", fits[2].replace("-", ""), fits[3] or ""
    if prefix and len(digits) > 2:  # HW08900-249-08
        return Word(word, number=digits[2:])
    if prefix or not digits:
        return Word(word, category=prefix + digits + solid_class)
    return Word(word, number=digits + solid_class, category=f"HW{digits}" if len(word) == 2 else "")
