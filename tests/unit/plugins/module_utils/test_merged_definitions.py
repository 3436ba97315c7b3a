# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._merged_definitions import merged_definitions

PRESETS: dict[str, Any] = {
    "ci": {"definition": {"yaml_filename": "ci.yml", "queue": "preset", "variables": {"a": "preset", "b": "preset"}}},
    "folder": {
        "parameters": {
            "folder": {"description": "Where it is.", "required": True},
            "branches": {"default": ["+main"]},
            "file": {"default": "<folder>/ci.yml"},
            "queue": {},
        },
        "definition": {
            "name": "<folder>",
            "yaml_filename": "<file>",
            "queue": "<queue>",
            "triggers": {"continuous_integration": {"branch_filters": "<branches>", "path_filters": ["+/<folder>"]}},
        },
    },
}


def refusal(definitions: Any, **more: Any) -> str:
    with pytest.raises(OptionError) as caught:
        merged_definitions(definitions, **{"presets": PRESETS, **more})
    return caught.value.message


def test_defaults_lie_below_the_preset_and_the_preset_below_the_definition() -> None:
    given = [{"name": "web", "preset": "ci", "variables": {"b": "own"}}]
    defaults = {"queue": "defaults", "path": "/x", "variables": {"a": "defaults", "c": "defaults"}}
    before = copy.deepcopy((given, PRESETS, defaults))
    assert merged_definitions(given, PRESETS, defaults) == [
        {
            "name": "web",
            "path": "/x",
            "queue": "preset",
            "yaml_filename": "ci.yml",
            "variables": {"a": "preset", "b": "own", "c": "defaults"},
        }
    ]
    assert (given, PRESETS, defaults) == before


def test_the_upper_of_two_ways_to_say_what_runs_wins() -> None:
    (found,) = merged_definitions([{"name": "web", "preset": "ci", "steps": []}], PRESETS, {"phases": []})
    assert found["steps"] == []
    assert not {"phases", "yaml_filename"} & set(found)


def test_a_null_takes_out_what_lies_below() -> None:
    (found,) = merged_definitions([{"name": "web", "preset": "ci", "queue": None, "variables": {"a": None}}], PRESETS)
    assert found == {"name": "web", "yaml_filename": "ci.yml", "variables": {"b": "preset"}}


def test_nulls_that_mean_something_stay() -> None:
    given = {"name": "web", "properties": {"team": None}, "document": {"queue": None}}
    assert merged_definitions([given]) == [given]


def test_parameters_are_filled_in() -> None:
    given = {"preset": "folder", "parameters": {"folder": "api", "branches": ["+next"]}}
    assert merged_definitions([given], PRESETS) == [
        {
            "name": "api",
            "yaml_filename": "api/ci.yml",
            "triggers": {"continuous_integration": {"branch_filters": ["+next"], "path_filters": ["+/api"]}},
        }
    ]


def test_one_definition_for_each_value_in_the_place_of_the_one() -> None:
    given = [{"name": "first"}, {"preset": "folder", "for_each": {"folder": ["api", "web"]}}, {"name": "last"}]
    assert [item["name"] for item in merged_definitions(given, PRESETS)] == ["first", "api", "web", "last"]
    assert merged_definitions([{"name": "<x>", "for_each": {"x": []}}]) == []


def test_one_definition_for_each_combination() -> None:
    given = {"name": "<folder>-<ring>", "for_each": {"folder": ["api", "web"], "ring": [1, 2]}}
    assert [item["name"] for item in merged_definitions([given])] == ["api-1", "api-2", "web-1", "web-2"]


def test_one_definition_for_each_map() -> None:
    given = {
        "preset": "folder",
        "name": "<label>",
        "for_each": [{"folder": "services/api", "label": "api"}, {"folder": "web", "label": "site", "queue": "Big"}],
    }
    found = merged_definitions([given], PRESETS)
    assert [(item["name"], item["yaml_filename"], item.get("queue")) for item in found] == [
        ("api", "services/api/ci.yml", None),
        ("site", "web/ci.yml", "Big"),
    ]


def test_values_of_for_each_stand_in_parameters_too() -> None:
    given = {"preset": "folder", "for_each": {"x": ["a", "b"]}, "parameters": {"folder": "src/<x>"}, "name": "<x>"}
    assert [item["yaml_filename"] for item in merged_definitions([given], PRESETS)] == ["src/a/ci.yml", "src/b/ci.yml"]


def test_parameters_of_the_preset_stand_in_the_definition_too() -> None:
    given = {"preset": "folder", "parameters": {"folder": "api"}, "description": "Builds <folder> with <file>, <html>"}
    assert merged_definitions([given], PRESETS)[0]["description"] == "Builds api with api/ci.yml, <html>"


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("web", "definitions[1]: it is not a map"),
        ({"name": "web", "presett": "ci"}, "definitions[1] 'web': unknown key 'presett'. Did you mean 'preset'?"),
        ({"name": "web", "preset": "c"}, "definitions[1] 'web' preset: there is no preset 'c'"),
        (
            {"preset": "folder"},
            "definitions[1] parameters.folder: preset 'folder' requires it. Give it a value. It is: Where it is.",
        ),
        (
            {"preset": "folder", "parameters": {"foldr": "x", "folder": "x"}},
            "definitions[1] parameters.foldr: preset 'folder' has no such parameter, and <foldr> stands nowhere in",
        ),
        (
            {"preset": "folder", "parameters": {"foldr": "x", "folder": "x"}},
            "the definition. Did you mean 'folder'? Its parameters are branches, file, folder, queue.",
        ),
        ({"name": "web", "parameters": {"x": 1}}, "parameters.x: the definition has no preset, and <x> stands nowhere"),
        ({"name": "web", "parameters": ["x"]}, "definitions[1] 'web' parameters: it is not a map"),
        ({"name": "web", "for_each": {"x": ["a"]}}, "definitions[1] 'web' for_each.x: the definition has no preset"),
        ({"name": "web", "for_each": {"x": "a"}}, "definitions[1] 'web' for_each.x: it is not a list"),
        ({"name": "web", "for_each": ["a"]}, "definitions[1] 'web' for_each: it is neither a map nor a list of maps"),
        (
            {"preset": "folder", "for_each": {"folder": ["a"]}, "parameters": {"folder": "b"}},
            "definitions[1] parameters.folder: for_each gives it too",
        ),
        (
            {"name": "web", "description": "<x>", "for_each": {"x": ["a", "b"]}},
            "definitions[1] 'web' for_each: it makes several definitions of the name 'web'",
        ),
        (
            {"preset": "folder", "parameters": {"folder": ["a", "b"]}},
            "definitions[1] parameters.folder: it is a list or a map and stands inside a longer text",
        ),
        ({"name": "a <x>", "parameters": {"x": None}}, "parameters.x: it has no value and stands inside a longer text"),
    ],
)
def test_a_definition_that_is_wrong(definition: Any, message: str) -> None:
    assert message in refusal([{"name": "right"}, definition])


def test_what_is_no_list_or_no_map() -> None:
    assert refusal({"name": "web"}).startswith("definitions: it is not a list")
    assert refusal([], presets=["x"]).startswith("presets: it is not a map")
    assert refusal([], defaults=["x"]).startswith("defaults: it is not a map")


def test_each_definition_that_is_wrong_is_named_and_a_preset_once() -> None:
    wrong = [{"name": "a", "preset": "x"}, {"name": "b", "presett": "ci"}, {"name": "c", "preset": "late"}]
    presets = {**PRESETS, "late": {"definition": {"queu": "A"}}}
    told = refusal([*wrong, {"name": "d", "preset": "late"}], presets=presets)
    assert told.startswith("definitions[0] 'a' preset: there is no preset 'x'.")
    assert "definitions[1] 'b': unknown key 'presett'." in told
    assert told.count("preset 'late' definition: unknown key 'queu'.") == 1


def test_many_errors_are_counted() -> None:
    told = refusal([{"name": f"n{number}", "preset": "x"} for number in range(14)])
    assert "'n10'" in told
    assert "'n11'" not in told
    assert told.endswith("And 3 more errors.")


def test_labels_say_where_a_definition_comes_from() -> None:
    given = [
        {"name": "one"},
        {"preset": "folder", "for_each": {"folder": ["a", "b"]}},
        {"preset": "ci", "name": "two"},
        {"name": "<x>", "for_each": [{"x": "three"}]},
    ]
    assert [item["label"] for item in merged_definitions(given, PRESETS, list_name="mine")] == [
        "mine[0]",
        "mine[1] (preset folder, for_each[0])",
        "mine[1] (preset folder, for_each[1])",
        "mine[2] (preset ci)",
        "mine[3] (for_each[0])",
    ]
    assert all("label" not in item for item in merged_definitions(given, PRESETS))


def test_errors_call_the_list_as_the_user_does() -> None:
    with pytest.raises(OptionError) as caught:
        merged_definitions([{"name": "a", "presett": "x"}], list_name="mine")
    assert caught.value.message.startswith("mine[0] 'a': unknown key 'presett'.")


def test_defaults_name_no_preset() -> None:
    assert refusal([], defaults={"preset": "ci"}).startswith("defaults: unknown key 'preset'")


def test_a_definition_of_another_folder_may_have_the_same_name() -> None:
    given = {"name": "ci", "path": "/<team>", "for_each": {"team": ["a", "b"]}}
    assert [item["path"] for item in merged_definitions([given])] == ["/a", "/b"]
