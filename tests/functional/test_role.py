# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role `build_definitions` says the same in its tasks, its specification, its defaults and its pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azdo.pipelines.plugins.module_utils._build_definition_set import SET_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import CONNECTION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._merged_definitions import merged_definitions
from functional.test_presets import CASES, PRESETS

ROOT = Path(__file__).resolve().parents[2]
ROLE = ROOT / "roles" / "build_definitions"
OPTIONS = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text("utf-8"))["argument_specs"]["main"]["options"]
DEFAULTS = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text("utf-8"))
README = (ROLE / "README.md").read_text("utf-8")
PAGES = (ROLE / "README.md", ROOT / "docs" / "presets.md")


def types(options: dict[str, Any]) -> dict[str, str]:
    return {name: told["type"] for name, told in options.items()}


def test_the_connection_takes_what_the_modules_take() -> None:
    assert types(OPTIONS["build_definitions_connection"]["options"]) == types(CONNECTION_SPEC)


def test_pruning_takes_what_the_module_takes() -> None:
    assert types(OPTIONS["build_definitions_prune"]["options"]) == types(SET_SPEC["prune"]["options"])


def test_the_defaults_are_those_of_the_specification() -> None:
    assert {name: told.get("default") for name, told in OPTIONS.items()} == DEFAULTS


def test_every_variable_is_used_and_explained() -> None:
    tasks = (ROLE / "tasks" / "main.yml").read_text("utf-8")
    explained = re.findall(r"^\| `(build_definitions\w*)` \|", README, re.MULTILINE)
    assert explained == list(DEFAULTS)
    for name in DEFAULTS:
        assert re.search(rf"\b{name}\b", tasks), name


def test_every_preset_is_explained_with_its_parameters() -> None:
    rows = re.findall(r"^\| `(\w+)`: [^|]+ \|([^|]*)\| [^|]+ \|$", README, re.MULTILINE)
    told = {name: re.findall(r"`(\w+)`( \(required\))?", cell) for name, cell in rows}
    assert set(told) == set(PRESETS) == set(CASES)
    for name, parameters in told.items():
        declared = PRESETS[name].get("parameters", {})
        assert {key: bool(required) for key, required in parameters} == {
            key: item.get("required", False) for key, item in declared.items()
        }, name


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_says_from_which_product_on_it_works(name: str) -> None:
    assert re.search(
        r"(From (TFS|Azure DevOps Server) 20\d\d|Every (product|server from TFS 2015 Update 3))",
        PRESETS[name]["description"],
    )
    for parameter in PRESETS[name].get("parameters", {}).values():
        assert parameter["description"].endswith(".")


def blocks() -> list[Any]:
    """The variables of each YAML block of the pages that has definitions."""
    found = []
    for page in PAGES:
        for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)):
            content = yaml.safe_load(text)
            variables = content[0].get("vars", {}) if isinstance(content, list) else content
            if "build_definitions" in variables:
                found.append(pytest.param(variables, id=f"{page.name}-{number}"))
    return found


@pytest.mark.parametrize("variables", blocks())
def test_the_examples_can_be_merged(variables: dict[str, Any]) -> None:
    presets = {**PRESETS, **variables.get("build_definitions_presets", {})}
    found = merged_definitions(variables["build_definitions"], presets, variables.get("build_definitions_defaults", {}))
    assert len(found) >= len(variables["build_definitions"])
    assert all(item["name"] for item in found)
    assert "<" not in repr(found)
