# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`build_definition_set` when something goes wrong: bad input, failures, faults, other editors, being killed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from functional.test_set import SET, after, defaults, named
from functional.world import MARKER, World

TWICE = "State each definition once; where the names are equal, the folder (path) of each must be given."

# bad input: nothing is written, every definition that is not right is named

BAD: list[tuple[dict[str, Any], str]] = [
    (
        {"definitions": [{"name": "a", "paht": "x"}, {"name": "b"}, {"queue": "Default"}, {"name": "c", "steps": 3}]},
        (
            "definitions: 3 of 4 are not right: definitions[0] 'a': there is no option 'paht', did you mean 'path'? "
            "definitions[2]: one of the following is required: name, id, document, document_src"
        ),
    ),
    (
        {"definitions": [{"name": "a", "triggers": {"schedules": [{"days_to_build": ["monday"]}]}}]},
        (
            "definitions: 1 of 1 are not right: definitions[0] 'a': missing required arguments: start_hours "
            "found in triggers -> schedules."
        ),
    ),
    (
        {"definitions": [{"name": "a"}, {"name": "A"}]},
        ("definitions: definitions[0] 'a' and definitions[1] 'A' mean the same definition. " + TWICE),
    ),
    (
        {"definitions": [{"name": "a", "path": "x"}, {"name": "b"}, {"name": "a"}]},
        ("definitions: definitions[0] 'a' and definitions[2] 'a' mean the same definition. " + TWICE),
    ),
    (
        {"definitions": [{"name": "a", "new_name": "b"}, {"name": "b"}]},
        ("definitions: definitions[0] 'a' and definitions[1] 'b' mean the same definition. " + TWICE),
    ),
    (
        {"definitions": [{"id": 3, "description": "x"}, {"id": 3, "state": "absent"}]},
        "definitions: definitions[0] 'id 3' and definitions[1] 'id 3' mean the same definition. " + TWICE,
    ),
    (
        {"definitions": [{"name": "a", **after("b")}, {"name": "b", **after("c")}, {"name": "c", **after("a")}]},
        (
            "definitions: triggers.build_completion leads in a circle: 'a' -> 'c' -> 'b' -> 'a'. Leave one of these "
            "triggers out: each build would start the next for ever."
        ),
    ),
    (
        {"definitions": [{"name": "a", **after("b")}, {"name": "b", "state": "absent"}]},
        (
            "definitions: definitions[0] 'a' is built after definitions[1] 'b', which is to be absent. Leave the "
            "trigger out, or keep that definition."
        ),
    ),
    (
        {
            "definitions": [
                {"name": "a", "paht": "x"},
                {"name": "b", **after("c")},
                {"name": "c", **after("b")},
                {"name": "d"},
                {"name": "d"},
                {"name": "D"},
                {"name": "e", "state": "absent"},
                {"name": "f", **after("e")},
                {"name": "g", **after("g", "c")},
            ]
        },
        (
            "definitions: 1 of 9 are not right: definitions[0] 'a': there is no option 'paht', did you mean 'path'? "
            "definitions[3] 'd' and definitions[4] 'd' mean the same definition. definitions[3] 'd' and "
            f"definitions[5] 'D' mean the same definition. {TWICE} definitions[7] 'f' is built after definitions[6] "
            "'e', which is to be absent. Leave the trigger out, or keep that definition. "
            "triggers.build_completion leads in a circle: 'b' -> 'c' -> 'b'. triggers.build_completion leads in a "
            "circle: 'g' -> 'g'. Leave one of these triggers out"
        ),
    ),
    (
        {
            "definitions": [
                {"label": "mine[0] (preset ci, for_each[0])", "name": "a", "queue": " "},
                {"label": "mine[0] (preset ci, for_each[1])", "name": "b"},
                {"label": "mine[1]", "name": "b"},
            ]
        },
        (
            "definitions: 1 of 3 are not right: mine[0] (preset ci, for_each[0]) 'a': queue: the name is empty. Give "
            "the name or the id of an agent queue. mine[0] (preset ci, for_each[1]) 'b' and mine[1] 'b' mean the same "
            f"definition. {TWICE}"
        ),
    ),
    ({"definitions": [{"name": "a", "label": 3}]}, "definitions[0].label: it is not a text."),
    ({"definitions": [], "concurrency": 0}, "concurrency: 0 is not 1 to 32."),
    (
        {"defaults": {"repository": {"default_brnch": "main"}}, "definitions": [{"name": "a"}, {"name": "b"}]},
        "defaults: there is no option 'repository.default_brnch', did you mean 'default_branch'?",
    ),
    (
        {"definitions": [{"name": name, "queue": " "} for name in "abcde"]},
        (
            "definitions: 5 of 5 are not right: definitions[0] 'a', definitions[1] 'b', definitions[2] 'c' and 2 more: "
            "queue: the name is empty. Give the name or the id of an agent queue."
        ),
    ),
    (
        {"definitions": [], "prune": {"path": "apps"}},
        (
            "prune: definitions is empty, so everything in '\\apps' would be deleted with its builds. Nothing was "
            "sent. Give the list, or say allow_empty: true if that is meant."
        ),
    ),
    ({"definitions": [], "prune": {"path": " "}}, "prune.path: it is empty. Give a folder; '\\' is the whole project."),
    (
        {"definitions": [], "prune": {"path": "a*"}},
        (
            "prune.path: the folder 'a*' holds the character '*'. A folder's name cannot hold any of "
            '< > | : $ @ " / % + * ?'
        ),
    ),
    (
        {"definitions": [{"name": "a"}], "prune": {"path": "a", "max_deletions": -1}},
        "prune.max_deletions: -1 is less than none. 0 forbids deletions.",
    ),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_input(world: World, options: dict[str, Any], message: str) -> None:
    result = world.attempt(SET, **options)
    assert result["failed"]
    assert result["msg"][: len(message)] == message
    assert result["failure"]["code"] == "invalid_option"
    assert world.verbs() == []


def test_a_secret_does_not_show_in_what_is_wrong_with_it(world: World) -> None:
    flags = {"variables": {"Key": {"is_secret": True}}}
    for wrong in (
        {"Key": [MARKER]},
        {"Key": {"value": MARKER, "is_secret": "maybe"}},
        {"KEY": {"vlaue": 1, "value": MARKER}},
    ):
        result = world.attempt(SET, defaults=flags, definitions=[{"name": "a", "variables": wrong, "queue": [MARKER]}])
        assert result["failed"]
        assert MARKER not in json.dumps(result)


# failures of some


def test_a_failure_stops_only_its_dependants(world: World) -> None:
    wanted = [
        {"name": "bad", "queue": "no such queue"},
        {"name": "after bad", **after("bad")},
        {"name": "after that", **after("after bad")},
        *named("good", "fine"),
        {"name": "after good", **after("good")},
    ]
    for check in (True, False):
        result = world.attempt(SET, check=check, defaults=defaults(world), definitions=wanted)
        assert result["failure"]["code"] == "incomplete"
        assert result["counts"] == {
            "unchanged": 0, "created": 3, "updated": 0, "restored": 0, "deleted": 0, "failed": 1, "skipped": 2,
        }  # fmt: skip
        lines = result["msg"].split("\n")
        written = "would be written (check mode: nothing was)" if check else "written"
        made = "would create" if check else "created"
        assert lines[0] == (
            f"1 of 6 definitions failed, 2 skipped, 3 {written}, 0 unchanged. Mend what is listed, and run "
            "the task again: it does the rest."
        )
        assert lines[1].startswith("failed: \\bad: There is no queue 'no such queue' in project 'Fabrikam-Fiber-Git'")
        assert lines[2] == "skipped: \\after bad: it is built after \\bad, which failed"
        assert lines[3] == "skipped: \\after that: it is built after \\after bad, which was skipped"
        assert lines[4:] == [f"{made}: \\good", f"{made}: \\fine", f"{made}: \\after good"]
        assert [bool(item.get("failed")) for item in result["results"]] == [True] + [False] * 5
        assert result["results"][0]["failure"]["code"] == "unknown_name"
    assert sorted(item["name"] for item in world.definitions()) == ["after good", "fine", "good"]
    wanted[0]["queue"] = "Default"
    assert world.run(SET, defaults=defaults(world), definitions=wanted)["counts"]["created"] == 3


def test_a_failing_write_stops_its_dependants(world: World) -> None:
    wanted = [*named("a", "b"), {"name": "c", **after("a")}]
    world.run(SET, defaults=defaults(world), definitions=wanted, concurrency=1)
    body = {"typeKey": "DefinitionException", "message": "no"}
    world.fault(kind="respond", status=400, body=body, verb="PUT", path="/definitions/1\\b", times=None)
    result = world.attempt(SET, defaults=defaults(world, description="new"), definitions=wanted)
    assert [item["action"] for item in result["results"]] == ["none", "update", "none"]
    assert "failed" in result["results"][0]
    assert "skipped" in result["results"][2]


def test_a_rejected_credential_is_not_tried_again_and_again(world: World) -> None:
    world.fault(kind="sign_in", verb="POST", nth=3, times=None)
    wanted = named(*(f"d{n}" for n in range(20)))
    result = world.attempt(SET, defaults=defaults(world), definitions=wanted, concurrency=2)
    assert world.writes().count("POST") <= 4
    assert result["counts"]["created"] == 2
    assert result["counts"]["skipped"] >= 16
    assert "the server rejected the credential meanwhile" in result["msg"]
    assert "The credential is that of the option personal_access_token." in result["msg"]


def test_rows_of_failures_say_where_a_definition_is_declared(world: World) -> None:
    wanted = [
        {"name": "good", "label": "mine[0]"},
        {"name": "bad", "label": "mine[1] (preset ci, for_each[0])", "queue": "Defualt"},
        {"name": "last", "label": "mine[2]", **after("bad")},
    ]
    result = world.attempt(SET, defaults=defaults(world), definitions=wanted)
    assert "\nfailed: \\bad, mine[1] (preset ci, for_each[0]): There is no queue 'Defualt'" in result["msg"]
    assert "\nskipped: \\last, mine[2]: it is built after \\bad, which failed" in result["msg"]
    assert [item["name"] for item in world.definitions()] == ["good"]


def test_nothing_is_read_with_a_rejected_credential(world: World) -> None:
    result = world.attempt(SET, personal_access_token="emulator-expired-pat", definitions=named("a"))
    assert result["failure"]["code"] == "authentication_failed"
    assert len(world.verbs()) == 1


# pruning


def test_prune(world: World) -> None:
    inside, outside = {"path": "\\apps"}, {"path": "\\apps2"}
    made = [*named("keep", "x", **inside), *named("y", path="\\Apps\\sub"), *named("z", **outside)]
    world.run(SET, defaults=defaults(world), definitions=made, concurrency=1)
    wanted: dict[str, Any] = {
        "defaults": defaults(world),
        "definitions": [{"name": "keep", **inside}, {"name": "moved", "path": "\\apps"}],
    }
    for most in (0, 1):
        refused = world.attempt(SET, **wanted, prune={"path": "/apps/", "max_deletions": most})
        assert "2 definitions in '\\apps' are not declared" in refused["msg"]
        assert "'\\apps\\x' (id 2), '\\Apps\\sub\\y' (id 3)" in refused["msg"]
    world.log()
    foreseen = world.run(SET, check=True, **wanted, prune={"path": "apps"})
    assert world.writes() == []
    assert [item["name"] for item in foreseen["results"] if item.get("pruned")] == ["x", "y"]
    assert foreseen["counts"]["deleted"] == 2
    flat = world.run(SET, **wanted, prune={"path": "apps", "subfolders": False})
    assert [item["name"] for item in flat["results"] if item.get("pruned")] == ["x"]
    whole = world.run(SET, **wanted, prune={"path": "apps"})
    assert [item["name"] for item in whole["results"] if item.get("pruned")] == ["y"]
    assert sorted(item["name"] for item in world.definitions()) == ["keep", "moved", "z"]
    assert not world.run(SET, **wanted, prune={"path": "apps"})["changed"]


def test_prune_spares_what_the_set_means_by_another_name(world: World) -> None:
    made = world.run(SET, defaults=defaults(world), definitions=named("old", "byid", path="a"))["results"]
    wanted = [{"name": "old", "new_name": "new", "path": "a"}, {"id": made[1]["id"], "description": "x"}]
    result = world.run(SET, definitions=wanted, prune={"path": "\\"})
    assert result["counts"]["deleted"] == 0
    again = world.run(SET, definitions=wanted, prune={"path": "\\"})
    assert not again["changed"]


def test_nothing_is_pruned_while_others_fail(world: World) -> None:
    world.run(SET, defaults=defaults(world), definitions=named("a", "victim", path="f"))
    wanted = [{"name": "a", "path": "f", "queue": "no such queue"}]
    result = world.attempt(SET, defaults=defaults(world), definitions=wanted, prune={"path": "f"})
    assert result["counts"] | {"unchanged": 0} == dict.fromkeys(result["counts"], 0) | {"failed": 1, "skipped": 1}
    assert result["results"][1]["msg"] == "nothing is pruned while other definitions failed"
    assert len(world.definitions()) == 2


def test_what_leaves_the_folder_meanwhile_stays(world: World) -> None:
    made = world.run(SET, defaults=defaults(world), definitions=named("victim", path="f"))["results"]
    world.fault(kind="edit", verb="GET", path=f"/definitions/{made[0]['id']}\\b", patch={"path": "\\safe"})
    result = world.attempt(SET, definitions=[], prune={"path": "f", "allow_empty": True})
    assert result["results"][0]["msg"] == "somebody moved it to '\\safe' meanwhile"
    assert [item["path"] for item in world.definitions()] == ["\\safe"]


def test_retained_builds_keep_a_victim(world: World) -> None:
    made = world.run(SET, defaults=defaults(world), definitions=named("a", "b", path="f"))["results"]
    world.admin("POST", "retain", {"lease": True}, project="Fabrikam-Fiber-Git", id=made[0]["id"])
    result = world.attempt(SET, definitions=[], prune={"path": "f", "allow_empty": True})
    assert result["results"][0]["failure"]["code"] == "retained"
    assert result["counts"]["deleted"] == 1
    released = world.run(SET, definitions=[], prune={"path": "f", "release_retained": True, "allow_empty": True})
    assert released["counts"]["deleted"] == 1
    assert len(released["results"][0]["released"]) == 1


# others write too


def test_no_change_of_another_editor_is_lost(world: World) -> None:
    wanted = named(*(f"d{n:02}" for n in range(40)))
    made = world.run(SET, defaults=defaults(world), definitions=wanted)["results"]
    touched = made[::10]
    for item in touched:
        path = f"/definitions/{item['id']}\\b"
        world.fault(kind="edit", verb="PUT", path=path, patch={"buildNumberFormat": "theirs", "description": "theirs"})
    result = world.run(SET, defaults=defaults(world, job_timeout_in_minutes=17), definitions=wanted)
    assert result["counts"]["updated"] == 40
    for item in made:
        document = world.document(item["id"])
        assert document["jobTimeoutInMinutes"] == 17
        assert (document.get("description") == "theirs") == (item in touched)


# faults


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle", "retry_after": 0.05, "probability": 0.4},
        {"kind": "server_error", "status": 503, "probability": 0.3},
        {"kind": "cut_before", "probability": 0.3},
        {"kind": "cut_after", "probability": 0.3},
        {"kind": "truncated", "probability": 0.2},
    ],
    ids=lambda fault: fault["kind"],
)
def test_storms(world: World, fault: dict[str, Any]) -> None:
    wanted = {"defaults": defaults(world, path="f"), "definitions": named(*(f"d{n:02}" for n in range(40)))}
    world.fault(**fault, times=None, seed=7)
    for _attempt in range(12):
        result = world.attempt(SET, **wanted, retry_max_wait=30)
        if not result.get("failed"):
            break
        assert result["failure"]["code"] != "error"
    assert not result.get("failed"), result["msg"]
    world.clear_faults()
    assert sorted(item["name"] for item in world.definitions()) == [f"d{n:02}" for n in range(40)]
    assert not world.run(SET, **wanted)["changed"]


def test_no_request_is_sent_while_the_service_asks_to_wait(world: World) -> None:
    world.fault(kind="throttle", retry_after=1, verb="POST", nth=10)
    world.run(SET, defaults=defaults(world), definitions=named(*(f"d{n}" for n in range(30))), concurrency=8)
    posts = [entry for entry in world.log() if entry["verb"] == "POST"]
    throttled = next(entry for entry in posts if entry["status"] == 429)
    moment = _moment(throttled)
    # those that were under way already have arrived by then
    begin, end = moment + timedelta(seconds=0.5), moment + timedelta(seconds=0.95)
    assert not [entry for entry in posts if begin < _moment(entry) < end]
    assert len(posts) == 31


def _moment(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["time"])


# being killed

CHILD = """
import json, sys
from ansible_collections.azdo.pipelines.tests.functional.world import run_module
print(json.dumps(run_module("build_definition_set", json.load(sys.stdin))))
"""


def test_killed_anywhere_a_second_run_completes_it(world: World) -> None:
    chance = random.Random(20261121)
    wanted = {"defaults": defaults(world, path="f"), "definitions": named(*(f"d{n:03}" for n in range(60)))}
    arguments = json.dumps(world.connection(**wanted))
    world.fault(kind="latency", seconds=0.002, times=None)
    for _round in range(6):
        with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdin is not None
            child.stdin.write(arguments.encode())
            child.stdin.close()
            time.sleep(0.2 + chance.random() * 0.6)
            child.kill()
        there = [item["name"] for item in world.definitions()]
        assert len(there) == len(set(there))
    world.clear_faults()
    world.run(SET, **wanted)
    assert sorted(item["name"] for item in world.definitions()) == [f"d{n:03}" for n in range(60)]
    assert not world.run(SET, **wanted)["changed"]
