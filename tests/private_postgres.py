"""A PostgreSQL server of the tests' own: a fresh cluster on a free port of 127.0.0.1, thrown away after."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

HOW_TO_INSTALL = "PostgreSQL's server programs are missing: apt-get install postgresql"


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian's newest, or that on the PATH; None when there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


class PrivatePostgres:
    """One cluster. It runs as `postgres` when the tests run as root, which PostgreSQL refuses to."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="gp-engage-pg-"))
        self._names = count(1)
        self._port = _free_port()
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self._folder, postgres.pw_uid, postgres.pw_gid)
        self._run("initdb", "-A", "trust", "-U", "gp", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        where = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", f"{where} -F")

    def stop(self) -> None:
        """Stop at once, as a crash would."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w")

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"record{next(self._names)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def cut_connections(self) -> None:
        """End every connection to the databases made here."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname LIKE 'record%'"
            )

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _url(self, database: str) -> str:
        return f"postgresql://gp@127.0.0.1:{self._port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Not a pipe: the server would keep it open after pg_ctl has gone.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, timeout=60)
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
