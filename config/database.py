"""Which PostgreSQL serves us: the one DATABASE_URL names, or the private one."""

import psycopg
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from config import env
from config.postgres import connection_parameters

OLDEST_VERSION = 15
SCHEMES = ("postgres://", "postgresql://")
# libpq's names and Django's; whatever else stands in the URL goes to libpq as an option.
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings() -> dict:
    """Django's DATABASES entry.

    DATABASE_POOL_SIZE: how many connections a process keeps open at most; 0, the default outside the web
    server, opens one for each thread as it needs it. DATABASE_PREPARE_AFTER: at which run
    a statement is prepared; 0 never, for a connection pooler that cannot keep prepared statements apart.
    TEST_DATABASE_NAME: for several test runs at once.
    """
    url = env.text("DATABASE_URL")
    parameters = parse_url(url) if url else connection_parameters()
    settings = {django: parameters.pop(libpq, "") for libpq, django in DJANGO_NAMES.items()}
    # Statements that come again are planned once a connection: planning was most of the server's part of an action.
    prepared = {"server_side_binding": True, "prepare_threshold": env.number("DATABASE_PREPARE_AFTER", 5) or None}
    options = {"connect_timeout": "10", "application_name": "liandan", **prepared, **parameters}
    size = env.number("DATABASE_POOL_SIZE", 0)
    if size:
        # A pool that has lost the server waits longer after each failed try, for five minutes unless told. Giving up
        # early makes the next request try anew, so a database that is back is used within seconds.
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": 10, "reconnect_timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,  # the pool keeps connections, not the thread
        "CONN_HEALTH_CHECKS": bool(size),  # a restart of the server must not fail the next request
        "TEST": {"NAME": env.text("TEST_DATABASE_NAME") or None},
    }


def parse_url(url: str) -> dict[str, str]:
    """libpq's parameters from `postgres://user:password@host:port/name?sslmode=require`.

    A unix socket is named by its folder: `postgres:///name?host=/run/postgresql`. Raises
    ImproperlyConfigured, whose text never repeats the URL, since that holds the password.
    """
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://, since Liandan runs on PostgreSQL only.")
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.Error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not a PostgreSQL address. It is written "
            "postgres://user:password@host:port/name?sslmode=require, special characters percent-encoded."
        ) from None
    if not parameters.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host:port/name")
    return {name: str(value) for name, value in parameters.items()}


def check_server_version(databases=None, **kwargs) -> list[Error]:
    """System check, run by `migrate` and `check --database`: the server is new enough."""
    errors = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            major = int(cursor.fetchone()[0]) // 10_000
        if major < OLDEST_VERSION:
            errors.append(
                Error(
                    f"The database server is PostgreSQL {major}; Liandan needs {OLDEST_VERSION} or newer.",
                    hint="Upgrade the server, or unset DATABASE_URL to use the private one.",
                    id="liandan.E001",
                )
            )
    return errors
