"""SQL statements of each action over the API: what a machine's speed cannot blur."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.bench.lanes import Lane
from config.bench.over_http import LIFE, bodies


def count(lane: Lane) -> dict[str, int]:
    """Statements of one life, authentication included, transaction control not."""
    manifest, tokens, counts = lane.draft(), lane.tokens(), {}
    for action, role in LIFE:
        if action == "depart":
            lane.put_on_truck([manifest])
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(
                f"/api/manifests/{manifest.pk}/{action}/",
                bodies(action, [manifest])[manifest.pk],
                content_type="application/json",
                headers={"Authorization": f"Token {tokens[role]}"},
            )
        if answer.status_code != 200:
            raise RuntimeError(f"{action}: {answer.status_code} {answer.content[:400]!r}")
        counts[action] = sum(not _is_control(query["sql"]) for query in captured)
    return counts


def _is_control(sql: str) -> bool:
    return sql.split(None, 1)[0].upper() in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
