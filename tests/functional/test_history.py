# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Revisions: who changed what when, and what differs between two of them, or between two definitions."""

from __future__ import annotations

from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import MARKER, PROJECT, World

OTHER = "Ünï Project"


def compared(world: World, **options: Any) -> dict[str, Any]:
    """The comparison; the same in check mode, and without a write."""
    world.log()
    foreseen = world.run("build_definition_info", check=True, **options)
    found = world.run("build_definition_info", **options)
    assert (found["changed"], found) == (False, foreseen)
    assert world.writes() == []
    assert MARKER not in str(found)
    return found


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_history(world: World) -> None:
    made = world.run(**world.minimal(comment="first"))
    world.run(name="web", description="x", comment="second")
    world.edit(made["id"], {"description": "y"})
    for options in ({"name": "web"}, {"id": made["id"]}):
        found = world.run("build_definition_info", history=True, **options)
        assert [entry["revision"] for entry in found["history"]] == [1, 2, 3]
        assert [entry["changeType"] for entry in found["history"]] == ["add", "update", "update"]
        assert [entry.get("comment") for entry in found["history"]][:2] == ["first", "second"]
        assert all(entry["changedBy"]["displayName"] and entry["changedDate"] for entry in found["history"])


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_two_revisions_differ_as_the_write_showed(world: World) -> None:
    world.run(**world.minimal(variables={"config": "Debug", "key": {"value": MARKER, "is_secret": True}}))
    variables = {"config": "Release", "more": "x"}
    change = {"name": "web", "description": "changed", "variables": variables, "demands": ["a"]}
    written = world.run(**change)
    found = compared(world, name="web", compare={"from": {"revision": 1}, "to": {"revision": 2}})
    # a write has new members last, a server has an order of its own; else it is the same text
    assert {side: sorted(text.splitlines()) for side, text in found["diff"].items()} == {
        side: sorted(text.splitlines()) for side, text in written["diff"].items()
    }
    assert sorted(found["changes"]) == sorted(written["changes"])
    assert [found["compared"][side]["revision"] for side in ("from", "to")] == [1, 2]
    # the newest is what the other side is by default; the way back is the same with the sides changed
    assert compared(world, name="web", compare={"from": {"revision": 1}})["diff"] == found["diff"]
    back = compared(world, name="web", compare={"from": {}, "to": {"revision": 1}})
    assert back["diff"] == {"before": found["diff"]["after"], "after": found["diff"]["before"]}
    same = compared(world, name="web", compare={"from": {"revision": 2}})
    assert (same["changes"], same["diff"]) == ([], {"before": "", "after": ""})


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_two_definitions(world: World) -> None:
    world.run(**world.minimal())
    other = world.run(**world.minimal(name="other", description="another"))
    found = compared(world, name="web", compare={"from": {}, "to": {"definition": "other"}})
    assert sorted(found["changes"]) == ["description", "name"]
    assert (
        compared(world, compare={"from": {"definition": "web"}, "to": {"definition": str(other["id"])}})["diff"]
        == found["diff"]
    )


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_two_projects_are_compared_by_name(world: World) -> None:
    """Queue and repository have other ids there, and the same names."""
    world.run(**world.minimal())
    world.run(project=OTHER, **world.minimal())
    question = {"from": {"definition": "web"}, "to": {"definition": "web", "project": OTHER}}
    assert compared(world, compare=question)["changes"] == []
    world.run(project=OTHER, name="web", repository={"name": "my repo"}, description="other")
    found = compared(world, compare=question)
    assert sorted(found["changes"]) == ["description", "repository.name"]
    assert "my repo" in found["diff"]["after"]
    assert [found["compared"][side]["project"] for side in ("from", "to")] == [PROJECT, OTHER]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_is_not_there(world: World) -> None:
    world.run(**world.minimal())
    for options, text in (
        ({"name": "web", "compare": {"from": {"revision": 9}}}, "compare.from: the definition 'web' has no revision 9"),
        ({"name": "web", "compare": {"from": {}, "to": {"definition": "x", "path": "a"}}}, "compare.to: there is no"),
        ({"compare": {"from": {"revision": 1}}}, "compare.from: it names no definition"),
        ({"name": "w*", "compare": {"from": {"revision": 1}}}, "compare.from: it names no definition"),
        ({"name": "web", "history": True, "compare": {"from": {"revision": 1}}}, "compare: history was given too"),
    ):
        assert world.attempt("build_definition_info", **options)["msg"].startswith(text)
