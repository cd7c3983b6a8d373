"""Who computes: threads of this process, processes of this machine, or the workers of an existing Dask cluster."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from emfassess.region.grid import Block
from emfassess.region.job import Job, Record, code_digest, compute_block

PATIENCE = 10.0
"""So long a scheduler may take to answer. [s]"""

AHEAD = 4
"""Blocks handed out for each worker: enough that none waits, few enough that an end comes soon."""

TRIES = 3
"""A block whose worker was lost is handed out again so often."""


class Stopped(RuntimeError):  # noqa: N818, no fault: run again
    """The run broke off for a reason that is no fault of its input; run again to go on."""


@contextmanager
def connected(cluster: str | None, workers: int | None) -> Iterator[Any]:
    """A Dask client: of a cluster by its address, of so many processes, or of the threads of this process.

    Raises
    ------
    ValueError
        If no scheduler answers at the address, or it has no workers, or they run other code.
    """
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.worker", "distributed.scheduler", "distributed.nanny", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if cluster is not None:
        with _client_of(cluster) as client:
            yield client
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    cores = os.cpu_count() or 1
    processes = workers is not None and workers > 1
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers if processes and workers else 1,
            threads_per_worker=1 if workers else cores,
            processes=processes,
            memory_limit=None,
            dashboard_address="127.0.0.1:0",
        ) as own,
        Client(own) as client,  # type: ignore[no-untyped-call]
    ):
        yield client


@contextmanager
def _client_of(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ValueError(
            f"--cluster {address}: no Dask scheduler answers there within {PATIENCE:g} s ({_first_line(error)}); expected "
            "an address such as tcp://host:8786"
        ) from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise ValueError(
                f"--cluster {address}: the scheduler has no workers; start some with `dask worker {address}`"
            )
        yield client


def demand_fit(client: Any, folder: Path, cluster: str) -> None:
    """Refuse workers of a cluster that run another code or do not see the folder of the run; nothing is left of the asking.

    Raises
    ------
    ValueError
        With the address of the first worker that does not fit.
    """
    fresh = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder.resolve() / f".seen-{os.getpid()}"
    mark.touch()
    try:
        answers = client.run(_seen, str(mark), on_error="return")
    finally:
        mark.unlink()
        if fresh:
            folder.rmdir()
    own = code_digest()
    for worker, found in answers.items():
        if isinstance(found, BaseException):
            raise ValueError(  # noqa: TRY004, the cluster is at fault
                f"--cluster {cluster}: worker {worker} cannot run emfassess: {_first_line(found)}"
            )
        code, sees = found
        if code != own:
            raise ValueError(f"--cluster {cluster}: worker {worker} runs another code version ({code}, this is {own})")
        if not sees:
            raise ValueError(f"--cluster {cluster}: worker {worker} does not see --out {folder}; it must be shared")


def _seen(mark: str) -> tuple[str, bool]:
    return code_digest(), Path(mark).exists()


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def computed(
    client: Any, job: Job, blocks: Iterable[Block], known: Callable[[Block], Record | None]
) -> Iterator[Record]:
    """Records of blocks as they are finished, in any order.

    Raises
    ------
    Stopped
        If the disk is full or workers are lost again and again.
    """
    from distributed import as_completed

    waiting = iter(blocks)
    room = max(AHEAD * sum(info["nthreads"] for info in client.scheduler_info()["workers"].values()), AHEAD)
    tried: dict[Any, tuple[Block, int]] = {}
    (shared,) = client.scatter([job], broadcast=True)
    finished = as_completed()  # type: ignore[no-untyped-call]

    def hand_out(block: Block, tries: int = 1) -> None:
        future = client.submit(compute_block, shared, block, known(block), pure=False, retries=0)
        tried[future] = (block, tries)
        finished.add(future)  # type: ignore[no-untyped-call]

    for _, block in zip(range(room), waiting, strict=False):
        hand_out(block)
    for future in finished:
        block, tries = tried.pop(future)
        if future.status == "finished":
            yield future.result()
            following = next(waiting, None)
            if following is not None:
                hand_out(following)
        elif _lost(future) and tries < TRIES:
            hand_out(block, tries + 1)
        else:
            raise _stopped(future, block)


def _lost(future: Any) -> bool:
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    return isinstance(future.exception(), (KilledWorker, FutureCancelledError))


def _stopped(future: Any, block: Block) -> BaseException:
    """Cause that ended a block's work: a full disk and lost workers end the run, faults of the input are reported."""
    import errno

    error = future.exception()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Stopped(f"the disk is full ({error.strerror}); make room and run again: finished blocks are kept")
    if _lost(future):
        return Stopped(f"block {block.name}: its worker was lost {TRIES} times (out of memory?); run again to go on")
    return error if isinstance(error, BaseException) else Stopped(f"block {block.name} was not finished; run again")
