# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A new definition that starts from a definition template of the project: `template`."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import MARKER, World

BUILD_TASK = "71a9a2d3-a98a-4caa-96ab-affca411ecda"


def steps() -> list[dict[str, Any]]:
    task = {"id": BUILD_TASK, "versionSpec": "1.*", "definitionType": "task"}
    return [{"task": task, "displayName": "Build", "inputs": {"solution": "**/*.sln"}, "enabled": True}]


def template(world: World, template_id: str = "dotnet", name: str = "Our .NET build") -> None:
    """A template without a repository, as real ones are."""
    runs: dict[str, Any] = {"build": steps()}
    if world.has_process:
        runs = {"process": {"type": 1, "phases": [{"name": "Build", "steps": steps(), "target": {"type": 1}}]}}
    document = {
        "name": "unnamed",
        "buildNumberFormat": "$(date:yyyyMMdd)$(rev:.r)",
        "variables": {"Config": {"value": "release", "allowOverride": True}},
        **runs,
    }
    body = {"name": name, "category": "Build", "template": document}
    world.ask("PUT", f"build/definitions/templates/{template_id}", body).raise_for_status()
    world.log()


def options(world: World, **more: Any) -> dict[str, Any]:
    return {
        "name": "web",
        "repository": {"type": "TfsGit", "name": "website"},
        "queue": world.queue,
        **more,
    }


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
@pytest.mark.parametrize("given", ["dotnet", "our .net BUILD"])
def test_what_is_stated_lies_over_the_template(world: World, given: str) -> None:
    template(world)
    done = world.run(**options(world, template=given, variables={"More": "x"}))
    assert (done["action"], done.get("warnings", [])) == ("create", [])
    stored = world.document(done["id"])
    assert (stored["name"], stored["buildNumberFormat"]) == ("web", "$(date:yyyyMMdd)$(rev:.r)")
    values = {name: item["value"] for name, item in stored["variables"].items()}
    assert values == {"Config": "release", "More": "x"}
    assert stored["repository"]["name"] == "website"
    # the stored truth of every product is in the newest shape
    [step] = stored["process"]["phases"][0]["steps"]
    assert (step["task"]["id"], step["inputs"]["solution"]) == (BUILD_TASK, "**/*.sln")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_it_counts_on_creation_only(world: World) -> None:
    template(world)
    world.run(**options(world, template="dotnet"))
    world.run(name="web", build_number_format="other")
    world.log()
    again = world.run(**options(world, template="dotnet"))
    assert (again["changed"], again["definition"]["buildNumberFormat"]) == (False, "other")
    assert "templates" not in str(world.log())
    assert world.run(**options(world, template="never was"))["changed"] is False


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_check_mode_predicts_the_same(world: World) -> None:
    template(world)
    check = world.run(check=True, **options(world, template="dotnet"))
    assert world.writes() == []
    done = world.run(**options(world, template="dotnet"))
    for key in ("changed", "action", "changes", "diff"):
        assert check[key] == done[key], key


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
def test_a_template_of_the_other_shape_serves_too(world: World) -> None:
    body: dict[str, Any] = {"name": "other shape", "template": {"name": "x", "build": steps()}}
    if not world.has_process:
        body["template"] = {"name": "x", "process": {"type": 1, "phases": [{"name": "Build", "steps": steps()}]}}
    world.ask("PUT", "build/definitions/templates/other", body).raise_for_status()
    done = world.run(**options(world, template="other"))
    assert len(world.document(done["id"])["process"]["phases"][0]["steps"]) == 1
    assert world.run(**options(world, template="other"))["changed"] is False


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_missing_template_is_refused_with_those_that_are_there(world: World) -> None:
    refused = world.attempt(**options(world, template="java"))
    assert refused["msg"] == (
        "template: there is no definition template 'java' in project 'Fabrikam-Fiber-Git'. There is none at all."
    )
    template(world)
    refused = world.attempt(**options(world, template="java"))
    assert refused["msg"].endswith("There are: Our .NET build.")
    assert refused["failure"]["code"] == "unknown_name"
    template(world, "dotnet-2")
    refused = world.attempt(**options(world, template="Our .NET build"))
    assert refused["msg"] == (
        "template: there are 2 definition templates named 'Our .NET build', with the ids dotnet, dotnet-2. Give the id "
        "instead of the name."
    )
    assert world.attempt(**options(world, template=" "))["failure"]["code"] == "invalid_option"
    assert world.writes() == []


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_neither_states_is_still_missing(world: World) -> None:
    template(world)
    refused = world.attempt(name="web", template="dotnet")
    assert refused["msg"].startswith("repository: the definition 'web' does not exist yet and no repository was given")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_secrets_of_a_template_are_hidden_and_missing_ones_named(world: World) -> None:
    runs: dict[str, Any] = {"build": steps()}
    if world.has_process:
        runs = {"process": {"type": 1, "phases": [{"name": "Build", "steps": steps()}]}}
    variables = {"Given": {"value": MARKER, "isSecret": True}, "Empty": {"value": None, "isSecret": True}}
    body = {"name": "secret", "template": {"name": "x", "variables": variables, "description": f"is {MARKER}", **runs}}
    world.ask("PUT", "build/definitions/templates/secret", body).raise_for_status()
    assert MARKER not in str(world.run(check=True, **options(world, template="secret")))
    done = world.run(**options(world, template="secret"))
    assert MARKER not in str(done)
    assert done["warnings"] == [
        "The values of the secret variables 'Empty' of the template 'secret' cannot be copied: they are empty now."
    ]
    assert world.document(done["id"])["variables"]["Given"]["value"] == MARKER
