"""What the tests of the reference data share: run the command, spoil a file, tell whether anything was stored."""

import io

from django.core.management import CommandError, call_command
from django.db import connection

from facilities.catalogue.tables import all_tables
from facilities.models import (
    CatalogueEdition,
    DisposalMethod,
    Exemption,
    Hazard,
    Industry,
    Limit,
    Packaging,
    PhysicalState,
    ReferenceFile,
    Region,
    SolidWasteRange,
    UnNumber,
    WasteCategory,
    WasteCode,
    WorkingDay,
)

MODELS = (
    CatalogueEdition, DisposalMethod, Exemption, Hazard, Industry, Limit, Packaging, PhysicalState, ReferenceFile,
    Region, SolidWasteRange, UnNumber, WasteCategory, WasteCode, WorkingDay,
)  # fmt: skip


def run(*arguments, **options):
    """The command's output and error text, and whether it failed."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_reference", *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error
    return out.getvalue(), err.getvalue(), None


def table(file):
    return next(table for table in all_tables() if table.file == file)


def replace_in(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def everything():
    """A fingerprint of all that is stored, times of loading aside."""
    with connection.cursor() as cursor:
        prints = {}
        for model in MODELS:
            table = model._meta.db_table
            row = "(t.name, t.sha256, t.rows)::text" if model is ReferenceFile else "t::text"
            cursor.execute(f"SELECT md5(string_agg({row}, '' ORDER BY {row})) FROM {table} t")
            prints[table] = cursor.fetchone()
    return prints
