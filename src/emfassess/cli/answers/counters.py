"""Power reduction factors from counters, as records and as lines."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from emfassess.language import N_, Language
from emfassess.measurement_files.counters import Counters
from emfassess.measurements.power_reduction import WINDOW_6_MIN, WINDOW_30_MIN, compare_with_factor, monitored_power
from emfassess.publish.text.numbers import percent

COVERAGE = {
    (True, True): N_("covers the 95th and the 99th percentile"),
    (True, False): N_("covers the 95th percentile, not the 99th"),
    (False, True): N_("does NOT cover the 95th percentile"),
    (False, False): N_("does NOT cover the 95th percentile, nor the 99th"),
}
"""Whether the configured factor covers the 95th and the 99th percentile."""


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
                    "sample_s": float(np.median(np.diff(counters.times_s))),
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


def counter_lines(records: Sequence[dict[str, Any]], text: Language) -> list[str]:
    """Lines for a terminal."""
    lines = []
    for r in records:
        name = f"{r['carrier']}, " if r["carrier"] else ""
        lines += [
            name
            + text(
                "{minutes} min: 95th percentile {p95}, 99th {p99}, maximum {maximum} of the rated power ({samples} "
                "samples, one every {step} s, {gaps} gaps, {covered} of the time covered)",
                minutes=f"{r['window_min']:g}",
                p95=percent(r["percentile_95"]),
                p99=percent(r["percentile_99"]),
                maximum=percent(r["maximum"]),
                samples=r["samples"],
                step=f"{r['sample_s']:g}",
                gaps=r["gaps"],
                covered=percent(r["share_covered"]),
            ),
            "  "
            + text(
                "configured {factor} × duty cycle {duty} = {allowed}: {coverage}",
                factor=f"{r['configured_factor']:g}",
                duty=f"{r['duty_cycle']:g}",
                allowed=f"{r['allowed']:.4g}",
                coverage=text(COVERAGE[bool(r["covers_95"]), bool(r["covers_99"])]),
            ),
        ]
    return lines
