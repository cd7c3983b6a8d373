"""A project for tests of the app: a run of three stations, and a register in which one of them is published."""

import datetime
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from typer.testing import CliRunner

from builders.register_entries import COLLEAGUE, ENGINEER, LIMITS
from emfassess.cli import app
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.readers.station_files import read_stations
from emfassess.register import PUBLIC, Register, open_register
from emfassess.register.assessments import Judgement, add_assessment
from emfassess.register.enquiries import Enquiry, add_enquiry
from emfassess.register.publication import draft, publish, review
from emfassess.register.stations import add_stations

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert("1")</script> **b** `${x}` \u202eevil :red[x] [l](http://evil.example) =cmd|'
QUESTION = "Is my <b>bedroom</b> safe? " + HOSTILE
ROLES = """[roles]
"li@example.org" = ["engineer"]
"wang@example.org" = ["engineer"]
"sub:chen-7" = ["regulator"]
"""
SOMEBODY = {"is_logged_in": True, "email": "zhou@example.org", "email_verified": True, "sub": "zhou"}
LI = {"is_logged_in": True, "email": "li@example.org", "email_verified": True, "sub": "li-1"}
WANG = {"is_logged_in": True, "email": "Wang@Example.org", "sub": "wang-2"}
CHEN = {"is_logged_in": True, "email": "someone@example.org", "sub": "chen-7"}
DAY = datetime.date(2026, 1, 5)


def run_project(folder: Path) -> Path:
    """The app, its stations, and a run of them; the second has a name that would do harm where it is not shown as text."""
    shutil.copy(ROOT / "app.py", folder)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    text = (ROOT / "stations" / "example-rooftop.toml").read_text(encoding="utf-8")
    (folder / "stations").mkdir()
    (folder / "stations" / "a.toml").write_text(text, encoding="utf-8")
    for name, latitude, called in (("second", "30.28", json.dumps(HOSTILE)), ("third", "30.29", '"the third"')):
        moved = text.replace("example-rooftop", name).replace("30.27012", latitude)
        lines = [f"name = {called}" if line.startswith("name = ") else line for line in moved.splitlines()]
        (folder / "stations" / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")
    arguments = ["assess", str(folder / "stations"), "--out", str(folder / "reports"), "--also", "icnirp-2020"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (folder / "roles.toml").write_text(ROLES, encoding="utf-8")
    return folder


def copy_of(run: Path, folder: Path) -> Path:
    """A copy of a project, to be written to."""
    return shutil.copytree(run, folder, ignore=shutil.ignore_patterns("register.sqlite*"), dirs_exist_ok=True)


def kept(folder: Path) -> Register:
    """The project's register, open."""
    return open_register(f"sqlite:///{folder / 'register.sqlite'}", lambda: datetime.datetime.now(datetime.UTC))


def with_register(folder: Path) -> dict[str, int]:
    """Put the run into a register: the first station published, the second a draft, the third an open exceedance."""
    register = kept(folder)
    add_stations(register, read_stations([folder / "stations"]), DAY, ENGINEER)
    keys = {}
    for station_id in ("example-rooftop", "second", "third"):
        record = json.loads((folder / "reports" / station_id / "assessment.json").read_text(encoding="utf-8"))
        if station_id == "third":
            record |= {"verdict": "exceeds", "max_exposure_ratio": 4.0}
        keys[station_id] = add_assessment(register, judged(record), record, LIMITS, ENGINEER, who="Li")
    draft(register, keys["example-rooftop"], ENGINEER)
    review(register, keys["example-rooftop"], COLLEAGUE)
    publish(register, keys["example-rooftop"], COLLEAGUE)
    draft(register, keys["second"], ENGINEER)
    asked = Enquiry("question", 120.1236, 30.2702, QUESTION, DAY, "5 Main Street", 12.0, contact="a@b.example")
    add_enquiry(register, asked, PUBLIC)
    register.close()
    return keys


def judged(record: Mapping[str, object]) -> Judgement:
    """What an assessment's record comes to."""
    station = record["station"]
    assert isinstance(station, dict)
    return Judgement(
        station_id=station["id"],
        basis="computed",
        day=datetime.date(2026, 2, 10),
        population="public",
        scenario=str(record["scenario"]),
        verdict=str(record["verdict"]),
        max_exposure_ratio=float(str(record["max_exposure_ratio"])),
        expanded_uncertainty_db=float(str(record["expanded_uncertainty_db"])),
        place=str(governing_point(record)["label"]),
    )


def opened(folder: Path, page: str = "", user: Mapping[str, object] | None = None, **query: str) -> AppTest:
    """The app's page by its path, for somebody signed in or not."""
    test = AppTest.from_file(folder / "app.py", default_timeout=120)
    test.user = dict(user or {})
    for key, value in query.items():
        test.query_params[key] = value
    if page:
        test._page_hash = calc_hash(page)
    test.run()
    assert not test.exception, test.exception
    return test


def words_of(test: AppTest) -> str:
    """All that a page says, as one text."""
    parts = [str(getattr(element, "value", "")) + str(getattr(element, "label", "")) for element in test]
    return "\n".join(parts)
