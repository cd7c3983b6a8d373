"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket in it, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def binaries() -> Path | None:
    """Folder of the newest installed server; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(installed, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def running(programs: Path) -> Iterator[Path]:
    """Folder with the socket of a server that runs as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="emf-pg-"))  # a short path: sockets allow no long one
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, USER)

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"{program}: {done.stdout}"

    data, log = str(folder / "data"), str(folder / "log")
    # nothing here must outlast a power cut: without fsync the tests are quick
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        run("initdb", "-D", data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
        start = [*as_user, str(programs / "pg_ctl"), "-D", data, "-o", settings, "-l", log, "-w", "start"]
        # the server keeps the output of pg_ctl open: it must not be a pipe
        subprocess.run(start, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url(folder: Path) -> str:
    """URL of the database of the server with its socket in a folder."""
    return f"postgresql://{USER}@/{USER}?host={folder}"
