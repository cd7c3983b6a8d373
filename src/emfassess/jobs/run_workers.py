"""Who computes the stations of a run: this process, processes of this machine, or the workers of a Dask cluster."""

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

from emfassess.jobs.batches import Batch
from emfassess.region.workers import Stopped, connected, demand_fit

FAILURES = list[tuple[str, str]]
"""Ids of stations that could not be assessed, with the reasons."""

Work = Callable[[Batch, Path, Sequence[str]], FAILURES]
"""Assesses a batch's own stations into the next generation of a folder; the digests are those of their inputs."""

LOOK = 0.5
"""So often the finished stations are counted. [s]"""

ENOUGH = 4
"""Stations for each process, below which its start takes longer than it saves."""

_stop: Any = None


def processes_for(stations: int, asked: int | None) -> int:
    """How many processes of this machine share the work; 1: this process."""
    if asked is not None:
        return max(1, min(asked, stations))
    return max(1, min(os.cpu_count() or 1, stations // ENOUGH))


@contextmanager
def executor(out: Path, processes: int, cluster: str | None) -> Iterator[Executor]:
    """Processes of this machine, or the workers of a Dask cluster.

    Raises
    ------
    ValueError
        If no scheduler answers, or its workers run other code or do not see the folder.
    """
    if cluster is not None:
        with connected(cluster, None) as client:
            demand_fit(client, out, cluster)
            yield client.get_executor(pure=False)
        return
    # every core has a worker: more threads in each would only wait for one another
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # spawn: a forked copy of a process that runs compiled threads may hang
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(stop,))
    try:
        yield pool
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(stop: Any) -> None:
    """Keep a worker's compiled loops to one thread, and end it with the process that it works for."""
    global _stop  # noqa: PLW0603, an initializer has no other way to leave something for the tasks
    _stop = stop
    one_thread()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def one_thread() -> None:
    """Keep the compiled loops of this process to one thread, since every core has a worker."""
    from numba import set_num_threads

    set_num_threads(1)


def is_asked_to_stop() -> bool:
    """Whether the run was interrupted: a worker finishes its station and leaves the others."""
    return _stop is not None and _stop.is_set()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def batches_done(
    workers: Executor, work: Work, tasks: Sequence[tuple[Batch, Sequence[str]]], out: Path, look: Callable[[], None]
) -> FAILURES:
    """Have all batches computed; `look` is called again and again meanwhile.

    Raises
    ------
    OSError
        If the disk is full.
    Stopped
        If a worker was lost.
    """
    waiting = {workers.submit(work, batch, out.resolve(), inputs) for batch, inputs in tasks}
    failures: FAILURES = []
    while waiting:
        done, waiting = wait(waiting, timeout=LOOK)
        for future in done:
            failures += _result(future)
        look()
    return failures


def _result(future: "Future[FAILURES]") -> FAILURES:
    error = future.exception()
    if error is None:
        return future.result()
    raise stopped_by(error) from error


def stopped_by(error: BaseException) -> BaseException:
    """Cause that ended the work, with what is to be done; finished stations are kept, and a run that is run again goes on."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OSError(
            error.errno, f"{error.strerror}; make room and run again: finished stations are kept", error.filename
        )
    if isinstance(error, BrokenProcessPool) or type(error).__name__ in ("KilledWorker", "FutureCancelledError"):
        return Stopped("a worker was lost (out of memory?): finished stations are kept")
    return error
