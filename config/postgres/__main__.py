"""`python -m config.postgres start|stop|status`: the private PostgreSQL, by hand."""

import sys

from config import env
from config.postgres import PostgresFailed, ensure_running, private_server, stop


def main(arguments: list[str]) -> str | None:
    """Do what is asked; the returned text, if any, is an error."""
    if env.text("DATABASE_URL"):
        return "DATABASE_URL is set, so the private PostgreSQL is not used."
    try:
        match arguments:
            case ["start"]:
                ensure_running()
            case ["stop"]:
                stop()
            case ["status"]:
                server = private_server()
                print(f"{'running' if server.is_running() else 'stopped'}: {server.home}")
            case _:
                return "usage: python -m config.postgres start|stop|status"
    except PostgresFailed as failure:
        return str(failure)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
