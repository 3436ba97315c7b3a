# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Back to an older revision: all of it, secrets kept, as one more revision."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import MARKER, World, meanwhile


def stored(world: World, number: int) -> dict[str, Any]:
    return {name: item for name, item in world.document(number).items() if name not in ("revision", "comment")}


def three_revisions(world: World) -> int:
    """One with a secret, a trigger and a description; then others of each, and an edit by somebody else."""
    made = world.run(
        **world.minimal(
            description="first",
            variables={"key": {"value": f"{MARKER}-1", "is_secret": True}, "config": "Release"},
            triggers={"continuous_integration": {"branch_filters": ["+refs/heads/main"]}},
            demands=["msbuild"],
        )
    )
    world.run(
        name="web",
        description="second",
        badge_enabled=True,
        variables={"key": {"value": f"{MARKER}-2", "is_secret": True}, "later": "x"},
        triggers={"continuous_integration": {"settings_source_type": "none"}},
        demands=[],
    )
    world.edit(made["id"], {"buildNumberFormat": "$(rev:r)"})
    return int(made["id"])


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_back_to_the_first_revision(world: World) -> None:
    number = three_revisions(world)
    first = world.run("build_definition_info", id=number, revision=1)["definitions"][0]
    world.log()
    foreseen = world.run(check=True, name="web", rollback_to=1)
    assert world.writes() == []
    done = world.run(name="web", rollback_to=1)
    assert world.writes() == ["PUT"]
    assert done["changes"] == foreseen["changes"]
    assert set(done["changes"]) >= {"description", "badgeEnabled", "buildNumberFormat", "variables.later", "demands"}
    assert done["diff"] == foreseen["diff"]
    assert not done.get("warnings")
    now = world.run("build_definition_info", id=number)["definitions"][0]
    own = ("revision", "createdDate", "comment", "url", "_links", "repository", "authoredBy")
    assert {name: item for name, item in now.items() if name not in own} == {
        name: item for name, item in first.items() if name not in own
    }
    assert now["comment"] == "Rolled back to revision 1 by azdo.pipelines"
    # the value of today, which is the only one that the service has
    assert world.document(number)["variables"]["key"]["value"] == f"{MARKER}-2"
    again = world.run(name="web", rollback_to=1)
    assert (again["changed"], again["revision"]) == (False, 4)
    assert MARKER not in str([foreseen, done, again])


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_a_secret_that_went_meanwhile_is_named(world: World) -> None:
    number = three_revisions(world)
    world.edit(number, {"variables": {"key": None}})
    done = world.run(id=number, rollback_to=1)
    assert [text for text in done["warnings"] if "'key' went with a later revision" in text]
    assert world.run(id=number, rollback_to=1)["changed"] is False
    supplied = {"key": {"value": f"{MARKER}-3", "is_secret": True}}
    world.edit(number, {"variables": {"key": None}})
    assert not world.run(id=number, rollback_to=1, variables=supplied).get("warnings")
    assert world.document(number)["variables"]["key"]["value"] == f"{MARKER}-3"


@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
def test_name_and_folder_go_back_unless_they_are_stated(world: World) -> None:
    made = world.run(**world.minimal(path="old"))
    world.run(name="web", new_name="site", new_path="new")
    world.run(id=made["id"], rollback_to=1)
    document = world.document(made["id"])
    assert (document["name"], document["path"]) == ("web", "\\old")
    world.run(name="web", new_name="site", new_path="new", description="later")
    world.run(name="site", path="new", rollback_to=1)
    document = world.document(made["id"])
    assert (document["name"], document["path"], document.get("description")) == ("site", "\\new", None)


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_other_options_lie_over_the_older_revision(world: World) -> None:
    number = three_revisions(world)
    done = world.run(name="web", rollback_to=1, description="third", comment="as agreed")
    document = world.document(number)
    assert (document["description"], document["comment"]) == ("third", "as agreed")
    assert document.get("badgeEnabled", False) is False
    assert done["changed"]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_somebody_else_writes_meanwhile(world: World) -> None:
    number = three_revisions(world)
    with meanwhile("PUT", lambda: world.edit(number, {"description": "theirs"})):
        done = world.run(name="web", rollback_to=1)
    assert done["revision"] == 5
    assert world.document(number)["description"] == "first"


@pytest.mark.parametrize("profile", ["tfs2015", "services"], indirect=True)
def test_what_cannot_be_rolled_back(world: World) -> None:
    assert world.attempt(name="web", rollback_to=1)["failure"]["code"] == "not_found"
    number = three_revisions(world)
    world.log()
    missing = world.attempt(name="web", rollback_to=9)
    assert missing["msg"].startswith("rollback_to: the definition 'web' has no revision 9")
    assert world.attempt(name="web", rollback_to=1, state="absent")["failure"]["code"] == "invalid_option"
    assert world.attempt(id=number, rollback_to=1, restore=True)["failure"]["code"] == "invalid_option"
    assert world.writes() == []
