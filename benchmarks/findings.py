"""Figures of a benchmark, kept and printed as they come."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Findings:
    """Figures by name, in the order of the report."""

    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: Any, shown: str) -> None:
        """Keep a figure and print it."""
        self.figures[name] = value
        print(f"{name:40s} {shown}", flush=True)


def memory(name: str) -> float:
    """Memory of this process as Linux tells it: ``VmHWM`` is the peak since it began, ``RssAnon`` what is its own. [GB]

    The peak of ``getrusage`` would begin with that of the process which started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split(f"{name}:")[1].split()[0]) / 1e6
