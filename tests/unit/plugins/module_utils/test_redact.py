# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._redact import MASK, Redactor

SECRET = 'p@ss/w"rd+ü%1'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        html.escape(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f":{SECRET}".encode()).decode(),
    ],
    ids=["plain", "url", "json", "html", "base64", "basic"],
)
def test_every_form_is_masked(form: str) -> None:
    cleaned = Redactor([SECRET]).clean(f"before {form} after")
    assert cleaned == f"before {MASK} after"


def test_a_secret_within_another_does_not_leave_its_rest() -> None:
    assert Redactor(["abc", "abcdef"]).clean("xabcdefx") == f"x{MASK}x"


def test_a_secret_of_several_lines_is_known_on_one() -> None:
    assert Redactor(["-----BEGIN KEY-----\nabc  def\n"]).clean("x -----BEGIN KEY----- abc def x") == f"x {MASK} x"


def test_bytes_stay_but_for_the_secret() -> None:
    assert Redactor(["ü-abc"]).clean_bytes(b"\xff" + "ü-abc".encode() + b"\xfe") == b"\xff" + MASK.encode() + b"\xfe"


def test_secrets_can_be_added() -> None:
    redactor = Redactor()
    assert redactor.clean("later") == "later"
    redactor.add("later")
    redactor.add(None)
    redactor.add("")
    assert redactor.clean("later") == MASK


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Authorization: Basic OmFiY2RlZmdoaWprbG1ub3A=", f"Authorization: Basic {MASK}"),
        ("sent bearer eyJ0eXAiOiJKV1QiLCJhbGciOi.abc-_x", f"sent bearer {MASK}"),
        ("proxy http://user:pa55@proxy:3128 failed", f"proxy http://{MASK}@proxy:3128 failed"),
        ("Basic authentication is switched off", "Basic authentication is switched off"),
        ("see https://dev.azure.com/contoso?x=a@b", "see https://dev.azure.com/contoso?x=a@b"),
    ],
)
def test_credentials_are_recognised_by_their_form(text: str, cleaned: str) -> None:
    assert Redactor().clean(text) == cleaned


def test_the_representation_tells_nothing() -> None:
    assert "S3CRET-2" not in repr(Redactor(["S3CRET-2"]))
