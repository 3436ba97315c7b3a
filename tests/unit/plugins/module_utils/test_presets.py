# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._presets import Presets


def refusal(presets: dict[str, Any], name: Any = "a") -> str:
    with pytest.raises(OptionError) as caught:
        Presets(presets).find(name, "definitions[0] preset")
    return caught.value.message


def test_a_preset_extends_another() -> None:
    presets = Presets(
        {
            "base": {
                "parameters": {"x": {"required": True}, "y": {"default": 1}},
                "definition": {"name": "<x>", "yaml_filename": "a.yml", "variables": {"one": "<y>"}},
            },
            "a": {"preset": "base", "parameters": {"y": {"default": 2}}, "definition": {"variables": {"two": 2}}},
            "classic": {"preset": "a", "definition": {"steps": []}},
        }
    )
    found = presets.find("a", "here")
    assert found.definition == {"name": "<x>", "yaml_filename": "a.yml", "variables": {"one": "<y>", "two": 2}}
    assert dict(found.parameters) == {"x": {"required": True}, "y": {"default": 2}}
    assert "yaml_filename" not in presets.find("classic", "here").definition


def test_an_unknown_preset_is_named_with_those_there_are() -> None:
    message = refusal({"yaml_ci": {}, "nightly": {}}, "yaml_cl")
    assert message.startswith("definitions[0] preset: there is no preset 'yaml_cl'.")
    assert "Did you mean 'yaml_ci'? The presets are nightly, yaml_ci." in message
    assert refusal({}, "x").endswith("There are none.")
    assert "no preset '['x']'" in refusal({"x": {}}, ["x"])


def test_the_preset_that_another_one_wants_is_named() -> None:
    assert refusal({"a": {"preset": "b"}}).startswith("preset 'a' preset: there is no preset 'b'.")


def test_a_circle_is_named() -> None:
    presets = {"x": {"preset": "a"}, "a": {"preset": "b"}, "b": {"preset": "c"}, "c": {"preset": "a"}}
    assert "a extends b extends c extends a: that is a circle" in refusal(presets, "x")
    assert "a extends a" in refusal({"a": {"preset": "a"}})


@pytest.mark.parametrize(
    ("preset", "message"),
    [
        ("text", "preset 'a': it is not a map"),
        ({"definitions": {}}, "preset 'a': unknown key 'definitions'. Did you mean 'definition'?"),
        ({"definition": {"yaml_filenam": "x"}}, "unknown key 'yaml_filenam'. Did you mean 'yaml_filename'?"),
        ({"definition": {"parameters": {}}}, "preset 'a' definition: unknown key 'parameters'"),
        ({"definition": []}, "preset 'a' definition: it is not a map"),
        ({"parameters": ["x"]}, "preset 'a' parameters: it is not a map"),
        ({"parameters": {"x y": {}}}, "preset 'a' parameters.x y: it cannot be a name"),
        ({"parameters": {5: {}}}, "preset 'a' parameters.5: it cannot be a name"),
        ({"parameters": {"x": 5}}, "preset 'a' parameters.x: it is not a map"),
        ({"parameters": {"x": {"defualt": 5}}}, "parameters.x: unknown key 'defualt'. Did you mean 'default'?"),
        ({"parameters": {"x": {"required": "yes"}}}, "preset 'a' parameters.x.required: it is not a boolean"),
        ({"parameters": {"x": {"required": True, "default": 1}}}, "it is required and has a default"),
        ({"parameters": {"x": None}}, "preset 'a' parameters.x: it is used nowhere in the preset. Write <x>"),
        (
            {"parameters": {"x": {"default": "<y>"}, "y": {}}, "definition": {"name": "<x><y>"}},
            "preset 'a' parameters.x.default: it speaks of <y>, which has no value yet",
        ),
        ({"parameters": {"x": {"default": "<x>"}}, "definition": {"name": "<x>"}}, "it speaks of <x>"),
    ],
)
def test_a_preset_that_is_wrong(preset: Any, message: str) -> None:
    assert message in refusal({"a": preset})


def test_a_parameter_may_be_used_in_a_default_only_or_in_the_base() -> None:
    Presets(
        {
            "base": {"parameters": {"x": {}}, "definition": {"name": "<x>"}},
            "a": {
                "preset": "base",
                "parameters": {"team": {"required": True}, "x": {"default": "web"}, "file": {"default": "<team>.yml"}},
                "definition": {"yaml_filename": "<file>"},
            },
        }
    ).find("a", "here")


def test_presets_that_nobody_names_may_be_wrong() -> None:
    assert Presets({"a": {"definition": {"name": "x"}}, "b": 5}).find("a", "here").definition == {"name": "x"}
