"""The bundle that proves a publication: its inputs, a manifest of every file with its SHA-256, and a signature.

Everything is told once: outputs are the site's own files, and the manifest names the part that each plays.
"""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from emfassess.portal.inputs import Choices, digest
from emfassess.portal.keys import fingerprint, public_pem
from emfassess.portal.publication import Published, published_json
from emfassess.publish.data.writing import json_text

SCHEMA = "emfassess-bundle/1"
FOLDER = "bundle"
MANIFEST = f"{FOLDER}/manifest.json"
SIGNATURE = f"{FOLDER}/manifest.sig"
PUBLIC_KEY = f"{FOLDER}/public-key.pem"
CHOICES = f"{FOLDER}/choices.json"
PUBLISHED = f"{FOLDER}/published.json"
INPUTS = f"{FOLDER}/inputs"
LIMITS = f"{FOLDER}/limits"
FILES = f"{FOLDER}/files.txt"


def write_bundle(
    site: Path, choices: Choices, published: Published, limit: dict[str, Any], key: Ed25519PrivateKey
) -> None:
    """Write and sign the manifest of a site that is complete but for it; the inputs lie in it already."""
    (site / CHOICES).write_text(choices.json, encoding="utf-8")
    (site / PUBLISHED).write_text(published_json(published) + "\n", encoding="utf-8")
    (site / PUBLIC_KEY).write_bytes(public_pem(key.public_key()))
    listed = sorted([*site_files(site), MANIFEST, SIGNATURE, FILES])
    (site / FILES).write_text("".join(f"{quote(name)}\n" for name in listed), encoding="ascii")
    manifest = {
        "schema": SCHEMA,
        "program": f"emfassess {choices.code_version}",
        "command": choices.command,
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
    """What a file is for: an input, a limit, a result, or a page that shows results."""
    parts = {INPUTS: "input", LIMITS: "limit", FOLDER: "bundle", "reports": "result", "data": "result"}
    return next((part for folder, part in parts.items() if name.startswith(folder + "/")), "page")


def command_of_points(choices: Choices) -> str:
    """The command that computes the level at a place again, from the bundle of a downloaded site."""
    folder = f"site/{INPUTS}" + ("" if choices.project == "." else f"/{choices.project}")
    options = f"--limit {choices.limit} --population {choices.population} --scenario {choices.scenario}"
    options += f" --ground {choices.ground}"
    for option, value in (("terrain", choices.terrain), ("buildings", choices.buildings)):
        options += f" --{option} {value}" if value else ""
    if choices.obstruction != "none" or choices.wall_reflection != "none":
        options += f" --obstruction {choices.obstruction} --wall-reflection {choices.wall_reflection}"
    return f"cd {folder}\nemfassess points {' '.join(choices.paths)} --at place.csv --out level.csv {options}"


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
        for name, told in manifest["files"].items():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name or not isinstance(told["sha256"], str):
                raise ValueError(f"{MANIFEST}: names the file {name[:80]!r}, which lies outside the site")
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{MANIFEST}: not a manifest: {error}") from None
    return dict(manifest)
