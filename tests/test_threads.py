"""Small compiled loops stay on one thread, large ones take those that are allowed; the numbers are the same."""

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numba import config, get_num_threads, njit, prange, set_num_threads
from numba.np.ufunc.parallel import get_thread_id

import emfassess
from builders.stations import carrier, parabolic, station
from emfassess.field import kernel, sources_of, summed
from emfassess.threads import PAYS, shared_out

PACKAGE = Path(emfassess.__file__).parent

THREADS = int(config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
needs_two = pytest.mark.skipif(THREADS < 2, reason="the machine has one thread")


@pytest.fixture(autouse=True)
def all_threads() -> Iterator[None]:
    """Every test starts with all threads of the machine, whatever others have set."""
    set_num_threads(THREADS)
    yield
    set_num_threads(THREADS)


@njit(parallel=True)
def threads_taken(count):  # type: ignore[no-untyped-def]
    """Number of the thread that takes each turn of a loop."""
    taken = np.empty(count, np.int64)
    for turn in prange(count):
        taken[turn] = get_thread_id()  # type: ignore[no-untyped-call]
    return taken


@needs_two
def test_little_work_stays_on_one_thread_and_much_is_shared_out() -> None:
    with shared_out(0.5 * PAYS):
        assert set(threads_taken(1000)) == {0}
    with shared_out(PAYS):
        assert len(set(threads_taken(1000))) > 1


@needs_two
def test_the_threads_that_are_allowed_come_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), shared_out(1.0):
        1 / 0  # noqa: B018
    assert get_num_threads() == THREADS


def test_one_allowed_thread_stays_one() -> None:
    set_num_threads(1)
    with shared_out(10 * PAYS):
        assert get_num_threads() == 1


@needs_two
def test_calls_of_a_lone_station_do_not_wake_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def noted(*given: object) -> None:
        taken.append(get_num_threads())
        if isinstance(given[-1], np.ndarray):
            given[-1].fill(1.0)

    monkeypatch.setattr(kernel, "_unit_density", noted)
    monkeypatch.setattr(summed, "_sums", noted)
    made = sources_of([station(carrier(), pattern=parabolic())])
    points = np.random.default_rng(4).uniform(-500.0, 500.0, (7000, 3))  # about as many receptors as a station has
    for pays in (PAYS, 0.0):
        monkeypatch.setattr("emfassess.threads.PAYS", pays)
        kernel.unit_density(made, points)
        summed.summed(made, np.ones((1, 1)), points)
    assert taken == [1, 1, THREADS, THREADS]


@needs_two
def test_both_ways_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sources_of([station(carrier(), pattern=parabolic(), mechanical_tilt_deg=3.0)])
    points = np.random.default_rng(5).uniform(-200.0, 200.0, (20_000, 3))

    def found() -> list[bytes]:
        return [kernel.unit_density(made, points).tobytes(), summed.summed(made, np.ones((1, 1)), points).tobytes()]

    alone = found()
    monkeypatch.setattr("emfassess.threads.PAYS", 0.0)
    assert found() == alone


def test_every_module_with_a_parallel_loop_asks_for_its_threads() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parallel = [
            node.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and any("parallel=True" in ast.unparse(d) for d in node.decorator_list)
        ]
        if parallel:
            # the quantiles are called from one place in the module beside theirs
            beside = path.with_name("distribution.py")
            asks = text + (beside.read_text(encoding="utf-8") if beside.exists() else "")
            assert asks.count("with shared_out(") >= len(parallel), f"{path.name}: {parallel}"
