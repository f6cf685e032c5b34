"""The database's own guards: allowed steps, append-only evidence, the running balance of stock."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def guard(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        (SQL / f"{name}.sql").read_text(encoding="utf-8"), (SQL / f"{name}_reverse.sql").read_text(encoding="utf-8")
    )


class Migration(migrations.Migration):
    dependencies = [("manifests", "0001_initial")]

    operations = [guard("steps"), guard("evidence"), guard("stock")]
