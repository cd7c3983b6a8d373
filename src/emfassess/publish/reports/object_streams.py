"""A PDF file with its small objects packed and compressed together, as PDF 1.5 and PDF/A-2 allow.

Typst writes every element of a tagged document as an object of its own, uncompressed: more than half of a report.
Object streams and cross-reference streams are described in ISO 32000-1, 7.5.7 and 7.5.8.
"""

import re
import zlib
from collections.abc import Iterable, Mapping

PER_STREAM = 500
"""Objects of one stream: a reader unpacks a stream whole."""

LEVEL = 6
"""Of the compression: a higher one takes three times as long for two per cent."""

IN_FILE, IN_STREAM = 1, 2
"""Kinds of entries of a cross-reference stream."""

_OBJECT = re.compile(rb"\A\d+ 0 obj\s(.*?)\s*endobj\s*\Z", re.DOTALL)
_END = re.compile(
    rb"xref\n0 \d+\n\d{10} 65535 f\r\n((?:\d{10} 00000 n\r\n)+)trailer\s*<</Size \d+(.*)>>\s*startxref\s", re.DOTALL
)


def packed(pdf: bytes) -> bytes:
    """Pack a document: the same in fewer bytes.

    Parameters
    ----------
    pdf : bytes
        With one table of cross references, as typst writes it.

    Returns
    -------
    bytes
        Objects with streams as they were, all others in compressed object streams, and a cross-reference stream.

    Raises
    ------
    ValueError
        If it is no such file.
    """
    end = _END.search(pdf, max(pdf.rfind(b"xref\n0 "), 0))
    if end is None:
        raise ValueError("not a PDF file with one table of cross references")
    starts = [int(line[:10]) for line in end[1].splitlines()]
    objects = _objects(pdf[: end.start()], starts)
    small = [number for number, body in objects.items() if not body.endswith(b"endstream")]
    written = {number: objects[number] for number in sorted(objects.keys() - set(small))}
    entries: dict[int, tuple[int, int, int]] = {}
    for stream, first in enumerate(range(0, len(small), PER_STREAM), start=len(objects) + 1):
        chosen = small[first : first + PER_STREAM]
        entries |= {number: (IN_STREAM, stream, index) for index, number in enumerate(chosen)}
        written[stream] = _object_stream({number: objects[number] for number in chosen})
    return _file(pdf[: min(starts)], written, entries, end[2])


def _file(head: bytes, written: Mapping[int, bytes], entries: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """Objects one after another, and the stream of references to them and to the `entries` inside them."""
    parts, place = [head], len(head)
    for number, body in written.items():
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        entries[number] = (IN_FILE, place, 0)
        place += len(parts[-1])
    last = len(entries) + 1
    rows = [(0, 0, 65535), *(entries[number] for number in range(1, last)), (IN_FILE, place, 0)]
    references = _stream(b"/Type/XRef/Size %d/W[1 4 2]%b" % (last + 1, trailer), _bytes_of(rows))
    return b"".join([*parts, b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, references, place)])


def _objects(pdf: bytes, starts: list[int]) -> dict[int, bytes]:
    """Objects by their numbers; `starts` are their places in the order of the numbers."""
    order = sorted(range(len(starts)), key=starts.__getitem__)
    ends = [*(starts[index] for index in order[1:]), len(pdf)]
    found = {}
    for index, end in zip(order, ends, strict=True):
        match = _OBJECT.match(pdf[starts[index] : end])
        if match is None:
            raise ValueError(f"object {index + 1} of the PDF file is not where its table says")
        found[index + 1] = match[1]
    return found


def _object_stream(objects: Mapping[int, bytes]) -> bytes:
    """Objects one after another, their numbers and places before them."""
    head, place = [], 0
    for number, body in objects.items():
        head.append(b"%d %d" % (number, place))
        place += len(body) + 1
    start = b" ".join(head) + b"\n"
    content = start + b"\n".join(objects.values()) + b"\n"
    return _stream(b"/Type/ObjStm/N %d/First %d" % (len(objects), len(start)), content)


def _stream(entries: bytes, content: bytes) -> bytes:
    squeezed = zlib.compress(content, LEVEL)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(squeezed), squeezed)


def _bytes_of(rows: Iterable[tuple[int, int, int]]) -> bytes:
    """Rows of a cross-reference stream: one, four and two bytes."""
    return b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + index.to_bytes(2, "big") for kind, place, index in rows
    )
