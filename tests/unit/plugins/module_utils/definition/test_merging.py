# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.merging import merged


@pytest.mark.parametrize(
    ("base", "over", "expected"),
    [
        ({}, {}, {}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"repository": {"a": 1, "b": 2}}, {"repository": {"a": 3}}, {"repository": {"a": 3, "b": 2}}),
        ({"tags": ["a"]}, {"tags": ["b"]}, {"tags": ["b"]}),
        ({"queue": "x"}, {"queue": None}, {"queue": None}),
        ({"steps": [1]}, {"yaml_filename": "y"}, {"yaml_filename": "y"}),
        ({"yaml_filename": "y"}, {"phases": []}, {"phases": []}),
        ({"yaml_filename": "y"}, {"steps": None}, {"yaml_filename": "y", "steps": None}),
        ({"clone_from": {"definition": "a"}}, {"template": "t"}, {"template": "t"}),
        ({"variables": {"A": "1"}}, {"variables": {"a": "2"}}, {"variables": {"a": "2"}}),
        (
            {"variables": {"A": {"value": "1", "is_secret": True}}},
            {"variables": {"a": "2"}},
            {"variables": {"a": {"value": "2", "is_secret": True}}},
        ),
        (
            {"variables": {"A": "1"}},
            {"variables": {"A": {"allow_override": True}}},
            {"variables": {"A": {"value": "1", "allow_override": True}}},
        ),
        ({"variables": {"A": "1"}}, {"variables": {"A": None}}, {"variables": {"A": None}}),
        ({"variables": {"A": "1"}}, {"variables": None}, {"variables": None}),
    ],
)  # fmt: skip
def test_merged(base: dict[str, Any], over: dict[str, Any], expected: dict[str, Any]) -> None:
    before = copy.deepcopy((base, over))
    assert merged(base, over) == expected
    assert (base, over) == before
