# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every real definition of the corpus, on every product that can hold it.

What a server has is stated as it was exported: nothing to do. One member is changed: only that one differs in what the
server stores. The definition is gone: the same document makes it again, and a second run has nothing to do.

The corpus is reference material that may be absent: set AZDO_CORPUS_DIR, or put it beside the checkout.
"""

from __future__ import annotations

import collections
import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functional.conftest import PROFILES, is_tried
from functional.world import PROJECT, Emulator, ServerRefused, World

HERE = Path(__file__).resolve()
FOLDER = Path(os.environ.get("AZDO_CORPUS_DIR") or HERE.parents[3] / "shared" / "corpus")
KINDS = ("v2", "designer", "yaml", "noprocess", "templates", "list")
#: what the module says to a document that the product cannot hold, and what the emulator says
CANNOT_HOLD = ("version_not_supported", "this product has no YAML definitions", "not valid with process type 1")
#: where TFS 2015 has three members for each rule, and drops the others without a word
OLD_RULES = "retentionRules["
#: members of the stored truth that every write sets
OF_A_WRITE = ("revision", "comment")

#: maps whose values are text, so that "{}" in them is one
TEXT_MAPS = ("inputs", "variables")
CONNECTION = {"connectedServiceId": "11111111-2222-3333-4444-555555555555"}

Table = dict[tuple[str, str], collections.Counter[str]]


def definitions_in(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The definitions of a file; answers to a list hold several, and mere references, which are none."""
    whole = json.loads(path.read_text(encoding="utf-8-sig"))
    items = whole["value"] if isinstance(whole, dict) and "count" in whole else [whole]
    for index, item in enumerate(items):
        inner = item.get("template", item) if "repository" not in item else item
        if "repository" in inner and inner.get("type") not in ("xaml", 1):
            name = f"{path.parent.name}-{path.stem}" + (f"-{index}" if len(items) > 1 else "")
            yield name, filled(inner, name)


def filled(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A document as its own tool would have sent it.

    Templates of Azure DevOps Demo Generator have $Name$ for what it finds out, `{}` as text for an object, and blanks;
    documents that people cut down for an import lack the repository.
    """

    def fill(value: Any, inside: str = "") -> Any:
        if isinstance(value, list):
            return [fill(item, inside) for item in value]
        if not isinstance(value, dict):
            return value
        kept = {key: item for key, item in value.items() if item != "" or key not in ("id", "versionSpec")}
        return {key: {} if item == "{}" and inside not in TEXT_MAPS else fill(item, key) for key, item in kept.items()}

    document = {**fill(document), "name": name}
    queue, repository = document.get("queue") or {}, document["repository"]
    for reference in (queue, repository):
        if "$" in str(reference.get("id")):
            del reference["id"]
        reference.pop("_links", None)
    if not repository.get("id") and not repository.get("name"):
        repository.update(type="GitHub", id="contoso/cut-out", name="contoso/cut-out", properties=CONNECTION)
    for phase in (document.get("process") or {}).get("phases") or ():
        for step in phase.get("steps") or ():
            step["task"].setdefault("versionSpec", "*")
    return document


def corpus() -> list[Any]:
    if not FOLDER.is_dir():
        warnings.warn(f"NOT CHECKED: there is no corpus in {FOLDER}; set AZDO_CORPUS_DIR", stacklevel=1)
        return [pytest.param("", {}, marks=pytest.mark.skip(f"NOT CHECKED: there is no corpus in {FOLDER}"))]
    paths = [path for kind in KINDS for path in sorted((FOLDER / kind).glob("*.json"))]
    found = [pytest.param(name, document, id=name) for path in paths for name, document in definitions_in(path)]
    assert len(found) >= 100
    return found


def corpus_on_products() -> list[Any]:
    """The corpus, each with the profiles that it is tried on."""
    return [
        pytest.param(profile, *case.values, id=f"{case.id}-{profile}", marks=case.marks)
        for number, case in enumerate(corpus())
        for profile in PROFILES
        if is_tried(profile, number)
    ]


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """Counts what became of each kind on each product, and prints it at the end."""
    counts: Table = collections.defaultdict(collections.Counter)
    yield counts
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        print()
        for (profile, kind), row in sorted(counts.items()):
            refusals = "; ".join(f"{count} x {why}" for why, count in row.items() if why not in ("tried", "passed"))
            refused = f"  refused: {refusals}" if refusals else ""
            print(f"{profile:11} {kind:10} tried {row['tried']:3}  passed {row['passed']:3}{refused}")


@pytest.fixture
def empty_world(emulator: Emulator, profile: str) -> Iterator[World]:
    """A collection with nothing but a project, so that a document's own numbers and names are free."""
    world = emulator.collection(profile, seed="empty")
    world.seed(projects=[{"name": PROJECT}])
    yield world
    world.close()


def reason(message: str) -> str:
    """Why a product cannot hold a document, without the name of the product."""
    return message.split(" by ")[0].split("ContractError: ")[-1].strip()


def truth(world: World, number: int) -> dict[str, Any]:
    document = {name: item for name, item in world.document(number).items() if name not in OF_A_WRITE}
    # a reference is its id; what the emulator stores beside it depends on who wrote last
    for holder in (document, *(phase.get("target") or {} for phase in document["process"].get("phases") or ())):
        if holder.get("queue"):
            holder["queue"] = {"id": holder["queue"]["id"]}
    # the first PUT writes main as refs/heads/main, a known trait of the service (corpus README S9)
    repository = document.get("repository") or {}
    if repository.get("defaultBranch"):
        repository["defaultBranch"] = repository["defaultBranch"].removeprefix("refs/heads/")
    return document


@pytest.mark.parametrize(("profile", "name", "document"), corpus_on_products(), indirect=["profile"])
def test_document(empty_world: World, table: Table, name: str, document: dict[str, Any]) -> None:
    world, row = empty_world, table[empty_world.profile, name.split("-")[0]]
    options = {"document": document, "update_secrets": "on_create"}
    row["tried"] += 1
    try:
        number = world.put_definition(document)
    except ServerRefused as error:
        if not any(text in str(error) for text in CANNOT_HOLD):
            raise
        row[reason(str(error))] += 1
        return
    world.log()
    before = truth(world, number)
    result = world.attempt(**options)
    if result.get("failed"):
        assert result["failure"]["code"] in CANNOT_HOLD, result["msg"]
        assert world.writes() == []
        row[reason(result["msg"])] += 1
        return
    if world.profile == "tfs2015" and [change for change in result["changes"] if change.startswith(OLD_RULES)]:
        assert all(change.startswith(OLD_RULES) for change in result["changes"])
        assert [text for text in result["warnings"] if "did not keep what was stated for retention_rules[" in text]
        row["retention rules (the module warns)"] += 1
        return
    assert not result["changed"], result["diff"]
    assert world.writes() == []
    assert truth(world, number) == before

    changed = world.run(**options, description="Another description.")
    assert changed["changes"] == ["description"]
    assert world.writes() == ["PUT"]
    assert unkept(changed) == []
    assert truth(world, number) == {**before, "description": "Another description."}

    world.run(id=number, state="absent")
    if "process" not in document and "build" not in document:
        assert "nothing says what it runs" in world.attempt(**options)["msg"]
    else:
        made = world.run(**options)
        assert made["action"] == "create"
        assert unkept(made) == []
        again = world.run(**options)
        assert not again["changed"], again["diff"]
    row["passed"] += 1


def unkept(result: dict[str, Any]) -> list[str]:
    """The warnings that a statement will never converge."""
    return [text for text in result.get("warnings", []) if "did not keep" in text]


def unfit() -> list[Any]:
    paths = [path for kind in ("xaml", "invalid", "error") for path in sorted((FOLDER / kind).glob("*.json"))]
    if not paths:
        return [pytest.param(Path(), marks=pytest.mark.skip(f"NOT CHECKED: there is no corpus in {FOLDER}"))]
    return [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in paths]


@pytest.mark.parametrize("path", unfit())
def test_what_is_no_definition_is_refused(world: World, path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig", "replace")
    result = world.attempt(name="web", document=text)
    assert result["failure"]["code"] == "invalid_option", result["msg"]
    assert result["msg"].startswith("document: ")
    assert world.log() == []
