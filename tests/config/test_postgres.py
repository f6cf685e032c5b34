"""The private PostgreSQL on a folder of its own: started, killed, raced, careful with what is not its."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config import postgres
from config.postgres import PostgresFailed, cluster, programs
from config.postgres.account import Account
from config.postgres.places import LONGEST_SOCKET_FOLDER, make_private, private_home, socket_folder_of
from config.postgres.server import Server

PROJECT = Path(__file__).resolve().parent.parent.parent


def query(server, statement, user="liandan"):
    address = {"host": str(server.socket_folder), "port": server.port, "user": user, "dbname": "liandan"}
    with psycopg.connect(**address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def postmaster(server) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def kill(server):
    """kill -9, and wait until the process is gone or a mere entry in the process table."""
    pid = postmaster(server)
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        if not server.is_running():
            return
        time.sleep(0.05)
    raise AssertionError("still running after kill -9")


def modes(folder) -> dict[str, tuple[int, int]]:
    status = {path: path.lstat() for path in (folder, *folder.parents)}
    return {str(path): (stat.S_IMODE(found.st_mode), found.st_uid) for path, found in status.items()}


def test_first_start_makes_a_utf8_database_owned_by_a_modest_role(new_server):
    new_server.ensure_running()
    assert new_server.is_running()
    assert query(new_server, "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'liandan'") == [
        ("liandan", False, True)
    ]
    assert query(
        new_server,
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'liandan'",
    ) == [("liandan", "UTF8")]
    assert query(new_server, "SELECT lower('ÀÉ联'), current_setting('data_checksums')") == [("àé联", "on")]


def test_nothing_listens_but_a_private_socket(server):
    server.ensure_running()
    assert query(server, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700


def test_durability_is_not_traded_for_speed(server):
    server.ensure_running()
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert [query(server, f"SHOW {name}") for name in names] == [[("on",)]] * 3


def test_a_running_server_is_seen_within_20_ms(server):
    server.ensure_running()
    pid = postmaster(server)
    started = time.perf_counter()
    server.ensure_running()
    assert time.perf_counter() - started < 0.020
    assert postmaster(server) == pid


def test_data_survive_a_stop_and_a_start(server):
    server.ensure_running()
    query(server, "CREATE TABLE drum (kg numeric(15, 3))")
    query(server, "INSERT INTO drum VALUES (180.250)")
    server.stop()
    assert not server.is_running()
    server.ensure_running()
    assert str(query(server, "SELECT kg FROM drum")[0][0]) == "180.250"


def test_stopping_a_stopped_server_does_nothing(new_server):
    new_server.stop()
    new_server.ensure_running()
    new_server.stop()
    new_server.stop()
    assert not new_server.is_running()


def test_a_killed_server_starts_again_with_what_was_committed(server):
    server.ensure_running()
    query(server, "CREATE TABLE drum (kg numeric(15, 3))")
    query(server, "INSERT INTO drum VALUES (1)")
    kill(server)
    server.ensure_running()
    assert len(query(server, "SELECT kg FROM drum")) == 1


def test_a_server_killed_amid_a_statement_starts_again(server):
    server.ensure_running()
    address = {"host": str(server.socket_folder), "port": server.port, "user": "liandan"}
    script = "import psycopg, sys; psycopg.connect(sys.argv[1]).execute(sys.argv[2])"
    statement = "SELECT count(*) FROM generate_series(1, 40000000)"
    busy = subprocess.Popen(
        [sys.executable, "-c", script, psycopg.conninfo.make_conninfo(**address), statement],
        stderr=subprocess.DEVNULL,
    )
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM generate%'"
    while query(server, running) == [(0,)]:
        time.sleep(0.05)
    kill(server)
    server.ensure_running()
    assert server.is_running()
    busy.wait(timeout=30)


def test_a_left_over_pid_file_whose_number_another_program_has_is_put_aside(server):
    server.ensure_running()
    kill(server)
    path = server.data / "postmaster.pid"
    lines = path.read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"], **({"user": server.account.uid} if os.geteuid() == 0 else {}))
    try:
        path.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        server.ensure_running()
        assert postmaster(server) != stranger.pid
        assert stranger.poll() is None
        server.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_stop_does_not_kill_the_program_that_has_taken_the_number(server):
    server.ensure_running()
    kill(server)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        server.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_concurrent_starts_make_one_server(new_server):
    script = (
        "import sys, pathlib; from config.postgres.server import Server;"
        "Server(pathlib.Path(sys.argv[1])).ensure_running()"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", script, str(new_server.home)], cwd=PROJECT, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], said
    assert new_server.is_running()
    assert new_server.log.read_text().count("ready to accept connections") == 1


def test_the_server_outlives_the_session_that_started_it(server):
    script = (
        "import sys, pathlib; from config.postgres.server import Server;"
        "Server(pathlib.Path(sys.argv[1])).ensure_running()"
    )
    subprocess.run([sys.executable, "-c", script, str(server.home)], cwd=PROJECT, check=True)
    assert os.getsid(postmaster(server)) != os.getsid(0)
    assert os.getpgid(postmaster(server)) != os.getpgid(0)
    assert server.is_running()


def test_no_permission_outside_its_folder_is_touched(new_server, house):
    (house / "neighbour").mkdir(mode=0o700)
    before = {**modes(house / "neighbour"), **modes(Path.home()), **modes(PROJECT)}
    new_server.ensure_running()
    new_server.stop()
    assert {**modes(house / "neighbour"), **modes(Path.home()), **modes(PROJECT)} == before


def test_a_creation_cut_off_half_way_is_begun_anew(new_server):
    make_private(new_server.home, new_server.account.uid, new_server.account.gid)
    (new_server.home / "data.part" / "base").mkdir(parents=True)
    new_server.ensure_running()
    assert not (new_server.home / "data.part").exists()


def test_a_setting_it_cannot_take_is_told_with_the_log(server):
    server.ensure_running()
    server.stop()
    (server.data / "postgresql.auto.conf").write_text("shared_buffers = 'a lot'\n")
    with pytest.raises(PostgresFailed, match="did not start.*\n.*shared_buffers"):
        server.ensure_running()
    (server.data / "postgresql.auto.conf").write_text("")


def test_data_of_another_major_version_are_refused_with_the_way_out(server):
    server.ensure_running()
    server.stop()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresFailed, match="PostgreSQL 14.*database backup"):
        server.ensure_running()


def test_a_long_path_gets_a_short_socket_folder_of_the_same_name_each_time(house):
    home = house / ("x" * LONGEST_SOCKET_FOLDER)
    folder = socket_folder_of(home)
    assert folder == socket_folder_of(home)
    assert folder != socket_folder_of(home.with_name("y" * LONGEST_SOCKET_FOLDER))
    with socket.socket(socket.AF_UNIX) as client, pytest.raises(FileNotFoundError):
        client.connect(str(folder / ".s.PGSQL.5432"))  # too long an address would be an OSError of another kind


def test_a_server_below_a_long_path_answers(house):
    server = Server(house / ("x" * LONGEST_SOCKET_FOLDER))
    try:
        server.ensure_running()
        assert query(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()
        shutil.rmtree(server.socket_folder)


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_socket_folder_that_others_can_open_is_refused(house, mode):
    folder = house / "socket"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(PostgresFailed, match="only user"):
        make_private(folder, os.geteuid(), os.getegid())


def test_a_link_in_place_of_the_socket_folder_is_refused(house):
    (house / "elsewhere").mkdir(mode=0o700)
    (house / "socket").symlink_to(house / "elsewhere")
    with pytest.raises(PostgresFailed, match="only user"):
        make_private(house / "socket", os.geteuid(), os.getegid())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand the programs to another account")
def test_programs_in_a_closed_home_are_copied_where_the_account_reaches_them(house, monkeypatch, new_server):
    closed = house / "home"
    shutil.copytree(programs.bundled(), closed / "site" / programs.PACKAGE / programs.bundled().name)
    libraries = programs.bundled().parent.parent / f"{programs.PACKAGE}.libs"
    shutil.copytree(libraries, closed / "site" / libraries.name)
    closed.chmod(0o700)
    installation = closed / "site" / programs.PACKAGE / programs.bundled().name
    monkeypatch.setattr(programs, "bundled", lambda: installation)
    monkeypatch.setattr(programs, "SYSTEM_FOLDER", house / "system")
    (house / "system").mkdir()
    found = programs.reachable_by(new_server.account)
    assert house / "system" in found.parents
    assert programs.can_execute(new_server.account, found)
    assert programs.reachable_by(new_server.account) == found
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    cluster.create(new_server.home / "data", found, home_for(new_server), role="liandan", database="liandan")


def home_for(server) -> Account:
    make_private(server.home, server.account.uid, server.account.gid)
    return server.account


def test_two_projects_of_root_have_two_folders(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    here, there = private_home(Path("/srv/a/liandan")), private_home(Path("/srv/b/liandan"))
    assert here != there
    assert here.parent == there.parent == Path("/var/lib/liandan")


def test_a_user_s_data_lie_in_the_project(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert private_home(Path("/home/wang/liandan")) == Path("/home/wang/liandan/.liandan/postgres")


def test_with_database_url_nothing_is_started(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/liandan")
    monkeypatch.setattr(postgres, "private_server", lambda: pytest.fail("the private server was asked for"))
    postgres.ensure_running()
