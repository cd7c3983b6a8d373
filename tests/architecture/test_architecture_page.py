"""The architecture page names files that exist, and its picture and table follow the package."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SCRIPT = runpy.run_path(str(ROOT / "docs" / "make_architecture.py"))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:src|tests)/[^`]+)`", PAGE))))
def test_a_named_file_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_ten_typical_changes_each_have_a_file() -> None:
    table = PAGE.split("## Where does a new line go?")[1].split("###")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 10
    assert all("`src/emfassess/" in row for row in rows)


def test_every_room_has_its_row() -> None:
    rooms = {room for floor in SCRIPT["floors"]() for room in floor}
    folders = {
        p.stem for p in (ROOT / "src" / "emfassess").iterdir() if (p / "__init__.py").exists() or p.suffix == ".py"
    }
    assert rooms == folders - {"__init__"}
    table = PAGE.split("| room | subject |")[1].split("## ")[0]
    named = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.rpartition("| ")[0].split(" | ")[0])
    }
    assert named == rooms
    assert f"{len(rooms)} rooms on {len(SCRIPT['floors']())} floors" in PAGE


def test_the_picture_follows_the_imports() -> None:
    assert SCRIPT["PICTURE"].read_text(encoding="utf-8") == SCRIPT["drawing"]()


def test_a_shortcut_is_not_drawn() -> None:
    pairs = {("a", "b"), ("b", "c"), ("a", "c")}
    assert SCRIPT["without_shortcuts"](pairs) == {("a", "b"), ("b", "c")}


def test_the_option_of_the_example_is_in_the_three_places() -> None:
    for path, name in (
        ("readers/project.py", "decision_rule"),
        ("cli/run_options.py", "decision_rule"),
        ("assessment/assess.py", "rule"),
    ):
        assert name in (ROOT / "src" / "emfassess" / path).read_text(encoding="utf-8")
