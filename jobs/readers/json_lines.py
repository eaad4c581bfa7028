"""JSON Lines, plain or gzipped; of a cut-off file the leading rows."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from gridtag.contract import Source
from gridtag.jobs.readers.rows import Row, UnreadableError, encoding_of, json_text


def _unpacked(content: bytes, source: Source) -> tuple[bytes, str]:
    """Uncompressed bytes as far as they go, and what stopped them."""
    if not source.format.endswith(".gz"):
        return content, ""
    parts: list[bytes] = []
    rest, fault = content, ""
    while rest and not fault:
        member = zlib.decompressobj(wbits=31)
        try:
            for start in range(0, len(rest), 1 << 16):
                parts.append(member.decompress(rest[start : start + (1 << 16)]))
                if member.eof:
                    break
        except zlib.error:
            fault = "damaged gzip stream"
        if not member.eof:
            fault = fault or "truncated gzip stream"
        rest = member.unused_data + rest[start + (1 << 16) :]
    unpacked = b"".join(parts)
    if fault and not unpacked:
        raise UnreadableError(f"{fault}: nothing could be unpacked")
    return unpacked, fault


def inspect_json(content: bytes, source: Source) -> tuple[str, list[str]]:
    unpacked, fault = _unpacked(content, source)
    if not unpacked.strip():
        return "empty", ["file has no rows"]
    _, encoding_note = encoding_of(unpacked, source)
    notes = [note for note in (fault and f"{fault}: only its leading rows are loaded", encoding_note) if note]
    return ("partial" if fault else "readable"), notes


def read_json(content: bytes, source: Source) -> Iterator[Row]:
    unpacked, fault = _unpacked(content, source)
    encoding, _ = encoding_of(unpacked, source)
    lines = unpacked.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        text = line.decode(encoding, errors="replace").strip("\r\ufeff")
        if fault and number == len(lines):
            yield number, {}, f"row cut off by {fault}", text
            continue
        yield _json_row(number, text)


def _json_row(number: int, text: str) -> Row:
    if "\ufffd" in text:
        return number, {}, "bytes are not in the expected encoding", text
    try:
        value = json.loads(text, parse_float=str, parse_constant=str)
    except ValueError as error:
        return number, {}, f"not JSON: {str(error).partition(':')[0]}", text
    if not isinstance(value, dict):
        return number, {}, "not a JSON object", text
    return number, {key: json_text(item) for key, item in value.items()}, None, None
