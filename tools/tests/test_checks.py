# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository's own checks find what they are for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from checks import action_groups, empty_ignores, private_names, unwanted_files
from devkit.cores import CORES
from devkit.parts.package import REQUIRED, misplaced
from devkit.parts.units import floor_constraints


@pytest.mark.parametrize(
    "text",
    [
        "see /wor" + "k/main/README.md",
        "cd '/roo" + "t/x'",
        "path=/hom" + "e/alice/src",
        "https://dev" + "pi.example.com/simple",
        "index-url = file:///op" + "t/pypi/simple",
        "https://host.example/artifact" + "ory/api/pypi",
    ],
)
def test_private_names_are_found(text: str) -> None:
    assert private_names.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://dev.azure.com/contoso/_apis/wor" + "k/teamsettings",
        "https://pypi.org/simple/requests",
        "$(System.DefaultWorkingDirectory)/work/x",
        "/home/runner/_work/1/s",
    ],
)
def test_names_of_the_service_are_no_private_names(text: str) -> None:
    assert not private_names.find(text)


def test_ignore_line_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "sanity"
    folder.mkdir(parents=True)
    for core in CORES:
        (folder / f"ignore-{core.version}.txt").touch()
    assert empty_ignores.check(tmp_path) == []
    (folder / "ignore-2.19.txt").write_text("plugins/modules/x.py import-3.9\n", encoding="utf-8")
    (folder / "ignore-2.16.txt").unlink()
    assert len(empty_ignores.check(tmp_path)) == 2


def test_action_group_and_modules_agree_in_both_directions(tmp_path: Path) -> None:
    (tmp_path / "meta").mkdir()
    (tmp_path / "plugins" / "modules").mkdir(parents=True)
    (tmp_path / "plugins" / "modules" / "one.py").touch()
    runtime = tmp_path / "meta" / "runtime.yml"
    runtime.write_text("action_groups: {azdo: [one]}\n", encoding="utf-8")
    assert action_groups.check(tmp_path) == []
    runtime.write_text("action_groups: {azdo: [two]}\n", encoding="utf-8")
    assert [problem.split()[-1] for problem in action_groups.check(tmp_path)] == ["one", "module"]


def test_stray_file_among_plugins_is_found(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "plugins" / "modules").mkdir(parents=True)
    (tmp_path / "plugins" / "modules" / "good.py").touch()
    assert unwanted_files.check(tmp_path) == []
    (tmp_path / "plugins" / "modules" / "notes.txt").touch()
    (tmp_path / "plugins" / "modules" / "good.py").chmod(0o755)
    (tmp_path / "plugins" / "modules" / "link.py").symlink_to("good.py")
    assert len(unwanted_files.check(tmp_path)) == 3


def test_tarball_holds_what_users_need_and_no_more() -> None:
    sources = [*REQUIRED, "plugins/modules/thing.py", "tests/unit/test_thing.py"]
    tarball = ["MANIFEST.json", "FILES.json", *REQUIRED, "plugins/modules/thing.py"]
    assert misplaced(tarball, sources) == []
    assert misplaced([*tarball, "tests/unit/test_thing.py", ".gitignore"], sources) == [
        "users do not need tests/unit/test_thing.py",
        "users do not need .gitignore",
    ]
    assert misplaced(tarball[:-1], sources) == ["plugins/modules/thing.py is missing"]


def test_floor_names_every_requirement_exactly() -> None:
    lines = floor_constraints().splitlines()
    assert lines
    assert all("==" in line and ">" not in line for line in lines)
