"""The proof of a publication: keys, bundle, verification, and a site that is replaced whole or not at all."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from typer.testing import CliRunner

from builders.portal_site import KEY, PUBLISHED, publish_site, write_stations
from emfassess.cli import app
from emfassess.portal import bundle, keys
from emfassess.portal import site as site_module
from emfassess.portal.comparison import numbers_differ
from emfassess.portal.publication import Published
from emfassess.portal.verify import verify_site
from emfassess.readers.faults import InputError


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """A copy of the site to spoil."""
    return Path(shutil.copytree(site, tmp_path / "copy"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_published_site_verifies_with_all_its_numbers_on_another_place(copy: Path) -> None:
    done = CliRunner().invoke(app, ["verify", str(copy), "--key", keys.fingerprint(KEY.public_key())])
    assert done.exit_code == 0, done.output
    assert "numbers, computed again from the inputs of the bundle" in done.output
    assert "pages and data files, made again from those numbers" in done.output
    assert "note:" not in done.output


def test_the_same_input_gives_the_same_bytes(project: Path, site: Path, tmp_path: Path) -> None:
    publish_site(project, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(site)


def test_the_manifest_names_every_file_with_its_checksum_and_part(site: Path) -> None:
    manifest = json.loads((site / "bundle/manifest.json").read_text(encoding="utf-8"))
    listed = manifest["files"]
    present = {name: sha256(content).hexdigest() for name, content in bytes_of(site).items()}
    assert {name: told["sha256"] for name, told in listed.items()} | {
        name: present[name] for name in ("bundle/manifest.json", "bundle/manifest.sig")
    } == present
    assert listed["bundle/inputs/patterns/panel.msi"]["part"] == "input"
    assert listed["bundle/limits/gb-8702-2014.toml"]["part"] == "limit"
    assert listed["reports/S-1/assessment.json"]["part"] == "result"
    assert listed["en/stations/S-1.html"]["part"] == "page"
    assert manifest["limit"]["edition"] == "2014"


def test_every_changed_byte_is_found_and_named(copy: Path) -> None:
    names = ["bundle/manifest.json", "bundle/manifest.sig", "bundle/public-key.pem", "bundle/inputs/stations/Z-1.toml"]
    names += ["index.html", "zh/stations/S-2.html", "data/stations.gpkg", "reports/S-3/report.pdf", "static/portal.js"]
    names += [next(copy.glob("tiles/exposure/14/*/*.png")).relative_to(copy).as_posix()]
    for name in names:
        path = copy / name
        content = path.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            found = verify_site(copy, recompute=False)
            assert any(line.startswith(name) or name in line for line in found.differences), (name, place)
        path.write_bytes(content)
    assert verify_site(copy, recompute=False).differences == ()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda s: (s / "en/list.html").unlink(), "en/list.html: missing"),
        (lambda s: (s / "data/more.csv").write_text("x"), "data/more.csv: not in the manifest"),
        (lambda s: (s / "data/link").symlink_to("/etc/hostname"), "data/link: not in the manifest"),
        (lambda s: (s / "bundle/manifest.sig").unlink(), "bundle/manifest.sig: missing"),
    ],
)
def test_missing_and_added_files_are_named(copy: Path, spoil: Callable[[Path], object], told: str) -> None:
    spoil(copy)
    assert told in verify_site(copy, recompute=False).differences
    assert CliRunner().invoke(app, ["verify", str(copy), "--no-recompute"]).exit_code == 1


def signed_again(site: Path, key: Ed25519PrivateKey = KEY) -> None:
    """Make the manifest of a changed site anew, as a publisher who cheats could."""
    manifest = json.loads((site / bundle.MANIFEST).read_text(encoding="utf-8"))
    for name, told in manifest["files"].items():
        told["sha256"] = sha256((site / name).read_bytes()).hexdigest()
    content = json.dumps(manifest).encode()
    (site / bundle.MANIFEST).write_bytes(content)
    from base64 import b64encode

    (site / bundle.SIGNATURE).write_bytes(b64encode(key.sign(content)))


def test_a_number_that_does_not_follow_from_the_inputs_is_named_though_it_is_signed(copy: Path) -> None:
    path = copy / "reports/S-2/assessment.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    true = record["max_exposure_ratio"]
    record["max_exposure_ratio"] = true * 0.9
    path.write_text(json.dumps(record), encoding="utf-8")
    page = copy / "en/stations/S-1.html"
    page.write_text(page.read_text(encoding="utf-8").replace("of the limit", "of the lamit"), encoding="utf-8")
    (copy / "reports/S-3/praise.html").write_text("harmless")
    manifest = json.loads((copy / bundle.MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["reports/S-3/praise.html"] = {"sha256": ""}
    (copy / bundle.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    signed_again(copy)
    differences = verify_site(copy).differences
    assert "reports/S-3/praise.html: does not follow from the inputs" in differences
    assert any(
        line.startswith("reports/S-2/assessment.json: max_exposure_ratio: ") and str(true) in line
        for line in differences
    )
    assert "en/stations/S-1.html: does not follow from the published numbers" in differences
    assert not any("S-3/assessment" in line for line in differences)


def test_a_record_that_cannot_be_read_is_a_difference_and_no_traceback(copy: Path) -> None:
    path = copy / "reports/S-2/assessment.json"
    path.write_bytes(path.read_bytes()[:-9])
    done = CliRunner().invoke(app, ["verify", str(copy)])
    assert done.exit_code == 1
    assert "DIFFERENT: reports/S-2/assessment.json: changed" in done.output
    assert "DIFFERENT: numbers and pages could not be made again" in done.output


def test_limits_that_are_not_the_programs_are_told(copy: Path) -> None:
    path = copy / "bundle/limits/gb-8702-2014.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    signed_again(copy)
    assert any(line.startswith("bundle/limits/gb-8702-2014.toml: not the limits") for line in verify_site(copy).notes)


def test_another_signer_is_told_by_the_expected_key(copy: Path, tmp_path: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    (copy / bundle.PUBLIC_KEY).write_bytes(keys.public_pem(stranger.public_key()))
    signed_again(copy, stranger)
    assert verify_site(copy, recompute=False).differences == ()
    expected = tmp_path / "known.pem"
    expected.write_bytes(keys.public_pem(KEY.public_key()))
    (line,) = verify_site(copy, str(expected), recompute=False).differences
    assert line.startswith("bundle/public-key.pem: another key than the expected one")


def test_a_folder_that_is_no_site_and_a_key_that_is_none_are_bad_input(site: Path, tmp_path: Path) -> None:
    run = CliRunner()
    assert run.invoke(app, ["verify", str(tmp_path)]).exit_code == 2
    assert run.invoke(app, ["verify", str(site), "--key", "abc", "--no-recompute"]).exit_code == 2


def test_a_manifest_that_names_files_outside_the_site_is_not_followed(copy: Path) -> None:
    manifest = json.loads((copy / bundle.MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["../secret"] = {"sha256": "0" * 64}
    (copy / bundle.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert any("lies outside the site" in line for line in verify_site(copy, recompute=False).differences)


def test_a_key_is_made_once_for_its_owner_only_and_never_in_the_site(tmp_path: Path) -> None:
    path = tmp_path / "own" / "key.pem"
    first = keys.signing_key(path, tmp_path / "site")
    assert path.stat().st_mode & 0o777 == 0o600
    again = keys.signing_key(path, tmp_path / "site")
    assert keys.fingerprint(first.public_key()) == keys.fingerprint(again.public_key())
    with pytest.raises(InputError, match="would be published"):
        keys.signing_key(tmp_path / "site" / "key.pem", tmp_path / "site")
    path.chmod(0o644)
    with pytest.raises(InputError, match="others can read this private key"):
        keys.signing_key(path, tmp_path / "site")


def test_no_private_key_gets_into_the_site(site: Path) -> None:
    private = KEY.private_bytes_raw()
    assert not any(b"PRIVATE KEY" in content or private in content for content in bytes_of(site).values())


def test_a_fingerprint_is_the_checksum_of_the_raw_key() -> None:
    # RFC 8032, 7.1, test 1: secret 9d61..., public d75a...
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    key = Ed25519PrivateKey.from_private_bytes(secret).public_key()
    assert keys.fingerprint(key) == sha256(public).hexdigest()
    assert keys.same_key(Ed25519PublicKey.from_public_bytes(public), sha256(public).hexdigest().upper())


def test_a_publication_that_fails_half_way_leaves_the_old_site(
    project: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(copy)

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site_module, "write_pages", broken)
    with pytest.raises(OSError, match="No space left"):
        publish_site(project, copy)
    assert bytes_of(copy) == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_new_edition_replaces_the_old_one_whole(project: Path, copy: Path) -> None:
    (copy / "en/stations/GONE.html").write_text("old")
    publish_site(project, copy, Published(selection=frozenset({"S-1"})))
    assert sorted(p.name for p in (copy / "en/stations").iterdir()) == ["S-1.html"]
    assert not list(copy.rglob("GONE.html"))
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_stations_that_are_not_selected_are_in_no_result(project: Path, tmp_path: Path) -> None:
    publish_site(project, tmp_path / "site", Published(selection=frozenset({"S-1"})))
    told = {
        name: content for name, content in bytes_of(tmp_path / "site").items() if not name.startswith("bundle/inputs")
    }
    assert not any(b"S-3.html" in content or name.startswith("reports/S-3") for name, content in told.items())
    assert b"S-3" not in told["reports/index.json"] + told["data/stations.csv"]
    assert verify_site(tmp_path / "site").differences == ()


def test_a_folder_of_something_else_is_never_swept_away(project: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not a site published before"):
        publish_site(project, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_reports_of_other_inputs_are_refused(project: Path, tmp_path: Path) -> None:
    write_stations(tmp_path)
    shutil.copytree(project / "reports", tmp_path / "reports")
    file = tmp_path / "stations" / "S-2.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("power_w = 60", "power_w = 6"), encoding="utf-8")
    with pytest.raises(InputError, match=r"inputs: 'S-2\.toml': changed since"):
        publish_site(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_run_of_other_stations_than_the_files_have_is_refused(project: Path, tmp_path: Path) -> None:
    stations = write_stations(tmp_path)
    shutil.copytree(project / "reports", tmp_path / "reports")
    more = (stations / "S-2.toml").read_text(encoding="utf-8").replace("id = 'S-2'", "id = 'S-4'")
    (stations / "S-4.toml").write_text(more, encoding="utf-8")
    with pytest.raises(InputError, match="stations: 'S-4': a station of both the run and the files given"):
        publish_site(tmp_path, tmp_path / "site")


def test_a_pattern_named_by_an_absolute_path_is_refused(project: Path, tmp_path: Path) -> None:
    write_stations(tmp_path)
    shutil.copytree(project / "reports", tmp_path / "reports")
    file = tmp_path / "stations" / "S-2.toml"
    pattern = tmp_path / "patterns" / "panel.msi"
    file.write_text(file.read_text(encoding="utf-8").replace("../patterns/panel.msi", str(pattern)), encoding="utf-8")
    with pytest.raises(InputError, match="named by an absolute path"):
        publish_site(tmp_path, tmp_path / "site")


def test_numbers_are_equal_within_a_millionth_and_named_beyond(tmp_path: Path) -> None:
    for name, value in (("a", 1.0), ("b", 1.0 + 5e-7), ("c", 1.0 + 5e-6)):
        (tmp_path / f"{name}.json").write_text(json.dumps({"rings": [{"level": value, "near": True}]}))
    assert numbers_differ(tmp_path / "a.json", tmp_path / "b.json") == (2, [])
    count, (line,) = numbers_differ(tmp_path / "a.json", tmp_path / "c.json")
    assert count == 2
    assert line == "rings[0].level: 1.0 published, 1.000005 computed again"


def test_the_command_publishes_and_tells_the_fingerprint(project: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    arguments = [str(project / "stations"), "--from", str(project / "reports"), "--out", str(tmp_path / "site")]
    here = Path.cwd()
    os.chdir(project)
    try:
        done = CliRunner().invoke(
            app, ["publish", *arguments, "--key", str(key), "--language", "zh", "--date", "2026-05-04"]
        )
    finally:
        os.chdir(here)
    assert done.exit_code == 0, done.output
    assert keys.fingerprint(keys.signing_key(key, tmp_path / "site").public_key()) in done.output
    assert (tmp_path / "site/zh/index.html").exists()
    assert not (tmp_path / "site/en").exists()
    assert "2026-05-04" in (tmp_path / "site/zh/index.html").read_text(encoding="utf-8")


def test_the_download_command_keeps_the_folders_of_a_portal_in_a_sub_path() -> None:
    assert bundle.command_of_download("https://example.org/a/b/") == (
        "wget -x -nH --cut-dirs=2 -P site -B https://example.org/a/b/ -i https://example.org/a/b/bundle/files.txt"
    )
    assert PUBLISHED.base_url == ""


def test_a_sample_of_stations_is_computed_again(copy: Path) -> None:
    done = CliRunner().invoke(app, ["verify", str(copy), "--sample", "1"])
    assert done.exit_code == 0, done.output
    (line,) = [line for line in done.output.splitlines() if "chosen at random" in line]
    assert len({"S-1", "S-2", "S-3"} & {*line.replace(",", " ").split()}) == 1
    whole = CliRunner().invoke(app, ["verify", str(copy), "--sample", "99"])
    assert "chosen at random" not in whole.output
