"""Progress of long work: a bar on a terminal, a line now and then elsewhere, both on standard error."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emfassess.cli.spoken import spoken

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

FIRST_LINE, NEXT_LINES = 10.0, 30.0
"""Where there is no terminal a line is written so long after the start, and so often afterwards. [s]"""


@contextmanager
def progress(task: str, total: int, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function to call with the name of each finished piece of work."""
    with many_pieces(task, total, quiet) as done:
        yield lambda name: done([name], False)


@contextmanager
def many_pieces(task: str, total: int, quiet: bool = False) -> Iterator[Callable[[Collection[str], bool], None]]:
    """Give a function to call with the names of finished pieces, and whether they were finished before the start."""
    if quiet:
        yield lambda _names, _before: None
        return
    with _bar() as bar:
        display = _Display(bar, bar.add_task(task, total=total, rate=""), task, total)
        yield display.step


@contextmanager
def counter(task: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with what is done and all that there is."""
    with _bar() as bar:
        job = bar.add_task(task, total=None, rate="")
        yield lambda done, total: bar.update(job, completed=done, total=total)


@dataclass
class _Display:
    """Display of work: pieces done, those of them from before, and when the next line is written."""

    bar: "Progress"
    job: "TaskID"
    task: str
    total: int
    start: float = field(default_factory=time.monotonic)
    done: int = 0
    before: int = 0
    next_line: float = FIRST_LINE

    def step(self, names: Collection[str], before: bool) -> None:
        """Show some more pieces."""
        self.done += len(names)
        self.before += len(names) if before else 0
        last = next(reversed(list(names)), "")
        passed = time.monotonic() - self.start
        rate = (self.done - self.before) / passed if passed else 0.0
        self.bar.update(self.job, completed=self.done, description=f"{self.task} {last}", rate=_rate(rate))
        if not self.bar.console.is_terminal and passed >= self.next_line and self.done < self.total:
            self.next_line = passed + NEXT_LINES
            self.bar.console.print(self._line(rate), soft_wrap=True, highlight=False)

    def _line(self, rate: float) -> str:
        text = spoken()
        if not rate:
            return text("{task}: {done} of {total}", task=self.task, done=self.done, total=self.total)
        return text(
            "{task}: {done} of {total}, {rate}, about {minutes} min left",
            task=self.task,
            done=self.done,
            total=self.total,
            rate=_rate(rate),
            minutes=f"{(self.total - self.done) / rate / 60:.2g}",
        )


def _rate(rate: float) -> str:
    """How many a second, or a minute where they are slow."""
    text = spoken()
    if rate >= 1:
        return text("{number} a second", number=f"{rate:.2g}")
    return text("{number} a minute", number=f"{60 * rate:.2g}")


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
