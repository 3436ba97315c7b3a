# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A marker is found in every form in which a secret travels or is stored."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import urllib.parse
import zipfile
from collections.abc import Callable

import pytest

from devkit.markers import FAMILY, TOKENS, markers_in

SECRET = f"{FAMILY}of-a-test ü\"'&"


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/report.json", content)
    return made.getvalue()


def tarred(content: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        member = tarfile.TarInfo("folder/report.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def module(content: bytes) -> bytes:
    """As Ansible hands a module over: a program with an archive in Base64."""
    return b'ZIPDATA = """' + base64.b64encode(zipped(content)) + b'"""\n'


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "Base64": base64.b64encode,
    "Base64 behind one": lambda content: base64.b64encode(b":" + content),
    "Base64 behind two": lambda content: base64.b64encode(b"x:" + content),
    "Base64 for URLs": lambda content: base64.urlsafe_b64encode(b"CONTOSO\\svc:" + content),
    "hexadecimal": lambda content: content.hex().encode(),
    "zip": zipped,
    "gzip": gzip.compress,
    "two gzips": lambda content: gzip.compress(b"first") + gzip.compress(content),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "tar.gz": tarred,
    "zip in tar.gz": lambda content: tarred(zipped(content)),
    "zip in Base64": module,
    "gzip in Base64, in lines": lambda content: base64.encodebytes(gzip.compress(content)),
    "gzip in Base64, in JSON": lambda content: json.dumps(base64.encodebytes(gzip.compress(content)).decode()).encode(),
}


@pytest.mark.parametrize("way", PACKED)
@pytest.mark.parametrize("secret", [0, *range(1, 1 + len(TOKENS))])
def test_found_however_it_is_packed(way: str, secret: int) -> None:
    text = [SECRET, *TOKENS][secret]
    assert markers_in(PACKED[way](text.encode()))
    around = b"x" * 1000
    assert markers_in(PACKED[way](around + text.encode() + around))
    assert markers_in(PACKED[way](around)) == []


ESCAPED: dict[str, Callable[[str], bytes]] = {
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"a": text})).encode(),
    "JSON of letters": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "repr": lambda text: repr({"a": text}).encode(),
    "URL": lambda text: urllib.parse.quote(text, safe="").encode(),
    "form": lambda text: urllib.parse.urlencode({"a": text}).encode(),
    "URL of letters": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "UTF-16 behind a letter": lambda text: b"x" + text.encode("utf-16"),
}


@pytest.mark.parametrize("way", ESCAPED)
def test_found_however_it_is_written(way: str) -> None:
    assert markers_in(ESCAPED[way](SECRET))
    assert markers_in(ESCAPED[way]("SECRET-but-of-nobody, the emulator's")) == []


@pytest.mark.parametrize("broken", [b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"UEsDBA", b"H4sI"])
def test_what_only_looks_packed_does_no_harm(broken: bytes) -> None:
    assert markers_in(broken + b"and no more of it") == []
    assert markers_in(broken + SECRET.encode())


def test_as_much_of_a_damaged_archive_as_can_be_read() -> None:
    content = os.urandom(5000) + SECRET.encode() + os.urandom(500_000)
    assert markers_in(gzip.compress(content)[:400_000])
