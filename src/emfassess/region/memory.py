"""Memory of a worker between blocks."""

import ctypes
from functools import lru_cache

_TRIM, _MAP = -1, -3
"""Numbers of two settings of the C library (malloc.h): from where on freed memory goes back, and large pieces are mapped."""

_PIECE = 2**25


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Have this process keep what a block has freed for the next one, up to 32 MB a piece.

    Dask starts workers with 64 KiB: each array of a block would then be handed back and its pages faulted in anew, which took
    a third of the time. Where the C library has no such settings nothing changes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM, _PIECE)
        mallopt(_MAP, _PIECE)
