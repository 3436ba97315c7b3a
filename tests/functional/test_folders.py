# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders of definitions: how they are asked for, and one that somebody else makes at the same time."""

from __future__ import annotations

import urllib.parse

import pytest

from functional.conftest import PROFILES
from functional.world import World, meanwhile

#: products up to api-version 5.0, whose specification has the folder of a write in the path
IN_PATH = ("tfs2017", "tfs2018")


def folder_writes(world: World) -> list[str]:
    """The writes of folders, from the word `folders` on."""
    asked = [f"{entry['path']}?{entry['query']}" for entry in world.log() if entry["verb"] == "PUT"]
    return [urllib.parse.unquote(address.split("/build/")[1]) for address in asked if "/folders" in address]


@pytest.mark.parametrize("form", ["both", "as_spec"])
@pytest.mark.parametrize("profile", PROFILES[1:], indirect=True)
def test_folders_are_made_as_the_version_specifies(world: World, form: str) -> None:
    world.switch(folder_path_form=form, missing_folder="not_found")
    made = world.run(**world.minimal(path="/ünï/web team"))
    assert made["definition"]["path"] == "\\ünï\\web team"
    before = "folders/" if world.profile in IN_PATH else "folders?path="
    assert folder_writes(world) == [
        f"{before}{folder}{'?' if world.profile in IN_PATH else ''}" for folder in ("\\ünï", "\\ünï\\web team")
    ]


@pytest.mark.parametrize(("version", "before"), [("5.0", "folders/\\one?"), ("5.1", "folders?path=\\one")])
def test_the_version_that_is_asked_for_counts(world: World, version: str, before: str) -> None:
    world.switch(folder_path_form="as_spec", missing_folder="not_found")
    world.run(**world.minimal(path="/one", api_version=version))
    assert folder_writes(world) == [before]


@pytest.mark.parametrize("status", [409, 400])
@pytest.mark.parametrize("profile", ["tfs2017", "services"], indirect=True)
def test_a_folder_that_somebody_else_makes_meanwhile(world: World, status: int) -> None:
    world.switch(folder_exists_status=status, missing_folder="not_found")

    def somebody() -> None:
        version = "3.2" if world.profile == "tfs2017" else "7.1"
        path = "build/folders/%5Cteam" if world.profile == "tfs2017" else "build/folders?path=%5Cteam&"
        path += f"{'' if path.endswith('&') else '?'}api-version={version}-preview"
        world.ask("PUT", path, {"path": "\\team"}).raise_for_status()

    with meanwhile("PUT", somebody):
        made = world.run(**world.minimal(path="/team"))
    assert made["definition"]["path"] == "\\team"
