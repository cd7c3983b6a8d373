"""Raw files of measurements, kept byte by byte: compressed in pieces, found by their SHA-256."""

import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from emfassess.register.connection import Register
from emfassess.register.roles import Actor, require
from emfassess.register.tables import RawFileRow, RawPartRow

PART = 4_000_000
"""Bytes of a file that are compressed together."""
_FAST = 1


def keep_raw_file(session: Session, path: Path, name: str, expected: str) -> None:
    """Put a file into the register, if it is not there.

    Raises
    ------
    ValueError
        If its bytes are not those of the expected SHA-256: it changed since it was read.
    """
    if session.get(RawFileRow, expected) is not None:
        return
    digest, size = sha256(), 0
    with path.open("rb") as stream:
        while part := stream.read(PART):
            digest.update(part)
            size += len(part)
    if digest.hexdigest() != expected:
        raise ValueError(f"{name}: the file changed while it was imported; import it again")
    session.add(RawFileRow(sha256=expected, name=name, size=size))
    session.flush()
    with path.open("rb") as stream:
        number = 0
        while part := stream.read(PART):
            content = zlib.compress(part, _FAST)
            session.execute(insert(RawPartRow), [{"sha256": expected, "number": number, "content": content}])
            number += 1


def raw_bytes(register: Register, sha256_hex: str, actor: Actor) -> Iterator[bytes]:
    """The bytes of a raw file, piece by piece.

    Raises
    ------
    ValueError
        If there is no such file.
    """
    require(actor, "see private entries")
    return _pieces(register, sha256_hex)


def _pieces(register: Register, sha256_hex: str) -> Iterator[bytes]:
    with register.reading() as session:
        if session.get(RawFileRow, sha256_hex) is None:
            raise ValueError(f"the register holds no file with the SHA-256 {sha256_hex}")
        number = 0
        while (part := session.get(RawPartRow, (sha256_hex, number))) is not None:
            yield zlib.decompress(part.content)
            session.expunge(part)
            number += 1
