"""What people read in Chinese is Chinese: report, page of a station, and lines of commands, from the shipped example."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.chinese_text import english_words, half_width_marks, visible_text
from builders.pdf_text import text_of
from emfassess.cli import app
from emfassess.jobs.run_options import options_of
from emfassess.language import language
from emfassess.publish.text.clauses import clause_in
from emfassess.readers.limit_sets import limit_set_ids, load_limits
from emfassess.readers.station_files import read_stations

EXAMPLE = Path(__file__).parents[2] / "stations" / "example-rooftop.toml"
STATION = "example-rooftop"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example assessed and published in Chinese."""
    made = tmp_path_factory.mktemp("chinese")
    (made / "emfassess.toml").write_text(
        'limit = "gb-8702-2014"\nalso = ["icnirp-2020"]\nlanguage = "zh"\n', encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        (made / "assess.txt").write_text(printed("assess", EXAMPLE), encoding="utf-8")
        (made / "publish.txt").write_text(printed("publish", EXAMPLE, "--key", "key.pem"), encoding="utf-8")
    return made


def printed(*words: object) -> str:
    done = CliRunner().invoke(app, ["--language", "zh", *map(str, words)])
    assert done.exit_code == 0, done.output
    return done.stdout


def names_of(folder: Path) -> list[str]:
    """Names and ids that come from the input: the station's file, the limit sets, files of the run, and its command."""
    limits = [load_limits(name) for name in limit_set_ids()]
    plan = (folder / "reports" / "plan.json").read_text(encoding="utf-8")
    (station,) = read_stations([EXAMPLE])
    return [
        re.sub(r"#.*", "", EXAMPLE.read_text(encoding="utf-8")),
        *(f"{limit.id} {limit.standard}" for limit in limits),
        *(path.name for path in (*folder.rglob("*"), folder / "exposure.nc")),
        *(antenna.pattern.name for antenna in station.antennas),
        plan,
        options_of(plan, "plan.json").command,
    ]


@pytest.fixture(scope="module")
def texts(folder: Path) -> dict[str, str]:
    run = folder / "reports" / STATION
    station = folder / "site" / "zh" / "stations" / f"{STATION}.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        lines = {
            "mitigate": printed("mitigate", EXAMPLE),
            "verify": printed("verify", "site", "--no-recompute"),
            "limits": printed("limits", "gb-8702-2014"),
        }
    return lines | {
        "assess": (folder / "assess.txt").read_text(encoding="utf-8"),
        "publish": (folder / "publish.txt").read_text(encoding="utf-8"),
        "report": text_of((run / "report.pdf").read_bytes()),
        "map": visible_text((run / "map.html").read_text(encoding="utf-8")),
        "station": visible_text(station.read_text(encoding="utf-8")),
    }


def test_no_english_word_is_left_in_chinese_output(texts: dict[str, str], folder: Path) -> None:
    allowed = names_of(folder)
    assert {name: words for name, text in texts.items() if (words := english_words(text, allowed))} == {}


def test_marks_beside_chinese_characters_are_full_width(texts: dict[str, str]) -> None:
    name = re.search(r'name = "(.*)"', EXAMPLE.read_text(encoding="utf-8"))
    assert name is not None
    found = {key: half_width_marks(text.replace("\u200b", "").replace(name[1], "")) for key, text in texts.items()}
    assert {key: lines for key, lines in found.items() if lines} == {}


def test_pages_of_a_report_are_counted_as_chinese_reports_do(texts: dict[str, str]) -> None:
    assert re.search(r"第1页 ?共\d页", texts["report"].replace("\u200b", ""))


def test_the_clause_of_every_shipped_limit_set_is_translated() -> None:
    chinese = language("zh")
    for name in limit_set_ids():
        clause = load_limits(name).clause
        assert clause_in(clause, chinese) != clause, f"{name}: add {clause!r} to emfassess.publish.text.clauses"
