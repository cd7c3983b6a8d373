"""A progress bar on a terminal, nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress(task: str, total: int, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function to call with the name of each finished piece of work; the bar is drawn on standard error."""
    if quiet:
        yield lambda _: None
        return
    with _bar() as bar:
        job = bar.add_task(task, total=total)

        def step(name: str) -> None:
            bar.update(job, advance=1, description=f"{task} {name}")

        yield step


@contextmanager
def counter(task: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with what is done and all that there is."""
    with _bar() as bar:
        job = bar.add_task(task, total=None)
        yield lambda done, total: bar.update(job, completed=done, total=total)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
