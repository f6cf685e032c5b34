"""How long events have been waiting for a seal."""

from datetime import UTC, datetime, timedelta

from django.db import connection

LONGEST_WAIT = timedelta(days=1)  # ten minutes while a worker runs

OLDEST = """
    SELECT min(event.recorded_at)
    FROM manifests_unsealed AS waiting JOIN manifests_custodyevent AS event ON event.id = waiting.event_id
"""


def waiting_since() -> datetime | None:
    """When the oldest event was recorded that is not sealed yet; None where all are."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        (oldest,) = cursor.fetchone()
    return oldest.astimezone(UTC) if oldest else None
