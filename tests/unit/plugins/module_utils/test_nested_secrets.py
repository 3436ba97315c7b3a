# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._nested_secrets import nested_secrets

SECRET: dict[str, Any] = {"value": "S3CRET-", "is_secret": True}


@pytest.mark.parametrize(
    "options",
    [
        {"variables": {"Key": SECRET}},
        {"variables": {"Key": {"value": "S3CRET-", "isSecret": "yes"}}},
        {"definitions": [{"name": "a"}, {"variables": {"Key": SECRET}}]},
        {"defaults": {"variables": {"Key": {"is_secret": True}}}, "definitions": [{"variables": {"KEY": "S3CRET-"}}]},
        {"a": {"variables": {"Key": {"is_secret": True}}}, "b": [{"variables": {"k": 1, "key": {"value": "S3CRET-"}}}]},
        {"document": json.dumps({"variables": {"Key": {"value": "S3CRET-", "isSecret": True}}})},
        {"definitions": [{"secrets_key": "S3CRET-"}]},
        {"repository": {"properties": {"password": "S3CRET-"}}},
    ],
)  # fmt: skip
def test_found(options: dict[str, Any]) -> None:
    assert nested_secrets(options) == {"S3CRET-"}


@pytest.mark.parametrize(
    "options",
    [
        {"variables": {"Key": "plain", "Other": {"value": "plain", "is_secret": False}}},
        {"a": {"variables": {"Key": {"is_secret": True}}}, "b": {"variables": {"Key": {"value": "x", "is_secret": 0}}}},
        {"variables": {"Key": {"value": True, "is_secret": True}, "Empty": {"value": "", "is_secret": True}}},
        {"update_secrets": "always", "description": "{no json"},
    ],
)  # fmt: skip
def test_not_hidden(options: dict[str, Any]) -> None:
    assert nested_secrets(options) == set()


def test_a_text_too_deep_to_look_into_is_hidden_whole() -> None:
    deep = "[" * 200_000
    text = deep + "]" * 200_000
    assert nested_secrets({"document": text}) in ({text}, set())
    assert nested_secrets({"document": deep}) in ({deep}, set())
