# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The six exchanges of the vendor's page on api-version 2.0, through the modules: create, update (a rename), get, get
by revision, list, history.

`fixtures/seed_page` holds the page's documents; what a server sets itself stands in braces there. The answer to a
write has `properties` in addition, the page's answers to a GET have not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from functional.world import World, recorded_writes

FIXTURES = Path(__file__).resolve().parent / "fixtures" / "seed_page"
#: in the page's requests and dropped by the service without a word (corpus README S15)
DROPPED = ("definitionType", "documentQuality")
#: what the page sends and no write needs: empty is the default, the name follows from the id
WITHOUT_EFFECT = ("triggers",)
VSBUILD, VSTEST = "VSBuild@*", "VSTest@*"

pytestmark = pytest.mark.parametrize("profile", ["tfs2015"], indirect=True)


def page(name: str, world: World, number: int | None = None) -> Any:
    """A document of the page with this server's address and numbers."""
    text = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    text = text.replace("{collection}", world.url).replace('"{id}"', str(number)).replace("{id}", str(number))
    return json.loads(text)


def shown(answer: Any) -> Any:
    """An answer with what the server sets by its own clock and identity in braces, as in the fixtures."""
    text = re.sub(r'"(createdDate|changedDate)": "[^"]*"', r'"\1": "{date}"', json.dumps(answer))
    return json.loads(re.sub(r"collectionId=[0-9a-f-]{36}", "collectionId={collection_id}", text))


def sent_by_the_page(name: str, world: World, number: int | None = None) -> dict[str, Any]:
    """A request of the page without what has no effect."""
    body: dict[str, Any] = page(name, world, number)
    body["repository"].pop("localPath")
    return {key: item for key, item in body.items() if key not in DROPPED + WITHOUT_EFFECT}


def typed(world: World) -> dict[str, Any]:
    """The page's definition in typed options; only its build option needs the document."""
    body = page("create_request", world)
    build, test = body["build"]
    return {
        "repository": {"type": "TfsGit", "name": "Fabrikam-Fiber-Git", "default_branch": "master", "clean": "false"},
        "queue": "default",
        "steps": [
            {"task": VSBUILD, "display_name": "Build solution **\\*.sln", "inputs": build["inputs"]},
            {"task": VSTEST, "display_name": "Test Assemblies **\\*test*.dll;-:**\\obj\\**", "inputs": test["inputs"]},
        ],
        "variables": {
            "forceClean": {"value": False, "allow_override": True},
            "config": {"value": "debug, release", "allow_override": True},
            "platform": {"value": "any cpu", "allow_override": True},
        },
        "document": {"name": "myDefinition", "options": body["options"]},
    }


def without_properties(document: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in document.items() if key != "properties"}


def test_the_documents_of_the_page_are_what_is_sent(world: World) -> None:
    """The page's requests as `document`: the modules send them, but for members that have no effect."""
    with recorded_writes() as sent:
        number = world.run(document=page("create_request", world), comment="my first definition")["id"]
        update = page("update_request", world, number)
        world.run(id=number, name=update["name"], document=update, comment="renamed")
    (post, created), (put, updated) = sent
    assert (post, put) == ("POST", "PUT")
    assert without(created) == sent_by_the_page("create_request", world)
    # a PUT also returns what the server has set; the page's server takes it back without a word
    expected = sent_by_the_page("update_request", world, number)
    assert {key: item for key, item in without(updated).items() if key in expected} == {
        **expected,
        "queue": {"pool": None, "id": 1, "name": "default"},
        "repository": {**expected["repository"], "checkoutSubmodules": False},
    }


def without(body: dict[str, Any]) -> dict[str, Any]:
    """A sent body without what has no effect."""
    return {key: item for key, item in body.items() if key not in WITHOUT_EFFECT}


@pytest.mark.parametrize("how", ["document", "typed"])
def test_create_get_update_by_revision_list_and_history(world: World, how: str) -> None:
    create = {"document": page("create_request", world)} if how == "document" else typed(world)
    made = world.run(**create, comment="my first definition")
    number = made["id"]
    created = page("created", world, number)
    if how == "typed":
        # the module writes the type of a repository as today's servers do; TFS 2015 keeps what it is sent
        created["repository"]["type"] = "TfsGit"
    assert without_properties(shown(made["definition"])) == created
    assert made["definition"]["properties"] == {}
    got = world.run("build_definition_info", id=number)
    assert shown(got["definitions"]) == [created]
    assert world.run(**create)["changed"] is False

    # the page's PUT has no retention rules, so its answer has none: here that has to be said
    rename = {"name": "myFavoriteDefinition", "document": {"name": "myFavoriteDefinition", "retentionRules": []}}
    renamed = world.run(**{**create, **rename}, id=number, comment="renamed")
    updated = page("updated", world, number)
    updated["repository"]["type"] = created["repository"]["type"]
    assert without_properties(shown(renamed["definition"])) == updated
    assert renamed["changes"] == ["retentionRules", "name"]
    assert world.run(**{**create, **rename}, id=number)["changed"] is False

    by_revision = world.run("build_definition_info", id=number, revision=1)["definitions"]
    assert shown(by_revision) == [created]
    assert shown(world.definitions()) == page("list", world, number)
    history = world.run("build_definition_info", id=number, history=True)["history"]
    assert shown(history) == page("history", world, number)


def test_a_rename_alone_keeps_the_retention_rules(world: World) -> None:
    number = world.run(document=page("create_request", world))["id"]
    world.run(name="myDefinition", new_name="myFavoriteDefinition", comment="renamed")
    kept = {**page("updated", world, number), "retentionRules": page("created", world, number)["retentionRules"]}
    assert shown(world.run("build_definition_info", name="myFavoriteDefinition", history=True)["definitions"]) == [kept]
    assert world.run(name="myDefinition", new_name="myFavoriteDefinition")["changed"] is False


def test_xaml_definitions_stand_beside_and_are_left_alone(world: World) -> None:
    world.seed(xaml=[{"id": 2, "name": "MyWebSite CI"}, {"id": 3, "name": "CustomerAddressModule"}])
    number = world.run(document=page("create_request", world))["id"]
    assert number not in (2, 3)
    assert [item["id"] for item in world.definitions()] == [number]
    assert world.run(name="MyWebSite CI", state="absent")["changed"] is False
    world.run(name="myDefinition", state="absent")
    assert world.definitions() == []


def test_delete(world: World) -> None:
    number = world.run(document=page("create_request", world))["id"]
    gone = world.run(id=number, state="absent")
    assert (gone["changed"], gone["action"], gone["definition"]) == (True, "delete", None)
    assert world.run(id=number, state="absent")["changed"] is False
    assert world.definitions() == []
