from datetime import date

from facilities import clock
from facilities.catalogue.sheet import Column, Row
from facilities.catalogue.table import Entries, Table, stored
from facilities.limit_names import NAMES
from facilities.models import DeadlineRule, Region

NUMBERS = ("length", "month", "day", "warn", "district_days", "city_days")
FIXED = ("starts", "unit", "limit", "role")  # with the numbers: what the database lets nobody rewrite
WORDS = ("starts", "unit", "limit", "role", "closes", "closes_en", "law", "law_en")


class DeadlineRules(Table):
    """The clocks an installation starts with. Where an authority has entered its own, the file is silent."""

    file = "deadlines.csv"
    columns = (
        Column("region", DeadlineRule.region.field, pattern=r"\d{6}"),
        *(Column(name, DeadlineRule._meta.get_field(name)) for name in ("code", *WORDS, *NUMBERS)),
        Column("valid_from", DeadlineRule.valid_from.field),
        Column("valid_to", DeadlineRule.valid_to.field),
    )
    key = ("code", "region", "valid_from")
    needs = ("admin_regions.csv",)

    def check(self, rows):
        regions, held = stored(Region), _held()
        for row in rows:
            if row["limit"] and row["limit"] not in NAMES:
                yield self.problem(row, "limit", "unknown_limit")
            if row["region"] and row["region"] not in regions:
                yield self.problem(row, "region", "unknown_parent", parent=row["region"])
            if row["valid_to"] and row["valid_to"] < row["valid_from"]:
                yield self.problem(row, "valid_to", "range_backwards")
            before = held.get(_key(row))
            for name in (*NUMBERS, *FIXED) if before else ():
                if row[name] != _text(getattr(before, name)):
                    yield self.problem(row, name, "rule_stands", held=_text(getattr(before, name)) or "–")

    def entries(self, rows):
        edited = set(DeadlineRule.objects.filter(source=DeadlineRule.Source.EDITED).values_list("code", "region"))
        held = _held()
        rules = []
        # In time order: a row is closed before its successor opens, for only one may be open.
        for row in sorted(rows, key=lambda row: row["valid_from"]):
            place, first = (row["code"], row["region"] or None), date.fromisoformat(row["valid_from"])
            if place in edited:
                continue
            before = held.get(_key(row)) or DeadlineRule(entered_at=clock.now())
            rules.append(
                DeadlineRule(
                    id=before.pk,
                    code=row["code"],
                    region_id=row["region"] or None,
                    **{name: row[name] for name in WORDS},
                    **{name: int(row[name]) if row[name] else None for name in NUMBERS if name != "warn"},
                    warn=int(row["warn"] or 0),
                    valid_from=first,
                    # A last day once told stays, so that no past day is judged anew.
                    valid_to=before.valid_to or (date.fromisoformat(row["valid_to"]) if row["valid_to"] else None),
                    entered_at=before.entered_at,
                )
            )
        yield Entries(rules, ("id",))


def _key(row: Row) -> tuple:
    return row["code"], row["region"] or None, date.fromisoformat(row["valid_from"])


def _held() -> dict[tuple, DeadlineRule]:
    supplied = DeadlineRule.objects.filter(source=DeadlineRule.Source.REFERENCE)
    return {(rule.code, rule.region_id, rule.valid_from): rule for rule in supplied}


def _text(value) -> str:
    return "" if value is None else str(value)
