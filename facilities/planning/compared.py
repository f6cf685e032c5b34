"""The plan against what really happened, line by line: generated, stored, treated and handed over (kg)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.duties import PlanTable
from facilities.happened import Happened
from facilities.models import StorageArea, WasteStream
from facilities.planning.content import ZERO, Content, rows_of, sums
from facilities.planning.tables import TABLES


@dataclass(frozen=True)
class Compared:
    """One line. `planned` is None for what happened without being planned."""

    name: str
    code: str
    where: str
    planned: Decimal | None
    actual: Decimal

    @property
    def percent(self) -> int | None:
        """Whole percents of the plan; None where nothing was planned."""
        return int(self.actual * 100 / self.planned) if self.planned else None

    @property
    def is_over(self) -> bool:
        return self.actual > (self.planned or ZERO)


@dataclass(frozen=True)
class Section:
    table: PlanTable
    heading: str | Promise
    lines: list[Compared]


ACTUAL = {
    PlanTable.GENERATION: _("Arose"),
    PlanTable.STORAGE: _("In store at the end of the year"),
    PlanTable.OWN_TREATMENT: _("Treated on the site"),
    PlanTable.TRANSFER: _("Handed over and accepted"),
}


def arose_in(table: PlanTable, year: int) -> str | Promise:
    """What the column of a table's actual amounts is called. The year that goes on has not ended yet."""
    return _("In store now") if table == PlanTable.STORAGE and year >= clock.today().year else ACTUAL[table]


def compare(content: Content, happened: Happened) -> list[Section]:
    """A section for each table that the plan has. Two statements, for the names of what was not planned."""
    streams = _streams(happened)
    sections = [
        _section(PlanTable.GENERATION, _by_stream(content, PlanTable.GENERATION, happened.generated, streams)),
        _section(PlanTable.STORAGE, _storage(content, happened, streams)),
        _section(PlanTable.OWN_TREATMENT, _by_stream(content, PlanTable.OWN_TREATMENT, happened.treated, streams)),
        _section(PlanTable.TRANSFER, _transfer(content, happened)),
    ]
    return [section for section in sections if section.table.value in content or section.lines]


def _section(table: PlanTable, lines: list[Compared]) -> Section:
    return Section(table, TABLES[table].heading, lines)


def _streams(happened: Happened) -> dict[str, tuple[str, str]]:
    """{stream: (what the site calls it, code)} of every waste that something happened to."""
    keys = {*happened.generated, *happened.treated, *(stream for _area, stream in happened.stored)}
    rows = WasteStream.objects.filter(pk__in=keys).values_list("pk", "alias", "waste_code__code") if keys else ()
    return {str(key): (alias, code) for key, alias, code in rows}


def _by_stream(content: Content, table: PlanTable, actual: dict, streams: dict) -> list[Compared]:
    rows = rows_of(content, table)
    planned = sums((row.get("stream", ""), row["kg"]) for row in rows)
    names = streams | {row.get("stream", ""): (row["alias"], row["code"]) for row in rows}
    found = {str(key): kg for key, kg in actual.items()}
    return [
        Compared(*names.get(key, ("", "")), "", planned.get(key), found.get(key, ZERO))
        for key in [*planned, *(key for key in found if key not in planned)]
    ]


def _storage(content: Content, happened: Happened, streams: dict) -> list[Compared]:
    rows = rows_of(content, PlanTable.STORAGE)
    planned = sums(((row.get("area", ""), row.get("stream", "")), row["kg"]) for row in rows)
    names = streams | {row.get("stream", ""): (row["alias"], row["code"]) for row in rows}
    found = {(str(area), str(stream)): kg for (area, stream), kg in happened.stored.items() if kg}
    areas = {row.get("area", ""): row["area_code"] for row in rows}
    if unknown := {area for area, _stream in found} - set(areas):
        areas |= {str(key): code for key, code in StorageArea.objects.filter(pk__in=unknown).values_list("pk", "code")}
    return [
        Compared(*names.get(key[1], ("", "")), areas.get(key[0], ""), planned.get(key), found.get(key, ZERO))
        for key in [*planned, *(key for key in found if key not in planned)]
    ]


def _transfer(content: Content, happened: Happened) -> list[Compared]:
    """By code and receiver. A receiver that the plan names in words only is met by its name."""
    rows = rows_of(content, PlanTable.TRANSFER)
    planned = sums(((row["code"], row["receiver_name"]), row["kg"]) for row in rows)
    names = {row["code"]: row["name"] for row in rows}
    known = {row["receiver"]: row["receiver_name"] for row in rows if row.get("receiver")}
    found = sums(((one.code, known.get(str(one.receiver), one.receiver_name)), one.kg) for one in happened.handed)
    return [
        Compared(names.get(key[0], ""), key[0], key[1], planned.get(key), found.get(key, ZERO))
        for key in [*planned, *(key for key in found if key not in planned)]
    ]
