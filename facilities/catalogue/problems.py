"""What is wrong with a reference file: where, what was there, and why it cannot be taken."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # the file as a whole
    "file_missing": _("The file is not there."),
    "bad_encoding": _("This is not UTF-8 text. Save the file as “CSV UTF-8”."),
    "unreadable": _("The text cannot be read as CSV: %(reason)s."),
    "missing_column": _("This column is missing from the first row."),
    "unknown_column": _("This column is not known here."),
    "repeated_column": _("This column appears twice."),
    "no_rows": _("The file has no rows below the first one."),
    "edition_pattern": _("An edition is named like CN-HW-2025."),
    "edition_day_taken": _("The edition %(other)s begins on that day already."),
    "edition_day_differs": _("The edition is there already and begins on %(day)s."),
    # one row or cell
    "cell_count": _("The row has %(found)s cells and the first row %(wanted)s."),
    "missing": _("The cell is empty."),
    "pattern": _("The value does not fit the pattern %(pattern)s."),
    "choice": _("The value must be one of: %(choices)s."),
    "too_long": _("The text is longer than %(longest)s characters."),
    "not_a_number": _("The value must be a whole number from 0 to 9999."),
    "not_a_decimal": _("The value must be a number with at most three decimals, such as 0.900."),
    "not_a_date": _("The value must be a date such as 2025-01-01."),
    "control_character": _("The text holds a character that cannot be printed."),
    # a row beside other rows
    "duplicate": _("Row %(first)s has the same value already."),
    "unknown_parent": _("The row it belongs to does not exist: %(parent)s."),
    "wrong_parent": _("The code does not lie under its parent %(parent)s."),
    "wrong_level": _("The level does not fit the code or its parent."),
    "unknown_hazard": _("There is no hazard characteristic %(hazard)s."),
    "unknown_industry": _("There is no industry group %(industry)s in GB/T 4754."),
    "wrong_category": _("The code's ending does not name the category %(category)s."),
    "name_differs": _("The same category is called “%(other)s” elsewhere."),
    "count_differs": _("The edition holds %(held)s codes of this category."),
    "unknown_code": _("The edition has no code %(code)s."),
    "range_backwards": _("The range ends before it begins."),
    "ranges_overlap": _("The range overlaps the one in row %(other)s."),
    "unknown_limit": _("The program asks for no limit of this name."),
    "unknown_unit": _("This limit is counted in %(unit)s."),
    "value_stands": _("A value that was in force stays %(held)s. Add a row from a later day."),
    "excluded_outside": _("A class that is left out must lie in the range."),
}


@dataclass(frozen=True)
class Problem:
    """One reason not to load a file. `row` counts as a spreadsheet does: headings are row 1. 0: the file."""

    file: str
    row: int
    column: str
    value: str
    code: str
    details: dict = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in the active language."""
        return SENTENCES[self.code] % self.details

    def __str__(self) -> str:
        return _("%(file)s, row %(row)s, column %(column)s, value “%(value)s”: %(sentence)s [%(code)s]") % {
            "file": self.file,
            "row": self.row or "–",
            "column": self.column or "–",
            "value": self.value,
            "sentence": self.sentence,
            "code": self.code,
        }
