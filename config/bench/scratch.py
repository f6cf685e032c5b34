"""A database of the benchmark's own, beside the real one, made and dropped by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

NAME = "liandan_bench"


@contextmanager
def scratch_database(name: str = NAME) -> Iterator[dict[str, str]]:
    """Point Django at a fresh database with migrations and reference data; yields libpq's parameters of it."""
    real = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_reference", verbosity=0)
        yield parameters()
    finally:
        connection.close()
        connection.creation.destroy_test_db(real, verbosity=0)


def parameters() -> dict[str, str]:
    given = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {libpq: str(given[django]) for libpq, django in names.items() if given[django]}


def address(given: dict[str, str]) -> str:
    """The parameters as a DATABASE_URL, for a server process."""
    query = urlencode({"host": given.get("host", ""), "port": given.get("port", "")})
    account = quote(given.get("user", ""), safe="")
    if given.get("password"):
        account += ":" + quote(given["password"], safe="")
    return f"postgresql://{account}@/{given['dbname']}?{query}"


def conninfo(given: dict[str, str]) -> str:
    return make_conninfo(**given)


@contextmanager
def duplicate(name: str) -> Iterator[dict[str, str]]:
    """The scratch database as it is now, under another name; dropped afterwards. Yields libpq's parameters of it."""
    given = parameters()
    connection.close()  # nobody may be in a database that is copied
    names = {"new": sql.Identifier(name), "old": sql.Identifier(given["dbname"])}
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {new}").format(**names))
        cursor.execute(sql.SQL("CREATE DATABASE {new} TEMPLATE {old} STRATEGY FILE_COPY").format(**names))
    try:
        yield {**given, "dbname": name}
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {new} WITH (FORCE)").format(**names))


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's own connection on another database for a while."""
    real = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = real
