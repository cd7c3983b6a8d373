"""Figures of a benchmark, kept and printed as they come."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Findings:
    """Figures by name, in the order of the report."""

    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: Any, shown: str) -> None:
        """Keep a figure and print it."""
        self.figures[name] = value
        print(f"{name:40s} {shown}", flush=True)
