import re

from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table, stored
from facilities.catalogue.tables.hazardous_waste import CODE
from facilities.models import Exemption, WasteCategory, WasteCode


class Exemptions(Table):
    """The list of wastes exempt at some stage, an appendix of the national catalogue."""

    file = "hazardous_waste_exemptions_2021.csv"
    columns = (
        Column("serial", Exemption.serial.field),
        Column("code", Exemption.code_text.field),
        Column("name", Exemption.name.field),
        Column("stage", Exemption.stage.field),
        Column("condition", Exemption.condition.field),
        Column("exempt_content", Exemption.exempt_content.field),
    )
    key = ("serial", "code", "name", "stage", "condition")
    needs = ("hazardous_waste_2021.csv",)

    def __init__(self, edition: str = "CN-HW-2021"):
        self.edition = edition

    def check(self, rows):
        known = stored(WasteCode, "code", edition=self.edition) | stored(WasteCategory, "code", edition=self.edition)
        for row in rows:
            # Besides codes and categories the column may hold words ("wastes of past times") or a dash.
            for code in row["code"].split(";"):
                if re.fullmatch(rf"{CODE}|HW\d\d", code) and code not in known:
                    yield self.problem(row, "code", "unknown_code", code=code)

    def entries(self, rows):
        exemptions = [
            Exemption(
                edition_id=self.edition,
                serial=int(row["serial"]),
                code_text=row["code"],
                name=row["name"],
                stage=row["stage"],
                condition=row["condition"],
                exempt_content=row["exempt_content"],
            )
            for row in rows
        ]
        key = ("edition", "serial", "code_text", "name", "stage", "condition")
        yield Entries(exemptions, key, Exemption.objects.filter(edition=self.edition))
