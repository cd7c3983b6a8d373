"""The next generation of a run: what is finished stays, what was changed is not trusted, one step makes it current."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from emfassess.jobs.generation import MANIFEST, NEXT, FinishedStation, Generation, alone, current_stations, settle

ROW = {"station_id": "A", "max_exposure_ratio": 0.1}


def _write(folder: Path, content: str) -> None:
    folder.mkdir()
    (folder / "assessment.json").write_text(content)


def _kept(out: Path, *names: str, content: str = "new") -> Generation:
    generation = Generation(out)
    generation.begin()
    for name in names:
        _write(generation.part(name), content)
        generation.keep(name, "inputs", ROW)
    return generation


def _closed(out: Path, *names: str, content: str = "new", gone: tuple[str, ...] = ()) -> None:
    with alone(out):
        generation = _kept(out, *names, content=content)
        (generation.new / "index.json").write_text(content)
        generation.become_current({name: generation.record(name) for name in names}, gone)


def test_a_finished_station_is_known_by_its_inputs_and_its_files(tmp_path: Path) -> None:
    generation = _kept(tmp_path, "A")
    found = generation.finished("A", "inputs")
    assert found is not None
    assert found.row == ROW
    assert generation.finished("A", "other inputs") is None
    assert generation.finished("B", "inputs") is None
    (generation.new / "A" / "assessment.json").write_text("changed")
    assert generation.finished("A", "inputs") is None


def test_a_run_that_begins_again_keeps_finished_stations_and_drops_unfinished_ones(tmp_path: Path) -> None:
    generation = _kept(tmp_path, "A")
    _write(generation.part("B"), "half")
    again = Generation(tmp_path)
    again.begin()
    assert again.finished("A", "inputs") is not None
    assert again.names() == {"A"}
    assert not (tmp_path / NEXT / "parts" / "B").exists()


def test_a_generation_becomes_current_and_leaves_what_is_of_others(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine as well")
    _closed(tmp_path, "A", "B", content="old")
    _closed(tmp_path, "A", gone=("B",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A", "README.md", "index.json", MANIFEST, "other"]
    assert (tmp_path / "A" / "assessment.json").read_text() == "new"
    assert (tmp_path / "other" / "notes.txt").read_text() == "mine as well"
    assert list(current_stations(tmp_path)) == ["A"]


def test_an_unchanged_station_of_the_current_run_is_taken_over(tmp_path: Path) -> None:
    _closed(tmp_path, "A", "B")
    current = current_stations(tmp_path)
    (tmp_path / "B" / "assessment.json").write_text("somebody wrote here")
    generation = Generation(tmp_path)
    generation.begin()
    assert generation.taken_over("A", current["A"]) == current["A"]
    assert (generation.new / "A" / "assessment.json").read_text() == "new"
    assert generation.taken_over("B", current["B"]) is None
    assert generation.names() == {"A"}


class _KilledError(BaseException):
    pass


def _moves(out: Path) -> Iterator[Path]:
    """The folder as it is when a process is killed before each of the moves of a closing generation."""
    for moves in range(20):
        folder = out / str(moves)
        folder.mkdir(parents=True)
        _closed(folder, "A", "B", content="old")
        with pytest.MonkeyPatch.context() as patch:
            rename, left = Path.rename, [moves]

            def counted(path: Path, target: Path, rename=rename, left=left) -> Path:  # type: ignore[no-untyped-def]
                if NEXT in Path(target).parts and "old" not in Path(target).parts:
                    return rename(path, target)  # type: ignore[no-any-return]
                if not left[0]:
                    raise _KilledError
                left[0] -= 1
                return rename(path, target)  # type: ignore[no-any-return]

            patch.setattr(Path, "rename", counted)
            try:
                _closed(folder, "A", gone=("B",))
            except _KilledError:
                yield folder
            else:
                return


def test_a_generation_that_is_decided_is_moved_in_by_whoever_reads_next(tmp_path: Path) -> None:
    folders = list(_moves(tmp_path))
    assert len(folders) > 5
    for folder in folders:
        settle(folder)
        assert sorted(path.name for path in folder.iterdir()) == ["A", "index.json", MANIFEST]
        assert {path.read_text() for path in (folder / "A").iterdir()} == {"new"}
        assert (folder / "index.json").read_text() == "new"


def test_until_it_is_decided_the_run_that_was_there_is_whole(tmp_path: Path) -> None:
    _closed(tmp_path, "A", content="old")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    _kept(tmp_path, "A", "B")
    settle(tmp_path)
    assert {path: path.read_bytes() for path in before} == before
    assert (tmp_path / NEXT).is_dir()


def test_only_one_run_at_a_time_writes_a_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(ValueError, match="another run is being written there"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": "other"}', '{"schema": "emfassess-run-manifest/1"}'])
def test_a_manifest_of_another_version_tells_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    assert current_stations(tmp_path) == {}


def test_files_are_copied_where_they_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _closed(tmp_path, "A")

    def refused(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refused)
    generation = Generation(tmp_path)
    generation.begin()
    current = current_stations(tmp_path)["A"]
    assert isinstance(generation.taken_over("A", current), FinishedStation)
    shutil.rmtree(tmp_path / "A")
    assert generation.finished("A", "inputs") is not None
