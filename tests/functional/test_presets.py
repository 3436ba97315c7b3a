# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each preset of the role makes what every server takes that can hold it, and the first other one refuses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.azdo.pipelines.plugins.module_utils._merged_definitions import merged_definitions
from functional.conftest import PROFILES
from functional.world import PROJECT, World

FOLDER = Path(__file__).resolve().parents[2] / "roles" / "build_definitions" / "presets"
PRESETS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}

GITHUB = {"name": "contoso/tools", "service_connection": "github-contoso"}
STEPS = [{"task": "VSBuild@1", "display_name": "Build", "inputs": {"solution": "a.sln"}}]

#: what a definition of each preset has to say itself, and the first product that can hold it
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "build_chain": ({"parameters": {"upstream": "upstream"}}, "tfs2018"),
    "classic_dotnet": ({}, "tfs2015"),
    "classic_msbuild": ({}, "tfs2015"),
    "classic_msbuild_2015": ({}, "tfs2015"),
    "gated_tfvc": (
        {"parameters": {"server_path": f"$/{PROJECT}/Main"}, "repository": {"name": PROJECT}},
        "tfs2015",
    ),
    "manual_only": ({"steps": STEPS}, "tfs2015"),
    "monorepo_folder": ({"parameters": {"folder": "api"}}, "tfs2018"),
    "yaml_ci": ({}, "tfs2018"),
    "yaml_github_pr": ({"repository": GITHUB}, "server2019"),
    "yaml_nightly": ({}, "tfs2018"),
}
WHERE = [(name, profile) for name in CASES for profile in PROFILES]


def definition(world: World, name: str) -> dict[str, Any]:
    """A definition of that preset for that server, as the role hands it to the module."""
    own, _since = CASES[name]
    named = {} if name == "monorepo_folder" else {"name": "web"}
    defaults = {"queue": world.queue, "repository": {"type": "TfsGit", "name": "website"}}
    (found,) = merged_definitions([{"preset": name, **named, **own}], PRESETS, defaults)
    return found


def test_every_preset_has_a_case() -> None:
    assert set(CASES) == set(PRESETS)


@pytest.mark.parametrize(("name", "profile"), WHERE, indirect=["profile"])
def test_a_preset_on_a_server(world: World, name: str) -> None:
    options = definition(world, name)
    if name == "build_chain":
        world.run(**world.minimal(name="upstream"))
    since = CASES[name][1]
    if PROFILES.index(world.profile) < PROFILES.index(since):
        refused = world.attempt(**options)
        assert refused["failure"]["code"] == "version_not_supported", refused
        return
    foreseen = world.run(check=True, **options)
    done = world.run(**options)
    assert (done["action"], done["changes"]) == ("create", foreseen["changes"])
    assert not done.get("warnings")
    assert world.run(**options)["changed"] is False
    (exported,) = world.run("build_definition_info", name=options["name"], export="options")["exports"]
    assert world.run(**exported["options"])["changed"] is False


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_only_people_start_what_had_every_trigger(world: World) -> None:
    had = world.minimal(
        triggers={
            "continuous_integration": {"branch_filters": ["+main"]},
            "schedules": [{"days_to_build": ["all"], "start_hours": 3, "branch_filters": ["+main"]}],
            **({"pull_request": {"branch_filters": ["+main"]}} if world.is_cloud else {}),
        },
        **({"repository": {"type": "GitHub", **GITHUB}} if world.is_cloud else {}),
    )
    made = world.run(**had)
    assert len(world.document(made["id"])["triggers"]) == (3 if world.is_cloud else 2)
    (options,) = merged_definitions([{"name": had["name"], "preset": "manual_only"}], PRESETS)
    assert world.run(**options)["changed"] is True
    assert not world.document(made["id"]).get("triggers")
