"""An import in a process of its own, to be killed: opens the register named first and imports the file of the seed."""

import datetime
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders.register_entries import ENGINEER, measurement_file, route
from emfassess.register import open_register
from emfassess.register.campaigns import add_import

ROWS = 40_000


def main(url: str, folder: str) -> None:
    """Import slowly enough that a kill can hit every part of it."""
    register = open_register(url, lambda: datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
    imported = replace(measurement_file(Path(folder), route(ROWS), name="killed.csv"), chunk=4000)
    print("begun", flush=True)  # noqa: T201 - told to the test
    add_import(register, imported, ENGINEER, progress=lambda _: time.sleep(0.02))
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
