"""What counters say of the power reduction factor, as records and as lines."""

from collections.abc import Iterable, Sequence
from typing import Any

from emfassess.measurement_files.counters import Counters
from emfassess.measurements.power_reduction import WINDOW_6_MIN, WINDOW_30_MIN, compare_with_factor, monitored_power
from emfassess.publish.text.numbers import percent


def counter_records(read: Iterable[Counters], factor: float, duty_cycle: float) -> list[dict[str, Any]]:
    """One record for each carrier and averaging time."""
    found = []
    for counters in read:
        for window in (WINDOW_6_MIN, WINDOW_30_MIN):
            monitored = monitored_power(counters.times_s, counters.power_shares, window=window)
            coverage = compare_with_factor(factor, monitored, duty_cycle=duty_cycle)
            found.append(
                {
                    "carrier": counters.carrier,
                    "window_min": window / 60,
                    "samples": monitored.samples,
                    "gaps": monitored.gaps,
                    "windows_left_out": monitored.windows_left_out,
                    "share_covered": monitored.share_covered,
                    "percentile_95": monitored.percentile_95,
                    "percentile_99": monitored.percentile_99,
                    "maximum": monitored.maximum,
                    "cdf": [float(value) for value in monitored.cdf],
                    "configured_factor": factor,
                    "duty_cycle": duty_cycle,
                    "allowed": coverage.allowed,
                    "covers_95": coverage.covers_95,
                    "covers_99": coverage.covers_99,
                    "covers_maximum": coverage.covers_maximum,
                }
            )
    return found


def counter_lines(records: Sequence[dict[str, Any]]) -> list[str]:
    """Lines for a terminal."""
    lines = []
    for r in records:
        name = f"{r['carrier']}, " if r["carrier"] else ""
        lines += [
            f"{name}{r['window_min']:g} min: 95th percentile {percent(r['percentile_95'])}, 99th "
            f"{percent(r['percentile_99'])}, maximum {percent(r['maximum'])} of the rated power "
            f"({r['samples']} samples, {r['gaps']} gaps, {percent(r['share_covered'])} of the time covered)",
            f"  configured {r['configured_factor']:g} × duty cycle {r['duty_cycle']:g} = {r['allowed']:.4g} "
            + ("covers the 95th percentile" if r["covers_95"] else "does NOT cover the 95th percentile")
            + ("" if r["covers_99"] else ", nor the 99th" if not r["covers_95"] else ", not the 99th"),
        ]
    return lines
