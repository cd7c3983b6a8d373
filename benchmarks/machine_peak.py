"""What this machine can do at most, measured: single-precision multiply-adds and table look-ups a second."""

import time
from collections.abc import Callable

import numpy as np
from numba import njit, prange, set_num_threads

ROUNDS = 9
JOBS, NUMBERS = 64, 1024


@njit(parallel=True, fastmath={"contract"}, error_model="numpy", cache=True)
def multiply_adds(values, times, found):  # type: ignore[no-untyped-def]
    """Sixteen multiply-adds in a row on each of many numbers; other fast maths would fold them into one."""
    for job in prange(JOBS):
        a = values + np.float32(job)
        x, y = np.float32(0.999999), np.float32(1e-7)
        for _ in range(times):
            for j in range(len(a)):
                v = a[j]
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                v = v * x + y
                a[j] = v
        found[job] = a.sum()


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def look_ups(table, index, times, found):  # type: ignore[no-untyped-def]
    """Sum of entries of a table at places that are known only at run time."""
    for job in prange(JOBS):
        total = np.float32(0.0)
        for k in range(times):
            turn = np.uint32(k)
            for j in range(len(index)):
                total += table[(index[j] ^ turn) & np.uint32(1023)]
        found[job] = total


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the best round."""
    work()
    quickest = np.inf
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        quickest = min(quickest, time.perf_counter() - begin)
    return float(quickest)


def measured(threads: int) -> tuple[float, float]:
    """Floating-point operations and look-ups a second."""
    set_num_threads(threads)
    rng = np.random.default_rng(1)
    found = np.empty(JOBS, np.float32)
    values = rng.random(NUMBERS, dtype=np.float32)
    table, index = rng.random(1024, dtype=np.float32), rng.integers(0, 1024, 4096).astype(np.uint32)
    flops = JOBS * 1000 * NUMBERS * 32 / best(lambda: multiply_adds(values, 1000, found))
    gathers = JOBS * 100 * 4096 / best(lambda: look_ups(table, index, 100, found))
    return flops, gathers
