"""``[expected]`` in the project's file: to the plan, to the settings of expected levels, and what cannot be met."""

from pathlib import Path

import pytest

from emfassess.exposure.expected import NOTHING_STATED, ExpectedSettings, Load
from emfassess.jobs.plan import expected_settings_of
from emfassess.jobs.run_options import RunOptions, options_of, run_options
from emfassess.readers.faults import InputError

STATED = """
[expected]
roof_height_m = 12
indoors = "traditional"
[expected.loads]
lte = {median = 0.2, spread_db = 3, source = "counters 2026-05"}
adaptive = {median = 0.1}
"""


def options(folder: Path, text: str) -> RunOptions:
    (folder / "emfassess.toml").write_text(text, encoding="utf-8")
    return run_options([Path("stations")], folder)


def test_the_settings_reach_the_plan_and_are_read_from_it(tmp_path: Path) -> None:
    made = options(tmp_path, STATED)
    again = options_of(made.text, "plan.json")
    loads = {"LTE": Load(0.2, 3.0, "counters 2026-05"), "adaptive": Load(0.1, 0.0, "stated")}
    assert expected_settings_of(again.expected) == ExpectedSettings(12.0, "traditional", loads)
    assert "expected.roof_height_m = 12" in made.command
    assert "expected.loads.lte = 0.2 (3 dB)" in made.command


def test_nothing_is_stated_without_them(tmp_path: Path) -> None:
    made = options(tmp_path, "")
    assert expected_settings_of(made.expected) == NOTHING_STATED
    assert "expected" not in made.command


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[expected]\nroof = 3\n", "expected.roof"),
        ("[expected]\nroof_height_m = -1\n", "expected.roof_height_m"),
        ('[expected]\nindoors = "tent"\n', "expected.indoors"),
        ("[expected.loads]\nLTE = {median = 0}\n", "expected.loads.LTE.median"),
        ("[expected.loads]\nLTE = {median = 0.5, spread_db = 11}\n", "expected.loads.LTE.spread_db"),
    ],
)
def test_what_cannot_be_met_is_named(text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=place):
        options(tmp_path, text)
