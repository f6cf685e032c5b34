"""The treatment result of what was received (Order 23, Art. 12): met when nothing of it lies untreated at the site.

`receive` starts the clock. What is split or regrouped is followed; what a treatment leaves behind is new waste with
clocks of its own.
"""

from datetime import datetime

from facilities.deadline_kinds import DeadlineKind
from manifests.clocks.keeping import SQL, Keeper, keep
from manifests.states import OPEN_BATCH

# Every batch that a manifest's accepted lines became at the site that owes the result.
LOTS = """
    SELECT line.batch_id AS id FROM manifests_manifestline line
    WHERE line.manifest_id = {manifest} AND line.opinion <> 'refuse'
    UNION
    SELECT link.child_id FROM lot JOIN manifests_wastebatch parent ON parent.id = lot.id
    JOIN manifests_batchlink link ON link.parent_id = lot.id WHERE parent.state IN ('split', 'regrouped')
"""
WANTED = f"""
    SELECT d.kind::text, d.subject_id, d.period::text, d.facility_id, d.manifest_id, d.batch_id, d.label::text,
        d.started_at, d.due_at, d.warn_at, d.assumed
    FROM manifests_deadline d WHERE d.kind = %s AND d.met_at IS NULL AND EXISTS (
        WITH RECURSIVE lot AS ({LOTS.format(manifest="d.manifest_id")})
        SELECT FROM lot JOIN manifests_wastebatch batch ON batch.id = lot.id
        WHERE batch.holder_id = d.facility_id AND batch.state = ANY(%s)
    )
"""  # noqa: S608 - only constants are joined
# The last thing that happened to any of them there.
TREATED = f"""(
    WITH RECURSIVE lot AS ({LOTS.format(manifest="x.manifest_id")})
    SELECT max(event.recorded_at) FROM lot JOIN manifests_custodyevent event ON event.batch_id = lot.id
    WHERE event.recorded_at >= x.started_at
)"""  # noqa: S608 - only constants are joined


def wanted(now: datetime) -> list[SQL]:
    """Those that run and are not done; nothing new begins here."""
    return [(WANTED, (DeadlineKind.TREAT.value, [state.value for state in OPEN_BATCH]))]


keep("treatment", Keeper((DeadlineKind.TREAT,), wanted, TREATED))
