"""How jobs are called for from actions, which do not know the doors that run them: by name, in the same transaction."""

from procrastinate.contrib.django import app

CHECK, TAKE, UNDO, WRITE = (f"facilities.jobs.{name}_sheet" for name in ("check", "take", "undo", "write"))
BLOCK = 500  # rows between two signs of life


def call(task: str, pk) -> None:
    """Let a worker do it soon."""
    app.configure_task(task).defer(pk=str(pk))
