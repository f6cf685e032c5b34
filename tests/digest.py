"""What is stored, as one digest a table, so that a test can say that nothing at all was saved."""

from functools import cache

from django.apps import apps
from django.db import connection

from tests.kinds import REFERENCE

# Who is signed in is no saved state, and the published lists have no door that writes them.
LEFT_OUT = {"sessions.Session", "contenttypes.ContentType", "auth.Permission", *REFERENCE}


@cache
def tables() -> list[str]:
    kept = (model for model in apps.get_models() if model._meta.label not in LEFT_OUT and not model._meta.proxy)
    return sorted(model._meta.db_table for model in kept)


TOLD_BY_LOOKING = {"manifests_signprint"}  # who fetches the file of a sign has printed it (decision 32)


def stored() -> dict[str, tuple]:
    """{table: (rows, digest)}, in one statement."""
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} AS t"
        for table in tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def changed(before: dict[str, tuple]) -> list[str]:
    """The tables that are no longer as they were."""
    now = stored()
    return [table for table in before if now[table] != before[table]]
