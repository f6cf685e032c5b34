"""A backup is one only when it has been restored: `manage.py database` against a server named by DATABASE_URL."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def connect(server):
    server.ensure_running()

    def connect(database):
        address = {"host": str(server.socket_folder), "user": "liandan", "dbname": database}
        return psycopg.connect(**address, autocommit=True)

    return connect


@pytest.fixture
def manage(server):
    def manage(database, *words):
        url = f"postgres://liandan@/{database}?host={server.socket_folder}"
        command = [sys.executable, "manage.py", *words]
        environment = {**os.environ, "DATABASE_URL": url, "LIANDAN_LOCAL": "1"}
        return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)

    return manage


def test_a_backup_brings_back_rows_and_triggers_in_an_empty_database(connect, manage, tmp_path):
    with connect("liandan") as house:
        house.execute("CREATE TABLE drum (kg numeric(15, 3))")
        house.execute("INSERT INTO drum VALUES (180.250)")
        house.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'sealed'; END $$"
        )
        house.execute("CREATE TRIGGER sealed BEFORE UPDATE ON drum EXECUTE FUNCTION refuse()")
        house.execute("CREATE DATABASE empty_house")
    saved = manage("liandan", "database", "backup", str(tmp_path / "saved"))
    assert saved.returncode == 0, saved.stderr
    restored = manage("empty_house", "database", "restore", str(tmp_path / "saved"))
    assert restored.returncode == 0, restored.stderr
    with connect("empty_house") as house:
        assert str(house.execute("SELECT kg FROM drum").fetchone()[0]) == "180.250"
        with pytest.raises(psycopg.errors.RaiseException, match="sealed"):
            house.execute("UPDATE drum SET kg = 0")


def test_a_damaged_backup_leaves_the_database_empty(connect, manage, tmp_path):
    with connect("liandan") as house:
        house.execute("CREATE TABLE drum AS SELECT generate_series(1, 20000) AS kg")
        house.execute("CREATE DATABASE empty_house")
    assert manage("liandan", "database", "backup", str(tmp_path / "saved")).returncode == 0
    whole = (tmp_path / "saved").read_bytes()
    (tmp_path / "damaged").write_bytes(whole[: len(whole) // 2])
    damaged = manage("empty_house", "database", "restore", str(tmp_path / "damaged"))
    assert damaged.returncode == 1
    assert "pg_restore failed" in damaged.stderr
    with connect("empty_house") as house:
        assert house.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
