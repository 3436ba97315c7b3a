# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The property bag of a definition, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.properties import (
    answered_properties,
    patched,
    property_patch,
    stated_properties,
    values,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


def typed(value: Any, kind: str = "String") -> dict[str, Any]:
    return {"$type": f"System.{kind}", "$value": value}


@pytest.mark.parametrize(
    ("there", "stated", "same"),
    [
        (typed("5"), 5, True),
        (typed(5, "Int32"), "5", True),
        (typed(5, "Int32"), 5.0, True),
        (typed(0.1, "Double"), 0.1, True),
        (typed("a"), "A", False),
        (typed("true"), "true", True),
        (typed(""), "", True),
        (typed(""), 0, False),
    ],
)
def test_values_are_compared_by_what_they_say(there: dict[str, Any], stated: Any, same: bool) -> None:
    assert (property_patch({"x": there}, {"x": stated}) == []) is same
    assert (patched({"x": there}, {"x": stated}) == {"x": there}) is same


def test_a_patch_names_what_is_there_in_its_own_spelling() -> None:
    there = {"Team": typed("web"), "old": typed("x"), "kept": typed("y")}
    stated = {"team": "ops", "OLD": None, "new": 1, "never was": None}
    assert property_patch(there, stated) == [
        {"op": "add", "path": "/Team", "value": "ops"},
        {"op": "remove", "path": "/old"},
        {"op": "add", "path": "/new", "value": 1},
    ]
    after = patched(there, stated)
    assert values(after) == {"Team": "ops", "kept": "y", "new": 1}
    assert after["new"] == typed(1, "Int32")
    assert property_patch(after, stated) == []


def test_a_name_is_escaped_in_the_pointer() -> None:
    assert property_patch({}, {"a/b~c": "x"})[0]["path"] == "/a~1b~0c"


def test_what_the_service_would_turn_into_text_is_text_already() -> None:
    stated = stated_properties({"flag": True, "wide": 2**31, "narrow": -(2**31), "gone": None})
    assert stated == {"flag": "true", "wide": "2147483648", "narrow": -(2**31), "gone": None}
    assert stated_properties(None) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_has_not_is_refused(value: float) -> None:
    with pytest.raises(OptionError, match="is no number that JSON can express"):
        stated_properties({"x": value})


@pytest.mark.parametrize("answer", [{"count": 1, "value": {"a": typed("b")}}, {"a": typed("b")}])
def test_an_answer_is_read_wrapped_or_not(answer: dict[str, Any]) -> None:
    assert answered_properties(answer) == {"a": typed("b")}


@pytest.mark.parametrize("answer", [None, [], {"count": 0, "value": {}}, {"count": 0}])
def test_an_empty_bag_in_any_form_is_empty(answer: Any) -> None:
    assert answered_properties(answer) == {}
