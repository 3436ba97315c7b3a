# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module does to a definition, over the products and over every open question about the service."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from functional.conftest import PROCESS_PROFILES, PROFILES
from functional.world import PROJECT, World, recorded_writes

FOLDER_PROFILES = PROFILES[1:]
CMD = {"task": "CmdLine@2", "display_name": "Say it", "inputs": {"script": "echo"}}
REST_STEP = {
    "enabled": True,
    "displayName": "Made by hand",
    "task": {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*", "definitionType": "task"},
    "inputs": {"script": "echo by hand"},
}
all_profiles = pytest.mark.parametrize("profile", PROFILES, indirect=True)
with_folders = pytest.mark.parametrize("profile", FOLDER_PROFILES, indirect=True)
with_process = pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)


def unchanged(world: World, **options: Any) -> None:
    """A run that finds everything as stated and writes nothing."""
    world.log()
    result = world.run(**options)
    assert (result["changed"], result["action"], result["changes"]) == (False, "none", [])
    assert result["diff"] == {"before": "", "after": ""}
    assert world.writes() == []


@all_profiles
def test_the_life_of_a_definition(world: World) -> None:
    options = world.minimal(description="first", variables={"Config": "debug", "Count": 3, "Flag": True})
    would = world.run(check=True, **options)
    assert world.writes() == []
    made = world.run(**options)
    assert (made["changed"], made["action"], made["revision"]) == (True, "create", 1)
    assert would["diff"] == made["diff"]
    assert would["changes"] == made["changes"]
    assert "id" not in would
    document = world.document(made["id"])
    assert {name: item["value"] for name, item in document["variables"].items()} == {
        "Config": "debug", "Count": "3", "Flag": "true",
    }  # fmt: skip
    unchanged(world, **options)

    options["description"] = "second"
    would = world.run(check=True, **options)
    assert world.writes() == []
    updated = world.run(**options)
    assert (updated["action"], updated["changes"], updated["revision"]) == ("update", ["description"], 2)
    assert updated["diff"] == would["diff"] == {"before": "description: first\n", "after": "description: second\n"}
    assert world.document(made["id"])["comment"] == "Changed by azdo.pipelines: description"
    unchanged(world, **options)

    gone = {"name": "web", "state": "absent"}
    would = world.run(check=True, **gone)
    assert (would["changed"], would["action"]) == (True, "delete")
    assert world.revisions() == {made["id"]: 2}
    deleted = world.run(**gone)
    assert (deleted["action"], deleted["definition"]) == ("delete", None)
    assert deleted["diff"] == would["diff"]
    assert "name: web" in deleted["diff"]["before"]
    assert world.revisions() == {}
    assert world.run(**gone)["changed"] is False


@all_profiles
def test_rename_and_the_second_run(world: World) -> None:
    made = world.run(**world.minimal())
    rename = {"name": "web", "new_name": "site"}
    assert world.run(check=True, **rename)["diff"] == {"before": "name: web\n", "after": "name: site\n"}
    renamed = world.run(**rename)
    assert (renamed["id"], renamed["changes"]) == (made["id"], ["name"])
    unchanged(world, **rename)
    assert world.run(id=made["id"], name="third")["definition"]["name"] == "third"
    assert world.run(name="THIRD")["changes"] == ["name"], "the name is what the task says, in its spelling"


@with_folders
def test_move_makes_the_folder_and_is_done_once(world: World) -> None:
    made = world.run(**world.minimal())
    move = {"name": "web", "new_path": "/team/web"}
    moved = world.run(**move)
    assert moved["definition"]["path"] == "\\team\\web"
    assert moved["diff"] == {"before": "", "after": "path: \\team\\web\n"}
    unchanged(world, **move)
    if world.is_cloud:
        folders = world.ask("GET", "build/folders?api-version=7.1-preview").json()["value"]
        assert {"\\team", "\\team\\web"} <= {item["path"] for item in folders}
    both = {"name": "web", "path": "team/web", "new_name": "site", "new_path": "\\other\\"}
    assert world.run(**both)["definition"]["path"] == "\\other"
    unchanged(world, **both)
    assert world.run(id=made["id"], path="/")["definition"]["path"] == "\\"
    unchanged(world, id=made["id"], path="\\")


@with_folders
def test_one_name_in_two_folders(world: World) -> None:
    ids = [world.run(**world.minimal(path=folder))["id"] for folder in ("/a", "/b")]
    assert world.run(name="web", path="/b", description="b")["id"] == ids[1]
    assert "description" not in world.document(ids[0])
    unchanged(world, **world.minimal(path="A"))


@all_profiles
def test_by_id(world: World) -> None:
    number = world.run(**world.minimal())["id"]
    assert world.run(id=number, description="by id")["changes"] == ["description"]
    unchanged(world, id=number, description="by id")
    assert world.run(id=number, state="absent")["changed"] is True
    assert world.run(id=number, state="absent")["changed"] is False


@all_profiles
def test_variables_merge_unless_purged(world: World) -> None:
    number = world.run(**world.minimal(variables={"One": 1, "Two": {"value": "2", "allow_override": True}}))["id"]
    assert world.run(name="web", variables={"ONE": "eins"})["changes"] == ["variables.One.value"]
    variables = world.document(number)["variables"]
    assert variables == {"One": {"value": "eins"}, "Two": {"value": "2", "allowOverride": True}}
    purged = world.run(name="web", variables={"two": {"value": "zwei"}}, purge_variables=True)
    assert purged["changes"] == ["variables.One", "variables.Two.value"]
    assert world.document(number)["variables"] == {"Two": {"value": "zwei", "allowOverride": True}}
    unchanged(world, name="web", variables={"Two": "zwei"}, purge_variables=True)
    world.run(name="web", variables={}, purge_variables=True)
    assert not world.document(number).get("variables")


UNMANAGED = {
    "demands": ["Agent.OS -equals Linux"],
    "badgeEnabled": True,
    "jobTimeoutInMinutes": 77,
    "options": [{"enabled": True, "definition": {"id": "7c555368-ca64-4199-add6-9ebaf0b0137d"},
                 "inputs": {"multipliers": "[\"a\"]", "parallel": "true"}}],
    "triggers": [{"triggerType": "schedule", "schedules": [
        {"branchFilters": ["+refs/heads/main"], "daysToBuild": 31, "startHours": 3, "startMinutes": 5,
         "timeZoneId": "UTC", "scheduleJobId": "11111111-2222-3333-4444-555555555555"}]}],
    "retentionRules": [{"branches": ["+refs/heads/*"], "daysToKeep": 3, "deleteBuildRecord": True}],
    "variables": {"Hand": {"value": "made"}},
}  # fmt: skip


@all_profiles
def test_what_nobody_mentions_stays(world: World) -> None:
    """Every member that somebody set by hand survives writes that do not mention it."""
    number = world.run(**world.minimal(variables={"Ours": "1"}))["id"]
    world.edit(number, UNMANAGED)
    before = world.document(number)
    assert before["demands"] == UNMANAGED["demands"]
    unchanged(world, **world.minimal(variables={"Ours": "1"}))
    world.run(**world.minimal(variables={"Ours": "2"}, description="new"))
    before["variables"]["Ours"]["value"] = "2"
    before["description"] = "new"
    after = world.document(number)
    for document in (before, after):
        for name in ("revision", "comment"):
            document.pop(name, None)
        document["queue"] = document["queue"]["id"]
        if not world.has_process:
            # the shape before TFS 2018 has no phases; what the emulator calls the only one is its own affair
            document["process"] = document["process"]["phases"][0]["steps"]
            for step in document["process"]:
                step["task"].pop("definitionType", None)
    assert after == before


@all_profiles
def test_drift_is_seen_and_repaired(world: World) -> None:
    options = world.minimal(description="ours", variables={"Config": "release"})
    number = world.run(**options)["id"]
    world.edit(number, {"description": "theirs", "variables": {"Config": {"value": "debug"}}})
    drift = world.run(check=True, **options)
    assert sorted(drift["changes"]) == ["description", "variables.Config.value"]
    assert "description: theirs" in drift["diff"]["before"]
    assert "description: ours" in drift["diff"]["after"]
    assert world.run(**options)["revision"] == 3
    unchanged(world, **options)


@with_process
def test_a_step_edited_by_hand_keeps_its_unmentioned_inputs(world: World) -> None:
    options = world.minimal(yaml_filename=None, steps=[CMD])
    number = world.run(**options)["id"]
    process = world.document(number)["process"]
    step = process["phases"][0]["steps"][0]
    step["inputs"]["workingDirectory"] = "src"
    step["timeoutInMinutes"] = 9
    process["phases"][0]["steps"].append(REST_STEP)
    world.edit(number, {"process": process})
    repaired = world.run(**options)
    assert repaired["changes"] == ["process.phases[0].steps"]
    (kept,) = world.document(number)["process"]["phases"][0]["steps"]
    assert kept["inputs"] == {"script": "echo", "workingDirectory": "src"}
    assert kept["timeoutInMinutes"] == 9
    unchanged(world, **options)


@with_process
def test_from_yaml_to_classic_and_back(world: World) -> None:
    yaml = world.minimal(triggers={"continuous_integration": {"settings_source_type": "yaml"}})
    number = world.run(**yaml)["id"]
    classic = world.minimal(
        yaml_filename=None, steps=[CMD],
        triggers={"continuous_integration": {"settings_source_type": "definition", "branch_filters": ["main"]}},
    )  # fmt: skip
    world.run(**classic)
    document = world.document(number)
    assert document["process"]["type"] == 1
    assert "yamlFilename" not in document["process"]
    (branch,) = document["triggers"][0]["branchFilters"]
    assert branch.removeprefix("+").removeprefix("refs/heads/") == "main"
    unchanged(world, **classic)
    world.run(**yaml)
    assert world.document(number)["process"]["type"] == 2
    assert not world.document(number)["process"].get("phases")
    unchanged(world, **yaml)


OLD_SHAPE = {"name": "old", "build": [REST_STEP], "repository": {"type": "TfsGit", "name": "website"}}
NEW_SHAPE = {
    "name": "new",
    "process": {"type": 1, "phases": [{"name": "Job", "steps": [REST_STEP]}]},
    "repository": {"type": "TfsGit", "name": "website"},
    "queueStatus": 0,
    "type": 2,
    "quality": 1,
}


@all_profiles
@pytest.mark.parametrize("document", [OLD_SHAPE, NEW_SHAPE], ids=["old shape", "new shape"])
def test_a_document_of_either_shape(world: World, document: dict[str, Any]) -> None:
    document = copy.deepcopy(document)
    if not world.has_process:
        for step in document.get("build") or document["process"]["phases"][0]["steps"]:
            if world.profile == "tfs2015":
                del step["task"]["definitionType"]
    options = {"document": document, "queue": world.queue}
    with recorded_writes() as sent:
        made = world.run(**options)
    assert ("build" in sent[0][1]) is not world.has_process
    steps = world.document(made["id"])["process"]["phases"][0]["steps"]
    assert [step["displayName"] for step in steps] == ["Made by hand"]
    unchanged(world, **options)
    assert world.run(**options, name=document["name"], description="typed wins")["changes"] == ["description"]


@pytest.mark.parametrize("profile", ["tfs2018", "server2019", "server2022", "services"], indirect=True)
def test_github_by_the_name_of_its_connection(world: World) -> None:
    options = world.minimal(
        repository={"type": "GitHub", "name": "contoso/tools", "service_connection": "github-contoso",
                    "default_branch": "main"},
    )  # fmt: skip
    number = world.run(**options)["id"]
    repository = world.document(number)["repository"]
    assert repository["id"] == repository["name"] == "contoso/tools"
    assert repository["properties"]["cloneUrl"] == "https://github.com/contoso/tools.git"
    assert len(repository["properties"]["connectedServiceId"]) == 36
    unchanged(world, **options)
    there = world.run("build_definition_info", id=number)["definitions"][0]
    by_id = copy.deepcopy(options)
    by_id["repository"]["service_connection"] = there["repository"]["properties"]["connectedServiceId"].upper()
    unchanged(world, **by_id)


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
def test_a_project_with_blanks_and_letters_of_its_own(world: World) -> None:
    options = world.minimal(project="Ünï Project", repository={"name": "my repo"}, path="/Größe & Co/ß")
    made = world.run(**options)
    unchanged(world, **options)
    assert made["definition"]["project"]["name"] == "Ünï Project"
    unchanged(world, **{**options, "project": made["definition"]["project"]["id"]})
    assert world.definitions() == []


@all_profiles
def test_queue_and_repository_change_by_name(world: World) -> None:
    number = world.run(**world.minimal())["id"]
    other = "Azure Pipelines" if world.is_cloud else "Hosted"
    changed = world.run(**world.minimal(queue=other, repository={"name": "tools"}))
    assert {"queue", "repository.name", "repository.id"} <= set(changed["changes"])
    assert "tools" in changed["diff"]["after"]
    assert f"queue: {other} (id " in changed["diff"]["after"]
    assert world.document(number)["repository"]["name"] == "tools"
    unchanged(world, **world.minimal(queue=other, repository={"name": "TOOLS"}))


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2017", "services"], indirect=True)
def test_a_server_that_drops_what_was_stated_is_named_on_the_first_run(world: World) -> None:
    """On any product a member that it does not know is dropped without a word (corpus README S15)."""
    options = world.minimal(document={"name": "web", "noSuchMember": "x"})
    made = world.run(**options)
    assert made["warnings"][-1] == (
        "The server did not keep what was stated for no_such_member. Every further run will report a change until the "
        "statement or the server's settings are corrected."
    )
    assert world.run(**options)["changed"] is True


def test_members_that_are_known_to_be_dropped_are_left_out_with_a_warning(world: World) -> None:
    options = world.minimal(document={"name": "web", "documentQuality": "definition", "defaultBranch": "main"})
    made = world.run(**options)
    assert made["warnings"] == [
        "document.documentQuality was left out: the service drops it without a word.",
        "document.defaultBranch was left out: the service drops it without a word.",
    ]
    unchanged(world, **options)


def test_the_diff_of_a_change_among_steps(world: World) -> None:
    steps = [CMD, {**CMD, "display_name": "Second"}]
    world.run(**world.minimal(yaml_filename=None, steps=steps))
    steps = [CMD, {**CMD, "display_name": "Second", "inputs": {"script": "make all"}, "enabled": False}]
    changed = world.run(**world.minimal(yaml_filename=None, steps=steps))
    assert changed["changes"] == [
        "process.phases[0].steps[1].inputs.script", "process.phases[0].steps[1].enabled",
    ]  # fmt: skip
    assert changed["diff"] == {
        "before": (
            "process:\n  phases:\n    - name: Agent job 1\n      steps:\n        - (same) Say it\n"
            "        - displayName: Second\n          inputs:\n            script: echo\n"
        ),
        "after": (
            "process:\n  phases:\n    - name: Agent job 1\n      steps:\n        - (same) Say it\n"
            "        - displayName: Second\n          inputs:\n            script: make all\n          enabled: false\n"
        ),
    }


# Only the server can know whether an unmentioned secret survives; with these answers the statement cannot hold.
UNMENDABLE = {("null_secret", "clear")}
OTHER_CHOICES = {"name_limit": [60], "name_forbidden": ["*?"], "default_page_size": [1, 2]}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "switch" not in metafunc.fixturenames:
        return
    from emulator.build_switches import ROWS
    from emulator.switches import SWITCHES

    of_builds = {row[0] for row in ROWS}
    values = [
        pytest.param(name, value, id=f"{name}={value}")
        for name, switch in SWITCHES.items()
        if name not in of_builds
        for value in (switch.choices or OTHER_CHOICES[name])
        if (name, value) not in UNMENDABLE
    ]
    metafunc.parametrize(("switch", "value"), values)


@pytest.mark.parametrize("profile", ["tfs2015", "tfs2018", "services"], indirect=True)
def test_every_open_question_with_every_answer(world: World, switch: str, value: Any) -> None:
    """Create, no change, edit by hand, update, move, delete; with secrets, triggers, steps and folders."""
    world.switch(**{switch: value})
    if switch == "default_page_size" and world.profile == "tfs2015":
        # its documentation has no queryOrder, so none is sent: a server that pages cannot ask for one there
        world.switch(token_without_order="accept")
    for name in ("other", "web - Copy", ".dotted"):
        world.run(**world.minimal(name=name))
    secret = {"ApiKey": {"value": "k" * 30, "is_secret": True}}
    options = world.minimal(
        yaml_filename=None, steps=[CMD], variables={**secret, "Config": "debug"}, update_secrets="on_create",
        triggers={"continuous_integration": {"branch_filters": ["main", "-old/*"]}},
    )  # fmt: skip
    if world.profile != "tfs2015":
        options["path"] = "/made/here"
    made = world.run(**options)
    assert not [text for text in made.get("warnings", []) if "did not keep" in text]
    number = made["id"]
    unchanged(world, **options)
    unchanged(world, **world.minimal(name=".dotted"))
    world.edit(number, {"description": "by hand"})
    options["variables"]["Config"] = "release"
    updated = world.run(**options)
    assert updated["changes"] == ["variables.Config.value"]
    assert not [text for text in updated.get("warnings", []) if "did not keep" in text]
    document = world.document(number)
    assert document["description"] == "by hand"
    assert document["variables"]["ApiKey"]["value"] == "k" * 30
    unchanged(world, **options)
    if world.profile != "tfs2015":
        world.run(name="web", path="/made/here", new_path="/moved")
        unchanged(world, name="web", new_path="/moved", path="/made/here")
    assert world.run(name="web", state="absent")["changed"] is True
    assert number not in world.revisions()
    assert len(world.revisions()) == 3
    assert world.run("build_definition_info", project=PROJECT, name="web")["definitions"] == []
