"""The annual management plan on paper, tables A.1 to A.7 as one version was filed (HJ 1259-2022, annex A).

The annex itself could not be read: columns and their order are not verified against it. Columns are the plan's own
(facilities/planning/tables.py), the layout is one template and one style sheet.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.translation import override

from facilities.duties import PlanTable
from facilities.models import PlanVersion
from facilities.planning.content import rows_of
from facilities.planning.tables import TABLES, Column
from manifests.documents.render import pdf
from manifests.documents.signature import second

# Raise it when template, styles or words change what is printed: readers then fetch the document anew.
EDITION = "1"
BOTH = ("zh-hans", "en")


@dataclass(frozen=True)
class Printed:
    """One table: heading and heads as (Chinese, English), cells as text."""

    number: str
    heading: tuple[str, str]
    heads: list[tuple[str, str]]
    rows: list[list]
    is_facts: bool = False

    @property
    def facts(self) -> list[tuple]:
        return list(zip(self.heads, self.rows[0], strict=True)) if self.is_facts else []


def fingerprint(version: PlanVersion) -> str:
    return sha256(f"{EDITION} {version.receipt_no} {version.digest}".encode()).hexdigest()


def filename(version: PlanVersion) -> str:
    return f"{version.receipt_no}.pdf"


def render_plan(version: PlanVersion) -> bytes:
    """The PDF of a version. The version comes with its plan, site, enterprise and who filed it."""
    html = render_to_string(
        "manifests/pdf/plan.html",
        {
            "version": version,
            "plan": version.plan,
            "filed_at": second(version.filed_at),
            "tables": [_printed(version, table) for table in PlanTable if table.value in version.content],
        },
    )
    return pdf(html, "plan.css")


def _printed(version: PlanVersion, table: PlanTable) -> Printed:
    shape = TABLES[table]
    rows = [[_cell(column, row) for column in shape.columns] for row in rows_of(version.content, table)]
    return Printed(
        table.value,
        _both(shape.heading),
        [_head(column) for column in shape.columns],
        rows,
        is_facts=table == PlanTable.BASICS,
    )


def _both(text) -> tuple[str, str]:
    """The paper is Chinese first with English under it, whatever language its printer reads."""
    found = []
    for language in BOTH:
        with override(language):
            found.append(str(text))
    return found[0], found[1]


def _head(column: Column) -> tuple[str, str]:
    """A column's head, with the unit where it is an amount."""
    chinese, english = _both(column.label)
    return (f"{chinese}（吨）", f"{english} (t)") if column.kind == "kg" else (chinese, english)


def _cell(column: Column, row: dict) -> str:
    value = row.get(column.key)
    if value in (None, "", []):
        return ""
    if column.kind == "kg":
        return f"{Decimal(value) / 1000:,.4f}"
    if isinstance(value, list):
        return value[0] or value[1]
    return _both(column.choices[value])[0] if column.choices and value in column.choices else value
