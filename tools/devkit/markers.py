# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every secret of the tests begins with, and the forms in which it turns up in bytes, archives included.

All characters of the markers may stand in a URL, in JSON, in YAML, in XML and in a command line as they are: text that
was quoted or escaped for one of these still shows them.
"""

from __future__ import annotations

import base64
import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

#: what every secret of every test begins with
FAMILY = "S3CRET-"
#: the tokens that the emulator takes without being told
TOKENS = ("emulator-pat", "emulator-token", "emulator-readonly-pat", "emulator-expired-pat")

#: archives in archives in archives are opened so far
_DEPTH = 4
#: of each member of an archive so much is looked at
_MOST = 1 << 28

_PACKED = re.compile(rb"(?:UEsDB|H4sI)(?:[A-Za-z0-9+/=_-]|\\n|\s)+")
_NO_BASE64 = re.compile(rb"\\n|\s")


def _aligned(text: bytes, offset: int) -> bytes:
    """What Base64 makes of `text` wherever it stands `offset` bytes behind a group of three, whatever is around it."""
    behind = -(offset + len(text)) % 3
    encoded = base64.b64encode(bytes(offset) + text + bytes(behind))
    return encoded[-(-8 * offset // 6) : 8 * (offset + len(text)) // 6]


def forms_of(marker: str) -> dict[bytes, str]:
    """The forms of a marker, each with its name."""
    raw = marker.encode()
    forms = {raw: "plain"}
    forms.update({_aligned(raw, offset): "in Base64" for offset in range(3)})
    # without the last byte it is the same in both byte orders
    forms[marker.encode("utf-16-le")[:-1]] = "in UTF-16"
    forms["".join(f"%{byte:02X}" for byte in raw).encode()] = "percent-encoded"
    forms["".join(f"\\u{byte:04x}" for byte in raw).encode()] = "JSON-escaped"
    forms[raw.hex().encode()] = "in hexadecimal"
    return forms


FORMS: Mapping[bytes, str] = {
    form: f"{marker}... {name}" for marker in (FAMILY, *TOKENS) for form, name in forms_of(marker).items()
}


def markers_in(content: bytes, depth: int = 0) -> list[str]:
    """Which markers stand in `content`, in what form. Archives, also those in Base64, are opened."""
    found = [name for form, name in FORMS.items() if form in content]
    if depth < _DEPTH:
        for kind, inner in _unpacked(content):
            found += [f"{name}, {kind}" for name in markers_in(inner, depth + 1)]
    return list(dict.fromkeys(found))


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What is packed in `content`; what only looks so, or is damaged, gives as much as can be read."""
    if content.startswith(b"PK\x03\x04"):
        yield from _zipped(content)
    if content[257:262] == b"ustar":
        yield from _tarred(content)
    for magic, name, make in _STREAMS:
        if content.startswith(magic):
            yield f"in {name}", _stream(make, content)
    for packed in _PACKED.finditer(content):
        text = _NO_BASE64.sub(b"", packed[0]).rstrip(b"=")
        # a letter that is left over belongs to what stands behind it
        text = text[: len(text) - (len(text) % 4 == 1)].translate(bytes.maketrans(b"-_", b"+/"))
        yield "in Base64", base64.b64decode(text + b"=" * (-len(text) % 4))


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield "in zip", f"{member.filename} {member.comment!r}".encode()
                with archive.open(member) as stream:
                    yield "in zip", stream.read(_MOST)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return


def _tarred(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What is not compressed was seen already; its members may be archives."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is not None:
                    yield "in tar", stream.read(_MOST)
    except (tarfile.TarError, EOFError, KeyError, OSError, ValueError):
        return


def _stream(make: Callable[[], Any], content: bytes) -> bytes:
    """All members of a compressed stream, one behind the other."""
    parts: list[bytes] = []
    while content and sum(map(len, parts)) < _MOST:
        reader = make()
        try:
            parts.append(reader.decompress(content, _MOST))
        except (zlib.error, EOFError, lzma.LZMAError, OSError, ValueError):
            break
        content = reader.unused_data
    return b"".join(parts)


_STREAMS: tuple[tuple[bytes, str, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", "gzip", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    (b"BZh", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMADecompressor),
)
