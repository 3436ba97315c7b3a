# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fingerprints of secrets."""

from __future__ import annotations

import base64
import hashlib

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.fingerprints import (
    fingerprint,
    matches,
    packed,
    unpacked,
)


@pytest.mark.parametrize("key", [None, "S3CRET-pepper"], ids=["without a key", "with a key"])
def test_a_fingerprint_matches_its_value_and_key_only(key):
    known = fingerprint("S3CRET-hunter2", key)
    assert matches("S3CRET-hunter2", key, known)
    assert not matches("S3CRET-hunter3", key, known)
    assert not matches("S3CRET-hunter2", "another", known)
    assert not matches("S3CRET-hunter2", None if key else "S3CRET-pepper", known)


def test_a_fingerprint_holds_nothing_of_the_value_and_is_new_each_time():
    known = fingerprint("S3CRET-hunter2", None)
    assert known != fingerprint("S3CRET-hunter2", None)
    assert "hunter2" not in known
    assert base64.b64encode(b"S3CRET-hunter2").decode()[:8] not in known


def test_the_hash_is_scrypt_with_the_parameters_that_are_documented():
    salt = b"0123456789abcdef"
    expected = hashlib.scrypt(b"value", salt=salt, n=16384, r=8, p=1, dklen=32, maxmem=2**26)
    assert fingerprint("value", None, salt) == "$".join(
        ("scrypt", base64.b64encode(salt).decode(), base64.b64encode(expected).decode())
    )


def test_without_scrypt_it_is_pbkdf2_and_each_reads_its_own(monkeypatch):
    before = fingerprint("value", None)
    with monkeypatch.context() as patch:
        patch.delattr(hashlib, "scrypt")
        known = fingerprint("value", None)
        assert known.startswith("pbkdf2$")
        assert matches("value", None, known)
        assert not matches("value", None, before)
    assert matches("value", None, before)


@pytest.mark.parametrize("text", ["", "x", "a$b$c", "scrypt$!$x", "scrypt$$", None, "md5$YQ==$YQ=="])
def test_what_is_no_fingerprint_matches_nothing(text):
    assert not matches("value", None, text)


def test_fingerprints_are_kept_as_one_text():
    kept = {"b": "2", "a": "1"}
    assert unpacked(packed(kept)) == kept


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"version":99,"variables":{"a":"b"}}', "no json", 7])
def test_a_text_of_somebody_else_holds_no_fingerprints(text):
    assert unpacked(text) == {}
