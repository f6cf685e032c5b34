"""The one way the private PostgreSQL says no."""


class PostgresFailed(Exception):
    """The private PostgreSQL cannot be started; the text says why and what to do."""
