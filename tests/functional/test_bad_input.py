# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every mistake gets its one line: what was asked, what is wrong, what would be right. Nothing is written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from functional.bad_input import addresses, credentials, names, servers, statements
from functional.bad_input.case import Case
from functional.world import World

CASES = [case for part in (addresses, credentials, names, statements, servers) for case in part.CASES]


def as_expected(message: str, world: World, failure: dict[str, Any]) -> str:
    """The message in the words of the case: addresses and ids of this run are replaced."""
    message = message.replace(world.url, "{url}").replace(world.emulator.url, "{host}").replace(world.path, "{path}")
    if failure.get("activity_id"):
        message = message.replace(failure["activity_id"], "{activity}")
    message = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "{date}", message)
    # what the resolver of the machine says about a host that does not exist
    return re.sub(r"Failed to resolve .*?\)\.?|\[Errno -\d+\] .*?(?=\.? Check)", "{resolver}", message)


def attempt(case: Case, world: World, prepared: dict[str, Any], check: bool = False) -> dict[str, Any]:
    right = world.minimal() if case.module == "build_definition" else {}
    return world.attempt(case.module, check, **{**right, **case.options, **prepared})


def parametrized(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("case", "profile"), [pytest.param(case, case.profile, id=case.name) for case in cases], indirect=["profile"]
    )


@parametrized(CASES)
def test_message(case: Case, world: World) -> None:
    prepared = case.prepare(world) or {}
    made = [entry for entry in world.log() if entry["verb"] == "POST" and entry["path"].endswith("/definitions")]
    result = attempt(case, world, prepared)
    assert result.get("failed") is True
    failure = result.get("failure") or {}
    assert as_expected(result["msg"], world, failure) == case.message
    assert failure.get("code") == case.code
    assert "\n" not in result["msg"]
    assert "exception" not in result, "a mistake of the user is no defect of ours"
    if case.code is not None:
        assert set(failure) == {"code", "status", "type_key", "message", "activity_id", "url"}
    assert bool(world.writes()) is case.refused
    world.clear_faults()
    there = world.revisions()
    if case.name != "project: deleted meanwhile":
        assert list(there.values()) == [1] * len(made), "nothing was written"


@parametrized([case for case in CASES if not case.refused])
def test_check_mode_finds_it_too(case: Case, world: World) -> None:
    """What can be known without a write, check mode says in the same words."""
    prepared = case.prepare(world) or {}
    world.log()
    result = attempt(case, world, prepared, check=True)
    assert result.get("failed") is True
    assert as_expected(result["msg"], world, result.get("failure") or {}) == case.message
    assert world.writes() == []


def test_there_are_enough_and_no_name_twice() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
