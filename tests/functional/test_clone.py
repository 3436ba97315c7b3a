# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A new definition that starts from another one: `clone_from`."""

from __future__ import annotations

import re
from typing import Any

import pytest

from functional.conftest import PROCESS_PROFILES, PROFILES
from functional.world import MARKER, World, recorded_writes

#: members that tell one definition from another
OWN = {"id", "name", "path", "revision", "comment", "createdDate", "authoredBy", "_links", "url", "uri"}
SECRET = {"value": MARKER, "is_secret": True}
SCHEDULE = {"schedules": [{"days_to_build": ["monday"], "start_hours": 3}]}


def source(world: World, **options: Any) -> int:
    """The definition 'web' with a bit of everything that every profile can hold."""
    everything = {
        "description": "the first",
        "variables": {"Config": "release", "Key": SECRET},
        "triggers": SCHEDULE,
        "job_timeout_in_minutes": 45,
        **options,
    }
    made: int = world.run(**world.minimal(**everything))["id"]
    world.log()
    return made


def without(document: Any, names: set[str]) -> Any:
    if isinstance(document, dict):
        return {key: without(item, names) for key, item in document.items() if key not in names}
    if isinstance(document, list):
        return [without(item, names) for item in document]
    return document


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_everything_comes_along_but_name_history_and_jobs(world: World) -> None:
    first = source(world)
    done = world.run(name="copy", clone_from={"definition": "web"})
    assert (done["changed"], done["action"]) == (True, "create")
    old, new = world.document(first), world.document(done["id"])
    assert new["name"] == "copy"
    assert new["revision"] == 1
    jobs = [item["triggers"][0]["schedules"][0]["scheduleJobId"] for item in (old, new)]
    assert jobs[0] != jobs[1]
    volatile = {*OWN, "scheduleJobId"} | (set() if world.has_process else {"value"})
    assert without(new, volatile) == without(old, volatile)


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_the_second_run_is_unchanged_and_does_not_ask_for_the_origin(world: World) -> None:
    source(world)
    options: dict[str, Any] = {"name": "copy", "clone_from": {"definition": "web"}}
    world.run(**options)
    world.log()
    again = world.run(**options)
    assert (again["changed"], again.get("warnings", [])) == (False, [])
    asked = world.log()
    lists_are_short = world.profile in ("tfs2015", "tfs2017")
    assert len(asked) == 1 + world.overhead + lists_are_short
    gone = world.run(name="copy", clone_from={"definition": "never was"})
    assert gone["changed"] is False


@pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)
@pytest.mark.parametrize("null_secret", ["keep", "clear"])
def test_secrets_are_asked_for_and_nobody_claims_that_they_came(world: World, null_secret: str) -> None:
    first = source(world)
    world.switch(null_secret=null_secret)
    with recorded_writes() as sent:
        done = world.run(name="copy", clone_from={"definition": "web"})
    [(verb, body)] = sent
    assert verb == "POST"
    assert (body["variables"]["Key"]["isSecret"], body["variables"]["Key"].get("value")) == (True, None)
    [post] = [item for item in world.log() if item["verb"] == "POST"]
    assert f"definitionToCloneId={first}" in str(post)
    assert "definitionToCloneRevision=1" in str(post)
    came = world.document(done["id"])["variables"]["Key"].get("value")
    assert came == (MARKER if null_secret == "keep" else None)
    [warning] = done["warnings"]
    assert warning == (
        "The server was asked to copy the values of the secret variables 'Key' from the definition 'web' (id "
        f"{first}, revision 1). It never shows them, so whether it did cannot be verified: see whether a build can use "
        "them."
    )
    assert MARKER not in str(done)


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2017"], indirect=True)
def test_a_server_that_cannot_copy_secrets_is_not_asked_to(world: World) -> None:
    first = source(world)
    done = world.run(name="copy", clone_from={"definition": "web"})
    assert "definitionToClone" not in str(world.log())
    [warning] = done["warnings"]
    assert warning == (
        f"The values of the secret variables 'Key' of the definition 'web' (id {first}, revision 1) cannot be copied: "
        "they are empty now."
    )
    assert not world.document(done["id"])["variables"]["Key"].get("value")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
@pytest.mark.parametrize("policy", ["always", "on_create"])
def test_what_the_task_states_wins(world: World, policy: str) -> None:
    source(world)
    done = world.run(
        name="copy",
        clone_from={"definition": "web"},
        description="the second",
        repository={"default_branch": "next"},
        update_secrets=policy,
        variables={"Key": {"value": f"{MARKER}-2", "is_secret": True}, "Config": "debug", "More": "x"},
    )
    assert done.get("warnings", []) == []
    assert f"{MARKER}-2" not in str(done)
    stored = world.document(done["id"])
    assert (stored["description"], stored["jobTimeoutInMinutes"]) == ("the second", 45)
    assert stored["repository"]["name"] == "website"
    assert stored["repository"]["defaultBranch"].endswith("next")
    values = {name: item["value"] for name, item in stored["variables"].items()}
    assert values == {"Key": f"{MARKER}-2", "Config": "debug", "More": "x"}


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_check_mode_predicts_the_same(world: World) -> None:
    source(world)
    options: dict[str, Any] = {"name": "copy", "clone_from": {"definition": "web"}, "description": "the second"}
    check = world.run(check=True, **options)
    assert world.writes() == []
    done = world.run(**options)
    for key in ("changed", "action", "changes", "diff", "warnings"):
        assert check[key] == done[key], key
    assert check["definition"]["variables"]["Config"]["value"] == "release"
    assert MARKER not in str(check)


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_answer_makes_one_definition(world: World, kind: str) -> None:
    source(world)
    world.fault(kind=kind, verb="POST", path="build/definitions")
    done = world.run(name="copy", clone_from={"definition": "web"})
    assert (done["changed"], done["action"]) == (True, "create")
    assert len(world.revisions()) == 2
    stored = world.document(done["id"])
    assert (stored["description"], stored["revision"]) == ("the first", 1)
    if world.has_process:
        assert stored["variables"]["Key"]["value"] == MARKER


@pytest.mark.parametrize("profile", ["tfs2017", "tfs2018", "services"], indirect=True)
def test_by_id_by_folder_and_at_a_revision(world: World) -> None:
    first = source(world, path="team a")
    source(world, path="team b", description="the other")
    ambiguous = world.attempt(name="copy", clone_from={"definition": "web"})
    assert ambiguous["failure"]["code"] == "ambiguous_name"
    world.run(id=first, description="changed")
    world.log()
    by_id = world.run(name="by id", clone_from={"definition": first})
    by_path = world.run(name="by path", clone_from={"definition": "web", "path": "/team b"})
    old = world.run(name="old", clone_from={"definition": first, "revision": 1})
    made = [world.document(item["id"]) for item in (by_id, by_path, old)]
    assert [item["description"] for item in made] == ["changed", "the other", "the first"]
    assert [item["path"] for item in made] == ["\\"] * 3
    if world.profile != "tfs2017":
        posts = str([item for item in world.log() if item["verb"] == "POST"])
        assert f"definitionToCloneId={first}&definitionToCloneRevision=1" in posts.replace("&amp;", "&")


@pytest.mark.parametrize("profile", ["tfs2018", "services"], indirect=True)
def test_from_another_project_queues_and_groups_go_by_name(world: World) -> None:
    groups = {} if world.profile == "tfs2015" else {"variable_groups": ["release-settings"]}
    there = world.run(project="Ünï Project", **world.minimal(variables={"Key": SECRET}, **groups))
    assert there["definition"]["queue"]["id"] == 11
    done = world.run(name="copy", clone_from={"definition": "web", "project": "Ünï Project"})
    assert "cannot be copied" in done["warnings"][0]
    stored = world.document(done["id"])
    assert stored["queue"]["id"] == 1
    assert [item["id"] for item in stored["variableGroups"]] == [1]
    assert stored["repository"] == world.document(there["id"], "Ünï Project")["repository"]
    assert not stored["variables"]["Key"].get("value")
    assert world.run(name="copy", clone_from={"definition": "web", "project": "Ünï Project"})["changed"] is False


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
@pytest.mark.parametrize(
    ("clone_from", "message"),
    [
        (
            {"definition": "nothing"},
            (
                "clone_from: there is no definition 'nothing' in project 'Fabrikam-Fiber-Git', or this identity may "
                "not see it. None of 1 that were looked at is named like that. Check definition, path and project of "
                "clone_from."
            ),
        ),
        (
            {"definition": "4711"},
            (
                "clone_from: there is no definition with id 4711 in project 'Fabrikam-Fiber-Git', or this identity "
                "may not see it. Check definition, path and project of clone_from."
            ),
        ),
        (
            {"definition": "web", "revision": 9},
            "clone_from.revision: the definition 'web' has no revision 9. Leave revision out for the newest.",
        ),
        ({"definition": " "}, "clone_from.definition: it is empty. Give the name or the id of a definition."),
    ],
)
def test_an_origin_that_is_not_there_is_refused(world: World, clone_from: dict[str, Any], message: str) -> None:
    source(world)
    refused = world.attempt(name="copy", clone_from=clone_from)
    assert refused["msg"] == message
    assert world.writes() == []


def test_clone_and_template_exclude_each_other(world: World) -> None:
    refused = world.attempt(name="copy", clone_from={"definition": "web"}, template="x")
    assert refused["msg"] == "parameters are mutually exclusive: clone_from|template"


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_refused_clone_leaves_nothing_behind(world: World) -> None:
    source(world)
    taken = {"typeKey": "DefinitionExistsException", "message": "Build pipeline copy already exists for project x"}
    world.fault(kind="respond", verb="POST", path="build/definitions", status=409, body=taken)
    refused = world.attempt(name="copy", clone_from={"definition": "web"})
    assert refused["failure"]["code"] == "already_exists"
    assert len(world.revisions()) == 1


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_the_server_drops_of_the_origin_is_named(world: World) -> None:
    first = source(world, variables={})
    unknown = {"definition": {"id": "0a1b2c3d-0000-4000-8000-00000000beef"}, "enabled": True, "inputs": {"a": "b"}}
    world.edit(first, {"options": [unknown]})
    world.switch(unknown_option="drop")
    done = world.run(name="copy", clone_from={"definition": "web"})
    [warning] = done["warnings"]
    differs = f"The new definition differs from the definition 'web' (id {first}, revision 2) in options"
    assert re.fullmatch(re.escape(differs) + r".*: the server changed it\.", warning)
    assert world.run(name="copy", clone_from={"definition": "web"})["changed"] is False


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_value_for_what_is_secret_in_the_origin_is_hidden(world: World) -> None:
    source(world)
    options: dict[str, Any] = {
        "name": "copy",
        "clone_from": {"definition": "web"},
        "variables": {"Key": {"value": f"{MARKER}-3"}},
    }
    assert MARKER not in str(world.run(check=True, **options))
    done = world.run(**options)
    assert MARKER not in str(done)
    assert world.document(done["id"])["variables"]["Key"] == {"value": f"{MARKER}-3", "isSecret": True}
