# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of artifacts over every open question about builds, artifacts and containers.

`test_behaviour` does the same for definitions. Together they try every setting of every switch, as the README says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from functional import downloads, test_behaviour
from functional.artifact_world import SMALL_CHUNKS, Pipeline, artifact, check_content, refused
from functional.conftest import TESTS
from functional.world import PROJECT, World

#: for switches whose settings are not a list
OTHER_CHOICES = {"signed_url_seconds": [60, 86400]}
#: what must be so too for a setting to be met
BESIDES: dict[str, dict[str, Any]] = {
    "chunk_order_status": {"repeated_chunk": "refuse"},
    "signed_url_expired_status": {"signed_url_seconds": -1},
    "signed_url_expired_body": {"signed_url_seconds": -1},
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "switch" not in metafunc.fixturenames:
        return
    from emulator.build_switches import ROWS
    from emulator.switches import SWITCHES

    values = [
        pytest.param(row[0], value, id=f"{row[0]}={value}")
        for row in ROWS
        for value in (SWITCHES[row[0]].choices or OTHER_CHOICES[row[0]])
    ]
    metafunc.parametrize(("switch", "value"), values)


class Asked:
    """Stands for pytest where only the parameters that a module makes are wanted."""

    fixturenames = ("switch",)
    made: list[Any]

    def parametrize(self, _names: Any, values: list[Any]) -> None:
        self.made = values


def settings_of(module: Any) -> set[tuple[str, Any]]:
    asked = Asked()
    module.pytest_generate_tests(asked)
    return {(str(found.values[0]), found.values[1]) for found in asked.made}


def test_every_setting_of_every_switch_is_tried() -> None:
    from emulator.switches import SWITCHES

    tried = settings_of(test_behaviour) | settings_of(sys.modules[__name__])
    missing = {
        (name, value)
        for name, switch in SWITCHES.items()
        for value in switch.choices or ()
        if (name, value) not in tried
    }
    assert missing == test_behaviour.UNMENDABLE
    assert {name for name, _value in tried} == set(SWITCHES)
    told = " ".join((TESTS.parent / "README.md").read_text(encoding="utf-8").split())
    assert len(missing) == 1
    assert "tests run with each of its settings, one aside" in told


def download(world: World, build: int, name: str, dest: Path) -> dict[str, Any]:
    found = world.run("build_artifact_info", build_id=build, name=name, dest=str(dest))
    assert downloads.nothing_half(dest)
    return found


def comes(world: World, build: int, name: str, dest: Path, files: dict[str, bytes]) -> None:
    """An artifact comes as it is, and not again."""
    assert download(world, build, name, dest)["changed"] is True
    assert {path: (dest / path).read_bytes() for path in downloads.sizes(dest)} == files
    assert download(world, build, name, dest)["changed"] is False


def records(world: World, build: int) -> None:
    """Records without files, and what the server refuses."""
    for stated in ({"name": "tag", "type": "gitref", "data": "refs/tags/v1"}, {"name": "share", "path": "\\\\s\\d"}):
        assert artifact(world, build, **stated)["changed"] is True
        assert artifact(world, build, **stated)["changed"] is False
    for stated in ({"type": "NoSuchType", "data": "x"}, {"type": "VersionControl", "data": "x"}):
        found = refused(world, build, name="bad", **stated)
        assert stated["type"] in found["msg"] or stated["data"] in found["msg"]


def test_every_open_question_with_every_answer(
    world: World, pipeline: Pipeline, src: Path, tmp_path: Path, switch: str, value: Any
) -> None:
    """Send, break, look, record, finish, fetch, break, expire, let go, delete."""
    world.switch(**{switch: value}, **BESIDES.get(switch, {}))
    build = pipeline.build()
    drop = {"name": "drop", "src": [str(src)], "compress": True, **SMALL_CHUNKS}
    world.fault(kind="cut_after", verb="PUT", path="drop/large", nth=2)
    assert artifact(world, build, **drop)["files_sent"] == 4
    check_content(pipeline, build, src)
    assert artifact(world, build, **drop)["changed"] is False
    records(world, build)
    pipeline.finish(build)

    world.fault(kind="truncated", verb="GET", path="itemPath=drop/large|artifactName=drop&.*format=zip")
    sent = {str(path.relative_to(src)): path.read_bytes() for path in src.rglob("*") if path.is_file()}
    comes(world, build, "drop", tmp_path / "drop", sent)
    downloads.artifact(world, build, "PipelineArtifact", "pipe", files={"a/b": "c"})
    if switch.startswith("signed_url_expired"):
        asked = {"build_id": build, "name": "pipe", "dest": str(tmp_path / "pipe")}
        assert "signature" in world.attempt("build_artifact_info", **asked)["msg"]
        world.switch(signed_url_seconds=60)
    comes(world, build, "pipe", tmp_path / "pipe", {"a/b": b"c"})

    other = pipeline.build()
    world.ask("DELETE", f"build/builds/{other}").raise_for_status()
    assert refused(world, other, name="drop", path="\\\\s\\d")["failure"]["code"] == "not_found"
    lease = {"lease": True, "protect": False}
    world.admin("POST", "retain", lease, project=PROJECT, id=pipeline.definition_id)
    assert world.run(name="web", state="absent", release_retained=True)["action"] == "delete"
