"""The options of a run are one model: made once, written as a plan, read back the same."""

from datetime import date
from pathlib import Path

import pytest

from emfassess.jobs.run_options import RunOptions, options_of, run_options
from emfassess.readers.faults import InputError


def project(folder: Path, settings: str) -> Path:
    """A project's folder with these settings."""
    folder.mkdir()
    (folder / "emfassess.toml").write_text(settings, encoding="utf-8")
    return folder


def test_what_is_asked_for_takes_precedence_over_the_project_and_the_project_over_the_defaults(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", 'limit = "icnirp-2020"\nground = "factor:4"\n')
    found = run_options([Path("stations")], folder, limit="gb-8702-2014", scenario=None)
    assert (found.limit, found.ground, found.population) == ("gb-8702-2014", "factor:4", "public")


def test_the_command_names_every_choice_that_decides_a_number(tmp_path: Path) -> None:
    settings = "expanded_uncertainty_db = 3.0\n[surroundings]\nfacade_step_m = 5.0\nall_roofs = true\n"
    settings += "[uncertainty]\ntilt_deg = 0.5\n"
    folder = project(tmp_path / "p", settings)
    found = run_options(
        [Path("stations")],
        folder,
        limit="gb-8702-2014",  # without it the country of each station decides, and there is no such choice to name
        also=["icnirp-2020", "fcc-1.1310"],
        named_points=Path("in/homes.csv"),
        terrain=Path("hill.tif"),
        obstruction="diffraction",
        day="2026-01-02",
    )
    assert found.command == (
        "emfassess assess stations --limit gb-8702-2014 --also icnirp-2020 --also fcc-1.1310 --population public "
        "--scenario theoretical --ground none --named-points homes.csv --expanded-uncertainty-db 3 --terrain hill.tif "
        "--obstruction diffraction --date 2026-01-02  "
        "# emfassess.toml: surroundings.facade_step_m = 5.0, surroundings.all_roofs = true, uncertainty.tilt_deg = 0.5"
    )


def test_a_plan_that_is_written_and_read_again_names_the_same_files(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", "")
    (folder / "homes.csv").write_text("id\n", encoding="utf-8")
    out = tmp_path / "elsewhere" / "reports"
    out.mkdir(parents=True)
    made = run_options([folder / "stations"], folder, named_points=folder / "homes.csv", day="2026-01-02")
    written = made.with_inputs(made.files).relative_to(out)
    assert (written.project, written.paths) == (Path("../../p"), (Path("stations"),))
    assert [(file.kind, file.path) for file in written.inputs] == [("named-points", Path("homes.csv"))]
    read = options_of(written.text, "plan.json").beside(out)
    assert read.day == date(2026, 1, 2)
    assert read.named_points is not None
    assert read.named_points.resolve() == folder / "homes.csv"
    assert read.relative_to(out) == written


def test_a_path_that_leaves_the_bundle_is_refused(tmp_path: Path) -> None:
    options = RunOptions(paths=(Path("../../etc/hosts"),)).beside(tmp_path)
    with pytest.raises(InputError, match="a path inside the bundle's inputs"):
        options.require_within(tmp_path)


@pytest.mark.parametrize(("name", "value"), [("day", "2026-13-01"), ("population", "cats"), ("colour", "red")])
def test_an_option_that_cannot_be_met_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=name):
        run_options([Path("stations")], tmp_path, **{name: value})


@pytest.mark.parametrize(("asked", "gain"), [("-3", -3.0), ("none", None), (None, 0.0)])
def test_the_gain_of_scattered_power_is_a_number_or_none(asked: str | None, gain: float | None, tmp_path: Path) -> None:
    found = run_options([Path("stations")], project(tmp_path / "p", ""), scatter_dbi=asked)
    assert found.scatter == gain
    assert options_of(found.text, "plan.json").scatter == gain
    assert (f"--scatter-dbi {asked}" in found.command) == (asked is not None)


@pytest.mark.parametrize("asked", ["loud", "21", "nan"])
def test_a_gain_of_scattered_power_that_is_none_is_refused(asked: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="scatter_dbi"):
        run_options([Path("stations")], project(tmp_path / "p", ""), scatter_dbi=asked)
