"""The sheet to fill in: a hidden row of keys that machines read, a head in the reader's language, lists to choose from,
and a second sheet that explains each column."""

import xlsxwriter
from django.utils.translation import gettext as _

from facilities.sheets.heading import marker
from facilities.sheets.kinds import Kind
from facilities.sheets.writing import AS_TEXT

MOST_CHOICES = 2000
LAST_LINE = 100_001


def write_template(target, kind: Kind, site, person) -> None:
    """Write the template of a kind for one site to an open file."""
    known = kind.look_up(site, person)
    book = xlsxwriter.Workbook(target, {"in_memory": True, **AS_TEXT})
    head = book.add_format({"bold": True, "bg_color": "#F4EFE6", "bottom": 1, "text_wrap": True, "valign": "top"})
    needed = book.add_format({"bold": True, "bg_color": "#FFE3B8", "bottom": 1, "text_wrap": True, "valign": "top"})
    as_text, as_number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.###"})
    sheet = book.add_worksheet(_("Data"))
    notes = book.add_worksheet(_("Notes"))
    lists = book.add_worksheet("lists")
    lists.hide()
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.freeze_panes(2, 1)
    for place, column in enumerate(kind.all_columns):
        look = as_number if column.is_number else as_text
        sheet.set_column(place, place, 18, look)
        sheet.write_string(0, place, marker(kind, column.key))
        label = f"{column.label} *" if column.is_required else str(column.label)
        sheet.write_string(1, place, label, needed if column.is_required else head)
        if column.choices:
            _offer(sheet, lists, place, list(dict.fromkeys(known.get(f"{column.choices}_shown", ()))))
    _explain(book, notes, kind, site)
    sheet.activate()
    book.close()


def _offer(sheet, lists, place: int, choices: list[str]) -> None:
    """A list to choose from; what is typed beside it is checked when the file comes back, so it only warns."""
    choices = choices[:MOST_CHOICES]
    if not choices:
        return
    for line, choice in enumerate(choices):
        lists.write_string(line, place, choice)
    name = xlsxwriter.utility.xl_col_to_name(place, True)
    source = f"=lists!${name.strip('$')}$1:${name.strip('$')}${len(choices)}"
    sheet.data_validation(
        2, place, LAST_LINE, place, {"validate": "list", "source": source, "error_type": "information"}
    )


def _explain(book, notes, kind: Kind, site) -> None:
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    for place, width in enumerate((24, 12, 70, 24)):
        notes.set_column(place, place, width)
    notes.write_string(0, 0, f"{kind.label} · {site}", bold)
    notes.write_string(1, 0, str(kind.lead))
    notes.write_string(
        2, 0, _("Fill in the first sheet below its head. Leave the hidden first row as it is; do not merge cells.")
    )
    for place, word in enumerate((_("Column"), _("Needed"), _("What belongs in it"), _("Example"))):
        notes.write_string(4, place, word, bold)
    for line, column in enumerate(kind.all_columns, start=5):
        needed = _("yes") if column.is_required else _("no")
        for place, word in enumerate((str(column.label), needed, str(column.hint), column.example)):
            notes.write_string(line, place, word, wrapped)
