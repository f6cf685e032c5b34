"""The floor: the rows of an ordinary life written by pgbench alone, with no application in between.

One script an action, in equal parts, so that the mix is that of `over_http.LIFE`. Triggers and constraints are in
force, so stock, the list for the next seal and that of fates to be worked out again are written too, and the books of
each batch are proven; only reading, judging and hashing are left out. Whoever may take any row in any order cannot
empty an account and fill the next: a batch here grows by a kilogram at a time, and its weight with it.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from django.db import connection

from config.postgres.programs import program

EVENT = """
INSERT INTO manifests_custodyevent (id, manifest_id, batch_id, sequence, action, old_state, new_state, person_id,
    person_name, party, on_behalf_of, happened_at, recorded_at, device, evidence, particulars, warnings,
    request_digest, previous_hash, hash)
SELECT gen_random_uuid(), {manifest}, {batch}, (random() * 2000000000)::int, e.action, e.old_state, e.new_state,
    e.person_id, e.person_name, e.party, e.on_behalf_of, now(), now(), e.device, e.evidence, e.particulars, e.warnings,
    e.request_digest, e.previous_hash, e.hash
FROM manifests_custodyevent e WHERE e.id = (SELECT event_id FROM bench_sample WHERE action = '{action}');
"""
MANIFEST = "UPDATE manifests_manifest SET event_count = event_count + 1, {time} = now() WHERE id = {row};"
BATCH = (
    "UPDATE manifests_wastebatch SET event_count = event_count + 1, held_since = now(), kg = kg + 1 WHERE id = {row};"
)
# As `depart` and `receive` write them: one row, and two in one statement.
ONTO_THE_ROAD = """
INSERT INTO manifests_movement (id, event_id, kg, from_account, to_account, to_batch_id, happened_at, recorded_at)
SELECT gen_random_uuid(), (SELECT event_id FROM bench_sample WHERE action = 'depart'), 1, 'adjustment', 'transit',
    {row}, now(), now();
"""
INTO_THE_SITE = """
INSERT INTO manifests_movement (id, event_id, kg, from_account, from_batch_id, to_account, to_facility_id, to_batch_id,
    happened_at, recorded_at)
SELECT gen_random_uuid(), (SELECT event_id FROM bench_sample WHERE action = 'receive'), 1, entry.from_account,
    CASE entry.from_account WHEN 'transit' THEN batch.id END, entry.to_account,
    CASE entry.to_account WHEN 'site' THEN batch.holder_id END, batch.id, now(), now()
FROM manifests_wastebatch AS batch,
    (VALUES ('adjustment', 'transit'), ('transit', 'site')) AS entry (from_account, to_account)
WHERE batch.id = {row};
"""
ROW_M = "(SELECT manifest_id FROM bench_row WHERE n = :n)"
ROW_B = "(SELECT batch_id FROM bench_row WHERE n = :n)"
ROW_P = "(SELECT plan_id FROM bench_row WHERE n = :n)"
USE = "UPDATE facilities_permitusage SET received_kg = received_kg + 1, committed_kg = committed_kg + 1;"


def _event(action: str, *, of_batch: bool = False) -> str:
    return EVENT.format(
        action=action, manifest="NULL::uuid" if of_batch else ROW_M, batch=ROW_B if of_batch else "NULL::uuid"
    )


SCRIPTS = {
    "issue": [
        MANIFEST.format(time="issued_at", row=ROW_M),
        _event("issue"),
        f"UPDATE facilities_planline SET issued_kg = issued_kg + 1 WHERE id = {ROW_P};",
        USE,
    ],
    "depart": [
        MANIFEST.format(time="departed_at", row=ROW_M),
        _event("depart"),
        _event("depart", of_batch=True),
        BATCH.format(row=ROW_B),
        ONTO_THE_ROAD.format(row=ROW_B),
        f"UPDATE transport_leg SET taken_over_at = now() WHERE manifest_id = {ROW_M};",
    ],
    "arrive": [MANIFEST.format(time="arrived_at", row=ROW_M), _event("arrive")],
    "receive": [
        MANIFEST.format(time="received_at", row=ROW_M),
        _event("receive"),
        _event("receive", of_batch=True),
        BATCH.format(row=ROW_B),
        INTO_THE_SITE.format(row=ROW_B),
        f"UPDATE manifests_manifestline SET weighed_kg = declared_kg WHERE manifest_id = {ROW_M};",
        "UPDATE manifests_flow SET kg = kg + 1, line_count = line_count + 1;",
        USE,
        "INSERT INTO bench_deadline SELECT gen_random_uuid(), k.kind, now(), now(), false, NULL, m.id, now(), now(), 0,"
        " false, '', m.number, m.id, m.consignee_id, NULL"
        f" FROM manifests_manifest m, unnest('{{close,treat}}'::text[]) AS k (kind) WHERE m.id = {ROW_M};",
        f"UPDATE transport_leg SET ended_at = now() WHERE manifest_id = {ROW_M};",
    ],
    "close": [
        MANIFEST.format(time="closed_at", row=ROW_M),
        _event("close"),
        f"UPDATE manifests_deadline SET met_at = now() WHERE manifest_id = {ROW_M};",
    ],
}


def measure(parameters: dict[str, str], connections: int, seconds: int) -> float:
    """Transactions per second of the mix over `connections`, on the rows that the HTTP run left behind."""
    rows = _prepare()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for action, statements in SCRIPTS.items():
            path = Path(folder) / f"{action}.sql"
            path.write_text(f"\\set n random(1, {rows})\nBEGIN;\n{''.join(statements)}\nCOMMIT;\n")
            files += ["-f", f"{path}@1"]
        environment = {
            **os.environ,
            "PGHOST": parameters.get("host", ""),
            "PGPORT": parameters.get("port", ""),
            "PGUSER": parameters.get("user", ""),
            "PGPASSWORD": parameters.get("password", ""),
        }
        command = [str(program("pgbench")), "-n", "-M", "prepared", "-c", str(connections), "-j", "2"]
        ran = subprocess.run(  # noqa: S603 - PostgreSQL's own program on our own scripts
            [*command, "-T", str(seconds), *files, parameters["dbname"]],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"tps = ([\d.]+)", ran.stdout)
    if ran.returncode or not found:
        raise RuntimeError(ran.stderr[-2000:])
    return float(found.group(1))


def _prepare() -> int:
    """Number the rows, so that pgbench can choose one, and keep a sample event of each action to copy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_row AS SELECT row_number() OVER () AS n, l.manifest_id, l.batch_id, p.id AS plan_id"
            " FROM manifests_manifestline l JOIN manifests_manifest m ON m.id = l.manifest_id"
            " JOIN facilities_managementplan mp ON mp.facility_id = m.consignor_id"
            " JOIN facilities_planline p ON p.plan_id = mp.id"
        )
        cursor.execute("ALTER TABLE bench_row ADD PRIMARY KEY (n)")
        cursor.execute(
            "CREATE TABLE bench_sample AS SELECT DISTINCT ON (action) action, id AS event_id"
            " FROM manifests_custodyevent WHERE manifest_id IS NOT NULL ORDER BY action, id"
        )
        cursor.execute("ALTER TABLE bench_sample ADD PRIMARY KEY (action)")
        # One clock of a kind runs for a manifest; the floor writes as many rows into a table of the same shape.
        cursor.execute(
            "CREATE TABLE bench_deadline (id uuid PRIMARY KEY, kind varchar(20), started_at timestamptz,"
            " due_at timestamptz, assumed boolean, met_at timestamptz,"
            " manifest_id uuid REFERENCES manifests_manifest, warn_at timestamptz, tell_at timestamptz, told smallint,"
            " fell_away boolean, period varchar(7), label varchar(120), subject_id uuid,"
            " facility_id uuid REFERENCES facilities_facility, batch_id uuid REFERENCES manifests_wastebatch)"
        )
        for columns in ("manifest_id", "batch_id", "facility_id", "due_at", "tell_at", "kind, subject_id, facility_id"):
            cursor.execute(f"CREATE INDEX ON bench_deadline ({columns})")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM bench_row")
        return cursor.fetchone()[0]
