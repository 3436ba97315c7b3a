# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Fingerprints of secret values, so that a changed secret can be told from an unchanged one.

The service never shows a secret. A fingerprint is salted for each variable and slow (scrypt, 16 MiB): whoever can read
it learns no more than what guessing value by value tells, and with a key, which is kept elsewhere, nothing without
that key. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import typing as t

# RFC 7914 names; N=2**14, r=8 is what its authors give for interactive use: some 50 ms and 16 MiB
_N, _R, _P, _LENGTH = 2**14, 8, 1, 32
_PBKDF2_ROUNDS = 600_000
_VERSION = 1

Fingerprints = dict[str, str]


def fingerprint(value: str, key: str | None, salt: bytes | None = None) -> str:
    """``algorithm$salt$hash``; salt and hash in Base64. Without ``salt`` a new one is drawn.

    Where Python lacks scrypt (it is optional in OpenSSL) it is PBKDF2-HMAC-SHA256.
    """
    algorithm = "scrypt" if hasattr(hashlib, "scrypt") else "pbkdf2"
    return _formed(algorithm, value, key, salt or os.urandom(16))


def matches(value: str, key: str | None, known: str) -> bool:
    """Whether a fingerprint is that of the value."""
    try:
        algorithm, salt, _hash = known.split("$")
        again = _formed(algorithm, value, key, base64.b64decode(salt, validate=True))
    except (ValueError, AttributeError):
        return False
    return hmac.compare_digest(again, known)


def _formed(algorithm: str, value: str, key: str | None, salt: bytes) -> str:
    secret = value.encode("utf-8", "surrogatepass")
    if key:
        secret = hmac.new(key.encode("utf-8", "surrogatepass"), secret, hashlib.sha256).digest()
        algorithm = algorithm if algorithm.endswith("-keyed") else f"{algorithm}-keyed"
    plain = algorithm.partition("-")[0]
    if plain == "scrypt":
        found = hashlib.scrypt(secret, salt=salt, n=_N, r=_R, p=_P, dklen=_LENGTH, maxmem=64 * 1024 * 1024)
    elif plain == "pbkdf2":
        found = hashlib.pbkdf2_hmac("sha256", secret, salt, _PBKDF2_ROUNDS, _LENGTH)
    else:
        raise ValueError(f"unknown algorithm {algorithm}")
    return "$".join((algorithm, base64.b64encode(salt).decode(), base64.b64encode(found).decode()))


def packed(fingerprints: Fingerprints) -> str:
    """All fingerprints of a definition as one text; names are kept in lower case, as the service compares them."""
    return json.dumps({"version": _VERSION, "variables": dict(sorted(fingerprints.items()))}, separators=(",", ":"))


def unpacked(text: t.Any) -> Fingerprints:
    """The fingerprints in a text; none if it is not one of ours, or of a later version."""
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            return {}
        return {str(name): value for name, value in found["variables"].items() if isinstance(value, str)}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
