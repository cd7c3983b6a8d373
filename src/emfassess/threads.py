"""One thread or all of them: a compiled loop is shared out only where its work pays for that.

The threads of a parallel loop wait for one another at its end, and each of them waits at full speed. On an idle machine that
costs some ten microseconds; where something else runs, the last thread may get its turn a time slice later, and a lone
station calls some ten thousand short loops. The loop is the same either way, and so are its numbers, bit for bit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from numba import get_num_threads, set_num_threads

PAYS = 20e6
"""Work that is shared out, in nanoseconds of one thread: measured on two busy processors, where a parallel loop of no work
takes 16 ms and 8 ms of processor time, and half the work is saved at best."""


@contextmanager
def shared_out(work: float) -> Iterator[None]:
    """Run the parallel loops inside with as many threads as their work pays for: one, or those that are allowed.

    Parameters
    ----------
    work : float
        Estimate for one thread. [ns]
    """
    allowed = get_num_threads()
    if work >= PAYS or allowed == 1:
        yield
        return
    set_num_threads(1)
    try:
        yield
    finally:
        set_num_threads(allowed)
