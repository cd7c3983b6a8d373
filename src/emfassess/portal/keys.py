"""Keys that sign a publication (Ed25519): the private one in a file of its owner alone, the public one beside the site."""

import os
import re
import stat
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from emfassess.readers.faults import refuse


def default_key_file() -> Path:
    """Where the private key lies if nobody says otherwise: in the user's own settings, never in a project."""
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(settings) / "emfassess" / "signing-key.pem"


def signing_key(path: Path, site: Path) -> Ed25519PrivateKey:
    """Private key of a file; made on first use, readable by its owner only.

    Raises
    ------
    InputError
        If the file lies in the site, others can read it, or it holds no such key.
    """
    if path.resolve().is_relative_to(site.resolve()):
        raise refuse(str(path), "", None, "a private key inside the site would be published; keep it elsewhere")
    if not path.exists():
        return _made(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise refuse(str(path), "mode", f"{mode:o}", "others can read this private key; `chmod 600` it")
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise refuse(str(path), "", None, "no Ed25519 private key in PEM without a password")
    return key


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # the mode is there before the first byte is
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """A public key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key_of(content: bytes, name: str) -> Ed25519PublicKey:
    """Public key of PEM.

    Raises
    ------
    InputError
        If it is no such key.
    """
    try:
        key = load_pem_public_key(content)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise refuse(name, "", None, "no Ed25519 public key in PEM")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of a public key's 32 bytes: short enough to print where the key itself cannot be."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def same_key(key: Ed25519PublicKey, expected: str) -> bool:
    """Whether a key is the expected one, identified by its fingerprint or by a file in PEM.

    Raises
    ------
    InputError
        If `expected` is neither.
    """
    plain = re.sub(r"[\s:]", "", expected).lower()
    if re.fullmatch(r"[0-9a-f]{64}", plain):
        return fingerprint(key) == plain
    path = Path(expected)
    if not path.is_file():
        raise refuse(
            expected, "--key", None, "a file with a public key in PEM, or its fingerprint of 64 hexadecimal digits"
        )
    return fingerprint(public_key_of(path.read_bytes(), expected)) == fingerprint(key)
