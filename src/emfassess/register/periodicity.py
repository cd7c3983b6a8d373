"""How often a station must be measured, and what makes a measurement due before its period ends.

The rules are a table of the project's settings::

    [periodicity]
    period_months = 24            # of every station that no rule names
    first_within_days = 30        # from the first day of a station until its first measurement
    after_trigger_days = 30       # from a change, a complaint or an exceedance until the new measurement
    due_within_days = 60          # what is due so soon is called due, what lies later next
    triggers = ["carrier", "power", "tilt", "complaint", "exceedance"]

    [[periodicity.rule]]          # the first rule that fits counts
    period_months = 12
    supports = ["rooftop"]        # a class of stations: by support, by operator, or by name
    operators = ["Operator A"]
    stations = ["330106-0001"]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ConfigDict, TypeAdapter, ValidationError

from emfassess.readers.faults import Fault, InputError
from emfassess.register.changes import ChangeKind

TRIGGERS: tuple[str, ...] = (*get_args(ChangeKind), "complaint", "exceedance")


@dataclass(frozen=True)
class Rule:
    """Period of a class of stations; a list that is empty asks for nothing, the others must all fit."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    period_months: int
    supports: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_month(self.period_months)
        if not (self.supports or self.operators or self.stations):
            raise ValueError(
                "a rule needs supports, operators or stations; for all stations set periodicity.period_months"
            )


@dataclass(frozen=True)
class Rules:
    """Periods and triggers of a project."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    period_months: int = 12
    first_within_days: int = 30
    after_trigger_days: int = 30
    due_within_days: int = 60
    triggers: tuple[str, ...] = TRIGGERS
    rule: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        _require_month(self.period_months)
        for key in ("first_within_days", "after_trigger_days", "due_within_days"):
            if not 0 <= getattr(self, key) <= 36_500:
                raise ValueError(f"{key} must lie in 0..36500, not {getattr(self, key)}")
        unknown = set(self.triggers) - set(TRIGGERS)
        if unknown:
            raise ValueError(f"unknown trigger {sorted(unknown)[0]!r}; known are: {', '.join(TRIGGERS)}")

    def periods(self, stations: pd.DataFrame) -> NDArray[np.int64]:
        """Period of each station of a table with `station_id`, `support` and `operator`. [months]"""
        months = np.full(len(stations), self.period_months, dtype=np.int64)
        open_yet = np.ones(len(stations), dtype=bool)
        for rule in self.rule:
            fits = open_yet.copy()
            for column, names in (
                ("support", rule.supports),
                ("operator", rule.operators),
                ("station_id", rule.stations),
            ):
                if names:
                    fits &= stations[column].isin(names).to_numpy()
            months[fits] = rule.period_months
            open_yet &= ~fits
        return months


def rules_from(table: Mapping[str, Any], file: str) -> Rules:
    """Rules from the table ``[periodicity]`` of a settings file.

    Raises
    ------
    InputError
        With every key that is unknown or out of range.
    """
    try:
        return TypeAdapter(Rules).validate_python(dict(table))
    except ValidationError as error:
        raise InputError(
            [
                Fault(
                    file,
                    ".".join(("periodicity", *(str(part) for part in found["loc"]))),
                    str(found["input"])[:80],
                    found["msg"].removeprefix("Value error, "),
                )
                for found in error.errors(include_url=False)
            ]
        ) from None


def _require_month(months: int) -> None:
    if not 1 <= months <= 600:
        raise ValueError(f"period_months must lie in 1..600, not {months}")
