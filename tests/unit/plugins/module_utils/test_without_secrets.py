# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._without_secrets import HIDDEN, without_secrets

SECRET = "S3CRET-1"


@pytest.mark.parametrize(
    "content",
    [
        {"variables": {"ApiKey": {"value": SECRET, "is_secret": True}}},
        {"variables": {"ApiKey": {"value": SECRET, "isSecret": "yes"}}},
        {"variables": {"ApiKey": {"value": SECRET, "is_secrte": True, "is_secret_": 1}}},
        {"variables": {"ApiKey": {"value": [SECRET, {"x": SECRET}], "is_secret": True}}},
        {"secrets_key": SECRET},
        {"endpoint": [{"password": SECRET}]},
        {"document": json.dumps({"variables": {"ApiKey": {"value": SECRET, "isSecret": True}}})},
        {"variables": {"a": {"value": SECRET, "is_secret": True}}, "description": f"is {SECRET}!", SECRET: SECRET},
        {"document": json.dumps([SECRET]), "secrets_key": SECRET},
    ],
)
def test_no_secret_is_left(content: Any) -> None:
    hidden = repr(without_secrets([content]))
    assert SECRET not in hidden
    assert HIDDEN in hidden


def test_everything_else_is_left() -> None:
    content = {
        "variables": {"a": "1", "b": {"value": "x", "is_secret": False}, "c": {"is_secret": True}, "d": {"value": 5}},
        "document": '{"name": "x", "variables": {}}',
        "description": "{not json",
        "update_secrets": "always",
        "enabled": True,
        "queue": None,
    }
    assert without_secrets(content) == content


def test_a_number_is_a_secret_too() -> None:
    content = {"variables": {"pin": {"value": 4711, "is_secret": True}, "same": 4711, "other": True}}
    assert without_secrets(content)["variables"] == {
        "pin": {"value": HIDDEN, "is_secret": True},
        "same": HIDDEN,
        "other": True,
    }


def test_a_secret_within_another_leaves_no_rest() -> None:
    content = {"secrets_key": "abc", "password": "abcdef", "description": "abcdef abc"}
    assert without_secrets(content)["description"] == f"{HIDDEN} {HIDDEN}"


def test_what_was_encrypted_in_the_inventory_is_secret() -> None:
    class Vaulted:
        __ENCRYPTED__ = True

        def __str__(self) -> str:
            return SECRET

    content = {"variables": {"a": Vaulted()}, "description": SECRET}
    assert without_secrets(content) == {"variables": {"a": HIDDEN}, "description": HIDDEN}
