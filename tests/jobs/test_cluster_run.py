"""A run by the workers of a Dask cluster: the same bytes as by this machine, also where a worker is lost."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from builders.interrupted_run import contents, finished_stations, write_small_stations
from emfassess.jobs.plan import read_plan
from emfassess.jobs.run import write_run


def test_a_cluster_gives_the_same_bytes_although_it_loses_a_worker(tmp_path: Path) -> None:
    write_small_stations(tmp_path, 6)
    plan = read_plan([tmp_path / "stations"], folder=tmp_path)
    write_run(plan, tmp_path / "here", workers=1)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        with Client(cluster) as client:  # type: ignore[no-untyped-call]
            (victim, *_) = client.run(os.getpid).values()
        killer = threading.Thread(target=_kill_after_the_first, args=(tmp_path, victim))
        killer.start()
        write_run(plan, tmp_path / "reports", cluster=cluster.scheduler_address)
        killer.join()
    assert contents(tmp_path / "reports") == contents(tmp_path / "here")


def _kill_after_the_first(project: Path, process: int) -> None:
    while not finished_stations(project):
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)


def test_an_address_without_a_scheduler_is_refused(tmp_path: Path) -> None:
    write_small_stations(tmp_path, 2)
    plan = read_plan([tmp_path / "stations"], folder=tmp_path)
    with pytest.raises(ValueError, match="no Dask scheduler answers"):
        write_run(plan, tmp_path / "reports", cluster="tcp://127.0.0.1:9")
    assert not (tmp_path / "reports" / "index.json").exists()
