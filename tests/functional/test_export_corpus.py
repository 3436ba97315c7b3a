# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every real definition of the corpus: exported and applied, where it is, in another project, and in the cloud.

The corpus is reference material that may be absent: see `test_corpus`.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from functional.conftest import EVERY_PRODUCT, PROFILES
from functional.test_corpus import CANNOT_HOLD, corpus, corpus_on_products
from functional.world import PAT, PROJECT, Emulator, ServerRefused, World

#: source and target of a migration
MOVES = (("services", "services"), ("tfs2015", "services"), ("tfs2017", "services"))
CONNECTIONS = {"Svn": "subversion"}

Counts = dict[tuple[str, ...], collections.Counter[str]]


@pytest.fixture(scope="module")
def counts(request: pytest.FixtureRequest) -> Iterator[Counts]:
    """Counts what became of the documents, and prints it at the end."""
    table: Counts = collections.defaultdict(collections.Counter)
    yield table
    plugins = request.config.pluginmanager
    reporter, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")
    assert reporter is not None
    assert capture is not None
    with capture.global_and_fixture_disabled():
        reporter.write_line("")
        for key, row in sorted(table.items()):
            found = ", ".join(f"{count} {what}" for what, count in row.items())
            reporter.write_line(f"{' -> '.join(key):22} {found}")


@pytest.fixture(scope="module")
def sources(emulator: Emulator) -> Iterator[dict[str, World]]:
    """For each product a collection with nothing but a project."""
    worlds = {}
    for profile in PROFILES:
        worlds[profile] = emulator.collection(profile, seed="empty")
        worlds[profile].seed(projects=[{"name": PROJECT}])
    yield worlds
    for world in worlds.values():
        world.close()


def put(world: World, document: dict[str, Any], row: collections.Counter[str]) -> int | None:
    """The definition on the server; None where the product cannot hold it."""
    row["tried"] += 1
    try:
        return world.put_definition(document)
    except ServerRefused as error:
        if not any(text in str(error) for text in CANNOT_HOLD):
            raise
        row["not to be held by the source"] += 1
        return None


def export(world: World, number: int, form: str) -> dict[str, Any]:
    [exported] = world.run("build_definition_info", id=number, export=form)["exports"]
    return dict(exported)


@pytest.mark.parametrize(("profile", "name", "document"), corpus_on_products())
def test_where_it_is(
    sources: dict[str, World], counts: Counts, profile: str, name: str, document: dict[str, Any]
) -> None:
    world, row = sources[profile], counts[(profile,)]
    number = put(world, document, row)
    if number is None:
        return
    try:
        stored = world.document(number)
        for form in ("options", "document"):
            exported = export(world, number, form)
            shown = exported[form].get("variables") or {}
            for variable, item in (stored.get("variables") or {}).items():
                if item.get("isSecret"):
                    assert shown[variable].get("value") is None
                    assert f"variables.{variable}" in exported["secrets_to_supply"]
            options = exported["options"] if form == "options" else {"document": exported["document"]}
            world.log()
            result = world.attempt(**options)
            if result.get("failed"):
                # the emulator lets an import hold more than the product does
                assert result["failure"]["code"] in CANNOT_HOLD, result["msg"]
                row[f"refused: {result['msg'].split(' by ')[0]}"] += 1
                return
            assert (result["changed"], result["changes"]) == (False, []), result["diff"]
            assert world.writes() == []
            if form == "options" and "document" in options:
                row[f"with {', '.join(sorted(set(options['document']) - {'name', 'path'}))} as document"] += 1
        row["exported, applied without a change"] += 1
    finally:
        world.run(id=number, state="absent")


def moves() -> list[Any]:
    """The corpus, each with one of the moves in turn; with EVERY_PRODUCT in the environment with all of them."""
    return [
        pytest.param(*move, *case.values, id=f"{case.id}-{'-'.join(move)}", marks=case.marks)
        for number, case in enumerate(corpus())
        for place, move in enumerate(MOVES)
        if EVERY_PRODUCT or number % len(MOVES) == place
    ]


@pytest.mark.parametrize(("source", "target", "name", "document"), moves())
def test_elsewhere(
    sources: dict[str, World],
    emulator: Emulator,
    counts: Counts,
    source: str,
    target: str,
    name: str,
    document: dict[str, Any],
) -> None:
    here, row = sources[source], counts[source, target]
    number = put(here, document, row)
    if number is None:
        return
    there = emulator.collection(target, seed="empty")
    try:
        exported = export(here, number, "options")
        furnish(here, there, export(here, number, "document")["document"])
        options = exported["options"]
        if exported["not_portable"]:
            row["with something that is not portable"] += 1
        made = there.run(**options)
        assert made["action"] == "create"
        assert not [text for text in made.get("warnings", []) if "did not keep" in text]
        assert there.run(**options)["changed"] is False
        again = export(there, made["id"], "options")
        if source == target:
            # a new definition that says none gets the default branch of its repository
            if options["repository"]["type"] == "TfsGit":
                options["repository"].setdefault("default_branch", again["options"]["repository"]["default_branch"])
            assert again["options"] == options
        row["made, a second run without a change"] += 1
    finally:
        here.run(id=number, state="absent")
        there.close()


def furnish(here: World, there: World, document: dict[str, Any]) -> None:
    """Give a new collection things of the names that an export mentions, with ids of its own; tasks keep theirs."""
    there.seed(projects=[{"name": PROJECT}, {"name": "Elsewhere"}])
    tasks: dict[str, dict[str, Any]] = {}
    for task in requests.get(f"{here.url}/_apis/distributedtask/tasks", auth=("", PAT), timeout=30).json()["value"]:
        version = ".".join(str(task["version"][part]) for part in ("major", "minor", "patch"))
        known = tasks.setdefault(task["id"], {"id": task["id"], "name": task["name"], "versions": []})
        known["versions"].append(version)
    groups: dict[str, list[str]] = {}
    phases = document.get("process", {}).get("phases") or []
    for step in [step for phase in phases for step in phase.get("steps", [])]:
        if step["task"].get("definitionType", "").lower() == "metatask":
            parts = [part for part in step["task"].get("versionSpec", "1").split(".") if part.isdigit()]
            groups.setdefault(step["task"]["id"], []).append(".".join([*parts, "0", "0", "0"][:3]))
    upstream(there, document)
    repository = document["repository"]
    projects = {repository.get("project", PROJECT)} - {PROJECT}
    connection = repository.get("properties", {}).get("connectedServiceId")
    kind = CONNECTIONS.get(repository["type"], repository["type"].lower())
    holders = [document, *(phase.get("target") or {} for phase in phases)]
    queues = {holder["queue"]["name"] for holder in holders if "name" in holder.get("queue", {})}
    there.seed(
        projects=[{"name": name} for name in projects],
        tasks=list(tasks.values()),
        taskGroups=[{"name": name, "versions": versions, "project": PROJECT} for name, versions in groups.items()],
        queues=[{"name": name, "project": PROJECT} for name in sorted(queues)],
        variableGroups=[{"name": group["name"], "project": PROJECT} for group in document.get("variableGroups", [])],
        endpoints=[{"name": connection, "type": kind, "project": PROJECT}] if connection else [],
        repositories=[{"name": repository["name"], "project": repository.get("project", PROJECT)}]
        if repository["type"] == "TfsGit"
        else [],
    )


def upstream(there: World, document: dict[str, Any]) -> None:
    """The definitions whose builds start builds of the exported one."""
    for trigger in document.get("triggers", []):
        reference = trigger.get("definition", {})
        if "name" in reference:
            there.put_definition(
                {
                    "name": reference["name"],
                    "path": reference.get("path", "\\"),
                    "repository": {"type": "TfsGit", "name": "upstream"},
                    "queue": {"name": "upstream"},
                    "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"},
                }
            )
