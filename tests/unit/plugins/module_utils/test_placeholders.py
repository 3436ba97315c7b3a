# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._placeholders import NoValueError, filled, mentioned


def test_names_are_replaced_in_every_text_and_key() -> None:
    content = {"<a>-x": ["<a>", "+/<a>/<b>", 5, None, {"k": "<c>"}]}
    assert filled(content, {"a": "api", "b": 2}) == {"api-x": ["api", "+/api/2", 5, None, {"k": "<c>"}]}


@pytest.mark.parametrize("value", [5, True, None, ["+main"], {"k": "v"}])
def test_a_text_that_is_the_name_becomes_the_value(value: object) -> None:
    assert filled({"option": "<x>"}, {"x": value}) == {"option": value}


def test_a_boolean_in_a_text_is_spelt_as_the_service_spells_it() -> None:
    assert filled("--clean <x>", {"x": True}) == "--clean true"


@pytest.mark.parametrize("value", [None, ["a"], {"k": "v"}])
def test_what_is_no_text_cannot_stand_inside_one(value: object) -> None:
    with pytest.raises(NoValueError, match="x"):
        filled("a <x>", {"x": value})


def test_a_value_is_not_looked_at_again() -> None:
    assert filled("<a><b>", {"a": "<b>", "b": "<a>"}) == "<b><a>"


def test_what_was_given_stays_as_it_was() -> None:
    content = {"list": ["<a>"]}
    filled(content, {"a": 1})
    assert content == {"list": ["<a>"]}
    assert filled(content, {}) is content


def test_names_are_found_anywhere() -> None:
    assert mentioned({"<a>": ["x<b>y", 5, {"k": "<c d> < e>"}], "z": None}) == {"a", "b"}
