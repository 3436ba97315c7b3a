# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two document shapes of one definition, and what is lost between them (api-facts §2.1, corpus S1)."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import MakeClient, classic_definition, old_definition, step, yaml_definition


def two_phases() -> dict[str, Any]:
    first = {"name": "one", "condition": "always()", "steps": [step(condition="failed()", environment={"A": "1"})]}
    return {"type": 1, "phases": [first, {"name": "two", "steps": [step(displayName="second")]}]}


def test_low_version_shows_the_first_phase_as_build(client: MakeClient) -> None:
    here = client("server2019")
    number = here.create(classic_definition(process=two_phases(), variableGroups=[{"id": 1}]))["id"]
    read = here.get(number, version="3.2")
    assert [item["displayName"] for item in read["build"]] == ["Say hello"]
    assert not {"process", "variableGroups", "properties", "tags"} & set(read)
    assert read["build"][0]["condition"] == "failed()"
    assert read["drafts"] == []
    assert read["queueStatus"] == "enabled"


def test_2_0_also_loses_conditions(client: MakeClient) -> None:
    """peers #8, corpus S1"""
    here = client("server2019")
    number = here.create(classic_definition(process=two_phases()))["id"]
    read = here.get(number, version="2.0")
    assert set(read["build"][0]) == {"enabled", "continueOnError", "alwaysRun", "displayName", "task", "inputs"}


def test_yaml_at_a_low_version_shows_neither(client: MakeClient) -> None:
    """corpus noprocess/001"""
    here = client("server2019")
    read = here.get(here.create(yaml_definition())["id"], version="2.0")
    assert not {"process", "build"} & set(read)


def test_writing_back_what_was_read_low_loses_fields(client: MakeClient) -> None:
    here = client("server2019")
    made = here.create(classic_definition(process=two_phases(), variableGroups=[{"id": 1}]))
    here.put(here.get(made["id"], version="2.0"), version="2.0")
    after = here.get(made["id"])
    assert "variableGroups" not in after
    assert [len(phase["steps"]) for phase in after["process"]["phases"]] == [1]
    lost = after["process"]["phases"][0]["steps"][0]
    assert "condition" not in lost
    assert "environment" not in lost
    assert after["process"]["phases"][0]["name"] is None


def test_writing_a_yaml_definition_low_makes_it_classic(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())
    here.put(here.get(made["id"], version="2.0"), version="2.0")
    assert here.get(made["id"])["process"]["type"] == 1


@pytest.mark.parametrize("profile", ["tfs2018", "services"])
def test_the_old_shape_is_read_as_one_phase(client: MakeClient, profile: str) -> None:
    """The SDK's ToBuildDefinition: build[] becomes one nameless phase"""
    here = client(profile)
    made = here.create(old_definition(), version="3.2" if profile == "services" else "2.0")
    assert made["build"][0]["displayName"] == "Say hello"
    (phase,) = here.get(made["id"])["process"]["phases"]
    assert phase["name"] is None
    assert phase["jobAuthorizationScope"] == 0
    assert phase["steps"][0]["inputs"] == {"script": "echo hello"}


def test_process_at_a_low_version_is_an_unknown_member(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition(), version="2.0")
    assert here.get(made["id"])["process"]["type"] == 1


def test_a_new_version_needs_process(client: MakeClient) -> None:
    """api-facts §2.2, python-api#265"""
    assert client("services").refused("POST", "build/definitions", old_definition()) == (
        400,
        "ArgumentNullException",
        "Value cannot be null.\r\nParameter name: definition.Process",
    )
