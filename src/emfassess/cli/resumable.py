"""Work that can be interrupted: what is reported, and the exit status of its own."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from emfassess.cli.spoken import spoken

INTERRUPTED = 3


@contextmanager
def resumable() -> Iterator[None]:
    """Report an interruption, by the keyboard, by SIGTERM or by the machine, and how to continue."""
    from emfassess.region.workers import Stopped

    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except (KeyboardInterrupt, Stopped) as error:
        text = spoken()
        reason = str(error) or text("interrupted")
        message = text("{reason}; run the same command again to go on", reason=reason)
        typer.echo(f"emfassess: {message}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
