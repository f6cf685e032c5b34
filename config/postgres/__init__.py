"""The private PostgreSQL: what runs when nobody has set DATABASE_URL.

Its programs come from a wheel, its data lies in the project's `.liandan/postgres` (for root, whom PostgreSQL
refuses, in `/var/lib/liandan`, owned by an unprivileged account). It listens on a unix socket in a folder
closed to others and on no port, outlives the process that started it, and is shared by web, worker and shell.
`python -m config.postgres start|stop|status` does by hand what manage.py does by itself.
"""

from pathlib import Path

from config import env
from config.postgres.errors import PostgresFailed
from config.postgres.places import private_home
from config.postgres.server import DATABASE, ROLE, Server

__all__ = ["PostgresFailed", "connection_parameters", "ensure_running", "private_server", "stop"]

PROJECT = Path(__file__).resolve().parent.parent.parent


def private_server() -> Server:
    return Server(private_home(PROJECT))


def ensure_running() -> None:
    """Start the private PostgreSQL unless it runs already or DATABASE_URL names another one.

    The first start also creates the data folder, the role and the database. Raises PostgresFailed, with the
    end of the server's log, when it cannot be had.
    """
    if not env.text("DATABASE_URL"):
        private_server().ensure_running()


def stop() -> None:
    """Stop the private PostgreSQL, rolling back what is open. No-op when it is not running."""
    private_server().stop()


def connection_parameters() -> dict[str, str]:
    """libpq's names and values for the private PostgreSQL, whether it runs or not."""
    server = private_server()
    return {"host": str(server.socket_folder), "port": str(server.port), "user": ROLE, "dbname": DATABASE}
