"""The bundle that proves a publication: its inputs, a manifest of every file with its SHA-256, and a signature.

Nothing is listed twice: outputs are the site's own files, and the manifest names the part that each plays.
"""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from emfassess.field.scattered import FAR_DBI
from emfassess.jobs.run_options import PLAN_FILE, RunOptions
from emfassess.portal.inputs import digest
from emfassess.portal.keys import fingerprint, public_pem
from emfassess.portal.publication import Published, published_json
from emfassess.publish.data.writing import json_text

SCHEMA = "emfassess-bundle/2"
FOLDER = "bundle"
MANIFEST = f"{FOLDER}/manifest.json"
SIGNATURE = f"{FOLDER}/manifest.sig"
PUBLIC_KEY = f"{FOLDER}/public-key.pem"
PLAN = f"{FOLDER}/{PLAN_FILE}"
PUBLISHED = f"{FOLDER}/published.json"
INPUTS = f"{FOLDER}/inputs"
LIMITS = f"{FOLDER}/limits"
FILES = f"{FOLDER}/files.txt"


def write_bundle(
    site: Path, options: RunOptions, published: Published, limit: dict[str, Any], key: Ed25519PrivateKey
) -> None:
    """Write and sign the manifest of a site that is complete but for it; the inputs lie in it already."""
    (site / PLAN).write_text(options.text, encoding="utf-8")
    (site / PUBLISHED).write_text(published_json(published) + "\n", encoding="utf-8")
    (site / PUBLIC_KEY).write_bytes(public_pem(key.public_key()))
    listed = sorted([*site_files(site), MANIFEST, SIGNATURE, FILES])
    (site / FILES).write_text("".join(f"{quote(name)}\n" for name in listed), encoding="ascii")
    manifest = {
        "schema": SCHEMA,
        "program": f"emfassess {options.program}",
        "command": options.command,
        "date": published.date.isoformat() if published.date else None,
        "limit": limit,
        "key": fingerprint(key.public_key()),
        "files": {
            name: {"sha256": digest(site / name), "bytes": (site / name).stat().st_size, "part": _part(name)}
            for name in site_files(site)
        },
    }
    content = json_text(manifest).encode("utf-8")
    (site / MANIFEST).write_bytes(content)
    (site / SIGNATURE).write_bytes(b64encode(key.sign(content)) + b"\n")


def site_files(site: Path) -> list[str]:
    """Names of all files of a site, links among them, but for manifest and signature; sorted."""
    found = (p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_symlink() or not p.is_dir())
    return sorted(name for name in found if name not in (MANIFEST, SIGNATURE))


def _part(name: str) -> str:
    """Role of a file: an input, a limit, a result, or a page that shows results."""
    parts = {INPUTS: "input", LIMITS: "limit", FOLDER: "bundle", "reports": "result", "data": "result"}
    return next((part for folder, part in parts.items() if name.startswith(folder + "/")), "page")


def command_of_points(options: RunOptions) -> str:
    """The command that computes the level at a place again, from the bundle of a downloaded site.

    `options` as the bundle has them: paths count from the project, and the project from the folder of inputs.
    """
    project = options.project.as_posix()
    folder = f"site/{INPUTS}" + ("" if project == "." else f"/{project}")
    around = options.surroundings
    chosen = f"--limit {options.limit} --population {options.population} --scenario {options.scenario}"
    chosen += f" --ground {options.ground}"
    for option, value in (("terrain", around.terrain), ("buildings", around.buildings)):
        chosen += f" --{option} {value.as_posix()}" if value else ""
    if around.obstruction != "none" or around.wall_reflection != "none":
        chosen += f" --obstruction {around.obstruction} --wall-reflection {around.wall_reflection}"
    if options.scatter != FAR_DBI:
        chosen += f" --scatter-dbi {options.scatter_dbi}"
    paths = " ".join(path.as_posix() for path in options.paths)
    return f"cd {folder}\nemfassess points {paths} --at place.csv --out level.csv {chosen}"


def command_of_download(base_url: str) -> str:
    """The command that downloads a whole site; where its address is not known, a reader writes it in."""
    base = base_url.rstrip("/") or "https://ADDRESS"
    folders = base.split("//", 1)[1].count("/")
    cut = f" --cut-dirs={folders}" if folders else ""
    return f"wget -x -nH{cut} -P site -B {base}/ -i {base}/{FILES}"


def read_manifest(content: bytes) -> dict[str, Any]:
    """Manifest of its bytes.

    Raises
    ------
    ValueError
        If it is none, or names a file outside the site.
    """
    try:
        manifest = json.loads(content)
        if manifest["schema"] != SCHEMA:
            raise ValueError(f"{MANIFEST}: schema {str(manifest['schema'])[:40]!r}; this program reads {SCHEMA}")
        for name, entry in manifest["files"].items():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name or not isinstance(entry["sha256"], str):
                raise ValueError(f"{MANIFEST}: names the file {name[:80]!r}, which lies outside the site")
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{MANIFEST}: not a manifest: {error}") from None
    return dict(manifest)
